// SPDX-License-Identifier: Apache-2.0
// Laws of cjpegaware without -stock: what it makes decodes, maps go round, failures leave nothing.
#include <algorithm>

#include "catch.hpp"
#include "further_pictures.h"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

Outcome cjpegaware(const TemporaryFolder& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "cjpegaware");
  return run({JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {}, 0});
}

/// djpeg's PPM of a file; empty when it does not decode without a warning.
std::string decoded(const TemporaryFolder& folder, const std::string& name) {
  const Outcome outcome = run({JPEGAWARE_DJPEG, {"djpeg", name}, folder.path(), {}, {}, 0});
  return outcome.status == 0 ? outcome.out : "";
}

const std::string kPhoto = JPEGAWARE_PHOTOS "/astronaut.png";

}  // namespace

TEST_CASE("cjpegaware: stock libjpeg-turbo decodes what any switch makes", "[aware][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({97, 61}, 1));
  write_file(folder.path() / "in.pgm", pgm({37, 23}, 2));
  write_file(folder.path() / "split.scan", "0;\n1 2;\n");
  const std::vector<std::string> words =
      GENERATE(std::vector<std::string>{}, std::vector<std::string>{"-sequential"},
               std::vector<std::string>{"-quality", "1"},
               std::vector<std::string>{"-baseline", "-quality", "1"},
               std::vector<std::string>{"-quality", "100", "-sample", "1x1"},
               std::vector<std::string>{"-sample", "2x1", "-arithmetic"},
               std::vector<std::string>{"-restart", "1"},
               std::vector<std::string>{"-restart", "3B", "-grayscale"},
               std::vector<std::string>{"-smooth", "30"},
               std::vector<std::string>{"-effort", "1", "-threads", "2"},
               std::vector<std::string>{"-strength", "100"},
               std::vector<std::string>{"-background", "20", "-levels", "0"});
  std::vector<std::string> line = words;
  line.insert(line.end(), {"-saliency", "uniform", "-outfile", "out.jpg"});
  for (const std::string input : {"in.ppm", "in.pgm"}) {
    std::vector<std::string> all = line;
    all.push_back(input);
    const Outcome outcome = cjpegaware(folder, all);
    CAPTURE(words, input, outcome.err);
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    CHECK_FALSE(decoded(folder, "out.jpg").empty());
  }
  CHECK(cjpegaware(folder, {"-scans", "split.scan", "-saliency", "uniform", "-outfile", "out.jpg",
                            "in.ppm"})
            .status == 0);
  CHECK_FALSE(decoded(folder, "out.jpg").empty());
}

TEST_CASE("cjpegaware: a map written as PGM and given back makes the same file", "[aware][cli]") {
  const TemporaryFolder folder;
  const std::vector<std::string> mapping = GENERATE(
      std::vector<std::string>{}, std::vector<std::string>{"-strength", "90", "-levels", "0"},
      std::vector<std::string>{"-background", "30", "-quality", "85"});
  const auto line = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = mapping;
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(kPhoto);
    return words;
  };
  const Outcome first = cjpegaware(folder, line({"-map-out", "map.pgm", "-outfile", "first.jpg"}));
  REQUIRE(first.err.empty());
  REQUIRE(first.status == 0);
  const Outcome second = cjpegaware(
      folder, line({"-saliency", "map.pgm", "-map-out", "again.pgm", "-outfile", "second.jpg"}));
  CHECK(second.status == 0);
  CHECK((read_file(folder.path() / "map.pgm") == read_file(folder.path() / "again.pgm")));
  CHECK((read_file(folder.path() / "first.jpg") == read_file(folder.path() / "second.jpg")));
  CHECK(cjpegaware(folder, line({"-saliency", "uniform", "-outfile", "uniform.jpg"})).status == 0);
  CHECK((read_file(folder.path() / "first.jpg").size() <
         read_file(folder.path() / "uniform.jpg").size()));
}

TEST_CASE("cjpegaware: the network is loaded only when a map is computed", "[aware][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({97, 61}, 1));
  CHECK(cjpegaware(folder,
                   {"-weights", "missing", "-saliency", "uniform", "-outfile", "a.jpg", "in.ppm"})
            .status == 0);
  CHECK(cjpegaware(folder,
                   {"-weights", "missing", "-saliency", "in.ppm", "-outfile", "b.jpg", "in.ppm"})
            .status == 0);
  const Outcome outcome =
      cjpegaware(folder, {"-weights", "missing", "-outfile", "c.jpg", "in.ppm"});
  CHECK(outcome.status == 1);
  CHECK(outcome.err.find("missing") != std::string::npos);
  CHECK(folder.names() == std::vector<std::string>{"a.jpg", "b.jpg", "in.ppm"});
}

