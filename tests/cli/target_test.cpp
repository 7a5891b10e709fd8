// SPDX-License-Identifier: Apache-2.0
// Laws of -target-size, -target-score and of JPEG input: limits hold, a second pass changes
// nothing.
#include <algorithm>
#include <sstream>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

using Words = std::vector<std::string>;

Outcome cjpegaware(const TemporaryFolder& folder, Words words) {
  words.insert(words.begin(), "cjpegaware");
  return run({JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {}, 0});
}

const std::string kPhoto = JPEGAWARE_PHOTOS "/chelsea.png";

}  // namespace

TEST_CASE("targets: a file of at most so many bytes, and not much less", "[targets][cli]") {
  const TemporaryFolder folder;
  const std::string bytes = GENERATE("6000", "12000", "25000");
  const Words map = GENERATE(Words{"-saliency", "uniform"}, Words{"-saliency", "half.pgm"},
                             Words{"-saliency", "half.pgm", "-quality", "80"});
  write_file(folder.path() / "half.pgm", "P2 2 1 255\n0 255\n");
  Words words = map;
  words.insert(words.end(), {"-target-size", bytes, kPhoto});
  const Outcome outcome = cjpegaware(folder, words);
  CAPTURE(bytes, map, outcome.err);
  CHECK(outcome.status == 0);
  const auto limit = static_cast<std::size_t>(std::stoi(bytes));
  CHECK(outcome.out.size() <= limit);
  // With a wanted quality there may be no use for more bytes.
  CHECK((map.size() > 2 || outcome.out.size() > limit * 9 / 10));
}

TEST_CASE("targets: what matters keeps the quality asked for while the rest can give way",
          "[targets][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "half.pgm", "P2 2 1 255\n0 255\n");
  const auto highest_and_lowest = [&folder](const std::string& bytes) {
    const Outcome outcome =
        cjpegaware(folder, {"-saliency", "half.pgm", "-quality", "80", "-qmap-out", "q.txt",
                            "-target-size", bytes, kPhoto});
    REQUIRE(outcome.status == 0);
    const std::string text = read_file(folder.path() / "q.txt");
    std::istringstream numbers(text.substr(text.find('\n')));  // behind the comment
    float least = 100.0F;
    float most = 0.0F;
    for (float quality = 0.0F; numbers >> quality;) {
      least = std::min(least, quality);
      most = std::max(most, quality);
    }
    return std::pair(most, least);
  };
  const std::string uniform =
      cjpegaware(folder, {"-saliency", "uniform", "-quality", "80", kPhoto}).out;
  const auto [most, least] = highest_and_lowest(std::to_string(uniform.size() * 9 / 10));
  CHECK(most == 80.0F);
  CHECK(least < 70.0F);
  const auto [most_of_few, least_of_few] = highest_and_lowest(std::to_string(uniform.size() / 4));
  CHECK(most_of_few < 80.0F);
  CHECK(least_of_few < least);
}

TEST_CASE("targets: the limit is the file's, however its levels are coded", "[targets][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "scans", "0;\n1 2;\n");
  const Words coding =
      GENERATE(Words{"-restart", "1"}, Words{"-arithmetic"}, Words{"-scans", "scans"},
               Words{"-baseline"}, Words{"-baseline", "-restart", "2"}, Words{"-sequential"});
  Words words{"-saliency", "uniform", "-target-size", "9000"};
  words.insert(words.end(), coding.begin(), coding.end());
  words.push_back(kPhoto);
  const Outcome outcome = cjpegaware(folder, words);
  CAPTURE(coding, outcome.err);
  CHECK(outcome.status == 0);
  CHECK(outcome.out.size() <= 9000);
  CHECK(outcome.out.size() > 8000);
}

TEST_CASE("targets: what cannot be reached is said, with the nearest file", "[targets][cli]") {
  const TemporaryFolder folder;
  const Outcome small = cjpegaware(folder, {"-saliency", "uniform", "-target-size", "100", kPhoto});
  CHECK(small.status == 2);
  CHECK(small.err.find("-target-size 100 cannot be reached") != std::string::npos);
  const Outcome smallest = cjpegaware(folder, {"-saliency", "uniform", "-quality", "1", kPhoto});
  CHECK(small.out.size() <= smallest.out.size());
  const Outcome good =
      cjpegaware(folder, {"-saliency", "uniform", "-target-score", "99.9", kPhoto});
  CHECK(good.status == 2);
  CHECK(good.out.size() > smallest.out.size());
}

TEST_CASE("targets: a higher score takes more bytes", "[targets][cli]") {
  const TemporaryFolder folder;
  std::size_t last = 0;
  for (const std::string score : {"40", "60", "75"}) {
    const Outcome outcome =
        cjpegaware(folder, {"-saliency", "uniform", "-target-score", score, kPhoto});
    CAPTURE(score, outcome.err);
    CHECK(outcome.status == 0);
    CHECK(outcome.out.size() > last);
    last = outcome.out.size();
  }
}