TEST_CASE("cjpegaware: what cannot be had is refused with one sentence and no file",
          "[aware][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({17, 13}, 1));
  const std::vector<std::string> words = GENERATE(
      std::vector<std::string>{"-strength", "10", "-background", "20"},
      std::vector<std::string>{"-strength", "101"}, std::vector<std::string>{"-strength", "x"},
      std::vector<std::string>{"-levels", "-1"}, std::vector<std::string>{"-background", "80"},
      std::vector<std::string>{"-quality", "abc"}, std::vector<std::string>{"-quality", "90,x"},
      std::vector<std::string>{"-qtables", "missing"},
      std::vector<std::string>{"-qtables", "in.ppm"}, std::vector<std::string>{"-qslots", "4"},
      std::vector<std::string>{"-qslots", "0,1,2"},
      std::vector<std::string>{"-qslots", "0", "-target-size", "500"},
      std::vector<std::string>{"-rgb", "-roi", "0,0,8,8"},
      std::vector<std::string>{"-sample", "1x2", "-map-out", "map.png"},
      std::vector<std::string>{"-rgb", "-scans", "in.ppm"},
      std::vector<std::string>{"-dct", "slow"}, std::vector<std::string>{"-sample", "5x1"},
      std::vector<std::string>{"-sample", "2"}, std::vector<std::string>{"-sample", "4x4"},
      std::vector<std::string>{"-sequential", "-progressive"},
      std::vector<std::string>{"-sequential", "-arithmetic"}, std::vector<std::string>{"-nosuch"},
      std::vector<std::string>{"-saliency", "missing.pgm"},
      std::vector<std::string>{"-precision", "12"}, std::vector<std::string>{"-lossless", "1"},
      std::vector<std::string>{"-max-pixels", "200"}, std::vector<std::string>{"-matte", "red"},
      std::vector<std::string>{"-icc", "missing.icc"}, std::vector<std::string>{"-outfile", ""},
      std::vector<std::string>{"-mask", ""}, std::vector<std::string>{"-explain", ""},
      std::vector<std::string>{"-icc", "."}, std::vector<std::string>{"-scans", "missing.scan"});
  std::vector<std::string> line = words;
  line.insert(line.end(), {"-outfile", "out.jpg", "in.ppm"});
  if (words[0] != "-saliency") {
    line.insert(line.begin(), {"-saliency", "uniform"});
  }
  const Outcome outcome = cjpegaware(folder, line);
  CAPTURE(words, outcome.err);
  CHECK(outcome.status == 1);
  CHECK(outcome.err.rfind("cjpegaware: ", 0) == 0);
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(folder.names() == std::vector<std::string>{"in.ppm"});
}

TEST_CASE("cjpegaware: a gain map of libultrahdr's goes over whole, or its loss is said",
          "[aware][cli]") {
  const TemporaryFolder folder;
  const std::string input = JPEGAWARE_FOREIGN "/ultra_hdr.jpg";
  const auto behind = [](const std::string& file) {
    const std::vector<std::uint8_t> bytes(file.begin(), file.end());
    return jpegaware::apps::find_further_pictures(bytes, {}).behind;
  };
  const auto gain_map = behind(read_file(input));
  REQUIRE_FALSE(gain_map.empty());
  const std::vector<std::string> words =
      GENERATE(std::vector<std::string>{}, std::vector<std::string>{"-quality", "40"},
               std::vector<std::string>{"-restart", "1"}, std::vector<std::string>{"-grayscale"},
               std::vector<std::string>{"-target-size", "4000"});
  std::vector<std::string> line{"-saliency", "uniform"};
  line.insert(line.end(), words.begin(), words.end());
  line.push_back(input);
  const Outcome kept = cjpegaware(folder, line);
  CAPTURE(words, kept.err);
  CHECK(kept.status == 0);
  CHECK((behind(kept.out) == gain_map));
  CHECK((words.empty() || words[0] != "-target-size" || kept.out.size() <= 4000));
  const Outcome dropped = cjpegaware(folder, {"-saliency", "uniform", "-copy", "none", input});
  CHECK(dropped.status == 2);
  CHECK(dropped.err.find("gain map") != std::string::npos);
  CHECK(behind(dropped.out).empty());
}