TEST_CASE("jpeg input: a second pass changes no byte, with the marker or at the size it had",
          "[targets][cli]") {
  const TemporaryFolder folder;
  REQUIRE(cjpegaware(folder, {"-outfile", "first.jpg", kPhoto}).status == 0);
  REQUIRE(cjpegaware(folder, {"-outfile", "second.jpg", "first.jpg"}).status == 0);
  CHECK((read_file(folder.path() / "first.jpg") == read_file(folder.path() / "second.jpg")));
  REQUIRE(cjpegaware(folder, {"-no-marker", "-saliency", "uniform", "-outfile", "bare.jpg", kPhoto})
              .status == 0);
  REQUIRE(cjpegaware(folder, {"-saliency", "uniform", "-outfile", "marked.jpg", kPhoto}).status ==
          0);
  CHECK(read_file(folder.path() / "marked.jpg").size() ==
        read_file(folder.path() / "bare.jpg").size() + 27);
}

TEST_CASE("jpeg input: never larger, whatever quality is asked for", "[targets][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({200, 150}, 3));
  for (const std::string stored : {"15", "60", "95"}) {
    write_file(folder.path() / "in.jpg",
               run({JPEGAWARE_CJPEG,
                    {"cjpeg", "-quality", stored, "-optimize", "-progressive", "in.ppm"},
                    folder.path(),
                    {},
                    {},
                    0})
                   .out);
    for (const std::string asked : {"10", "75", "100"}) {
      const Outcome outcome =
          cjpegaware(folder, {"-saliency", "uniform", "-quality", asked, "in.jpg"});
      CAPTURE(stored, asked);
      CHECK(outcome.status == 0);
      CHECK(outcome.out.size() <= read_file(folder.path() / "in.jpg").size());
    }
  }
}

TEST_CASE("start: OpenCV is loaded only for a map, LibTorch never unasked", "[targets][cli]") {
  const TemporaryFolder folder;
  const auto loaded = [&folder](const Words& words) {
    Words line{"cjpegaware", "-outfile", "out.jpg"};
    line.insert(line.end(), words.begin(), words.end());
    line.push_back(kPhoto);
    return run({JPEGAWARE_CJPEGAWARE, line, folder.path(), {}, {"LD_DEBUG=files"}, 0}).err;
  };
  const std::string uniform = loaded({"-saliency", "uniform"});
  CHECK(uniform.find("libjpeg") != std::string::npos);
  CHECK(uniform.find("libopencv") == std::string::npos);
  CHECK(loaded({"-stock", "-targa"}).find("libopencv") == std::string::npos);
  const std::string automatic = loaded({});
  CHECK(automatic.find("libopencv_dnn") != std::string::npos);
  CHECK(automatic.find("libtorch") == std::string::npos);
}

TEST_CASE("start: called by the name cjpeg it is the same program", "[targets][cli]") {
  const TemporaryFolder folder;
  std::filesystem::create_symlink(JPEGAWARE_CJPEGAWARE, folder.path() / "cjpeg");
  const Outcome by_link =
      run({folder.path() / "cjpeg", {"cjpeg", kPhoto}, folder.path(), {}, {}, 0});
  CHECK(by_link.status == 0);
  CHECK((by_link.out == cjpegaware(folder, {kPhoto}).out));
}

TEST_CASE("start: the environment holds switches and nothing else", "[targets][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({17, 13}, 1));
  const auto with = [&folder](const std::string& switches, Words words) {
    words.insert(words.begin(), "cjpegaware");
    words.push_back("in.ppm");
    return run(
        {JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {"JPEGAWARE_OPTIONS=" + switches}, 0});
  };
  // The command line comes later, and wins.
  CHECK((with("-quality 20 -saliency uniform", {"-quality", "90"}).out ==
         with("", {"-saliency", "uniform", "-quality", "90"}).out));
  CHECK(with("-saliency uniform -outfile \"my file.jpg\"", {}).status == 0);
  CHECK(std::filesystem::exists(folder.path() / "my file.jpg"));
  CHECK(with("-saliency uniform -outfile 'a \"b\".jpg'", {}).status == 0);
  CHECK(std::filesystem::exists(folder.path() / "a \"b\".jpg"));
  for (const std::string wrong : {"in.ppm", "-nosuch", "-quality", "-outfile \"open"}) {
    const Outcome outcome = with(wrong, {});
    CHECK(outcome.status == 1);
    CHECK(outcome.err.find("JPEGAWARE_OPTIONS") != std::string::npos);
  }
}

TEST_CASE("limits: sides, pixels and memory are refused by name", "[targets][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "wide.ppm", std::string("P5 65501 1 255\n") + std::string(65501, 'x'));
  write_file(folder.path() / "empty.ppm", "P5 0 5 255\n");
  write_file(folder.path() / "in.ppm", ppm({640, 480}, 1));
  const auto refusal = [&folder](Words words) {
    words.insert(words.begin(), {"-outfile", "out.jpg"});
    const Outcome outcome = cjpegaware(folder, words);
    CHECK(outcome.status == 1);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "out.jpg"));
    return outcome.err;
  };
  CHECK(refusal({"wide.ppm"}).find("65500") != std::string::npos);
  CHECK(refusal({"empty.ppm"}).find("empty.ppm") != std::string::npos);
  CHECK(refusal({"-max-pixels", "300000", "in.ppm"}).find("-max-pixels") != std::string::npos);
  CHECK(refusal({"-saliency", "uniform", "-maxmemory", "10M", "in.ppm"}).find("-maxmemory") !=
        std::string::npos);
  // A stream without an end.
  CHECK(refusal({"-maxmemory", "50M", "/dev/zero"}).find("-maxmemory") != std::string::npos);
}
