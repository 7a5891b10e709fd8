// SPDX-License-Identifier: Apache-2.0
// Laws of the switches that say how a picture is coded: without -stock they mean what they mean to
// cjpeg, and no file is larger than cjpeg's.
#include <algorithm>
#include <map>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

using Words = std::vector<std::string>;

Outcome run_in(const TemporaryFolder& folder, const char* program, Words words) {
  words.insert(words.begin(), "program");
  return run({program, words, folder.path(), {}, {}, 0});
}

Outcome cjpegaware(const TemporaryFolder& folder, Words words) {
  words.insert(words.begin(), {"-saliency", "uniform"});
  return run_in(folder, JPEGAWARE_CJPEGAWARE, words);
}

Outcome cjpeg(const TemporaryFolder& folder, const Words& words) {
  return run_in(folder, JPEGAWARE_CJPEG, words);
}

unsigned byte_at(const std::string& bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes.at(at));
}

/// What a file's header says of its components.
struct Header {
  unsigned frame = 0;              ///< the SOF marker's code
  std::vector<unsigned> factors;   ///< one a component, horizontal << 4 | vertical
  std::vector<std::string> steps;  ///< each component's table, two bytes a step
  bool operator==(const Header& other) const {
    return factors == other.factors && steps == other.steps;
  }
};

Header header_of(const std::string& jpeg) {
  Header header;
  std::map<unsigned, std::string> tables;
  for (std::size_t at = 2; at + 4 < jpeg.size() && byte_at(jpeg, at + 1) != 0xDA;) {
    const unsigned code = byte_at(jpeg, at + 1);
    const std::size_t end = at + 2 + byte_at(jpeg, at + 2) * 256 + byte_at(jpeg, at + 3);
    std::size_t from = at + 4;
    while (code == 0xDB && from < end) {
      const unsigned first = byte_at(jpeg, from++);
      std::string& steps = tables[first & 15U];
      steps.clear();
      for (int i = 0; i < 64; ++i) {
        steps += first > 15 ? jpeg[from++] : '\0';
        steps += jpeg[from++];
      }
    }
    if (code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC) {
      header.frame = code;
      for (from = at + 10; from + 2 < end; from += 3) {
        header.factors.push_back(byte_at(jpeg, from + 1));
        header.steps.push_back(tables[byte_at(jpeg, from + 2)]);
      }
    }
    at = end;
  }
  return header;
}

std::string decoded(const TemporaryFolder& folder, const std::string& jpeg) {
  write_file(folder.path() / "decode.jpg", jpeg);
  const Outcome outcome = run_in(folder, JPEGAWARE_DJPEG, {"decode.jpg"});
  CHECK(outcome.status == 0);
  return outcome.out;
}

void write_tables(const TemporaryFolder& folder) {
  std::string text = "# three tables\n";
  for (int i = 0; i < 192; ++i) {
    text += std::to_string(3 + i % 64 / 4 + i / 64 * 5) + (i % 8 == 7 ? "\n" : " ");
  }
  write_file(folder.path() / "tables", text);
}

}  // namespace

TEST_CASE("coding: of -rgb and -grayscale the last counts", "[coding][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({37, 23}, 1));
  for (const Words& words : {Words{"-rgb", "-grayscale"}, Words{"-grayscale", "-rgb"}}) {
    Words line = words;
    line.push_back("in.ppm");
    CAPTURE(words);
    CHECK(header_of(cjpegaware(folder, line).out).factors.size() ==
          header_of(cjpeg(folder, line).out).factors.size());
  }
}

TEST_CASE("coding: -qtables and -qslots give each component cjpeg's table", "[coding][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({200, 150}, 1));
  write_tables(folder);
  const Words words = GENERATE(
      Words{"-qtables", "tables"}, Words{"-qtables", "tables", "-quality", "80"},
      Words{"-qtables", "tables", "-quality", "80,50,30", "-qslots", "0,1,2"},
      Words{"-qtables", "tables", "-qslots", "2,0"}, Words{"-qslots", "0"},
      Words{"-qslots", "1,0", "-quality", "60,90"}, Words{"-qtables", "tables", "-quality", "2"},
      Words{"-qtables", "tables", "-quality", "2", "-baseline"});
  Words line = words;
  line.emplace_back("in.ppm");
  const Outcome ours = cjpegaware(folder, line);
  const Outcome theirs = cjpeg(folder, line);
  CAPTURE(words, ours.err);
  REQUIRE(ours.status == 0);
  CHECK(header_of(ours.out) == header_of(theirs.out));
  CHECK(ours.out.size() <= theirs.out.size());
  CHECK_FALSE(decoded(folder, ours.out).empty());
}

TEST_CASE("coding: a second quality moves chroma's tables, and only those", "[coding][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({200, 150}, 1));
  const auto steps = [&folder](const std::string& quality) {
    const Outcome outcome = cjpegaware(folder, {"-quality", quality, "in.ppm"});
    REQUIRE(outcome.status == 0);
    return header_of(outcome.out).steps;
  };
  const auto mixed = steps("80,50");
  CHECK(mixed.at(0) == steps("80").at(0));
  CHECK(mixed.at(1) == steps("50").at(1));
  CHECK(mixed.at(2) == steps("50").at(2));
  CHECK(steps("80,80") == steps("80"));
  CHECK(steps("80,") == steps("80"));
}

TEST_CASE("coding: -rgb and every sampling give cjpeg's levels in no more bytes", "[coding][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({97, 61}, 1));
  write_file(folder.path() / "split.scan", "0;\n1;\n2;\n");
  const Words words = GENERATE(
      Words{"-rgb"}, Words{"-rgb", "-quality", "90"}, Words{"-rgb", "-restart", "1"},
      Words{"-rgb", "-arithmetic"}, Words{"-rgb", "-scans", "split.scan"},
      Words{"-rgb", "-progressive"}, Words{"-sample", "1x2"}, Words{"-sample", "4x1"},
      Words{"-sample", "1x1,2x2"}, Words{"-sample", "2X2,1x2,2x1"}, Words{"-sample", "3x2,1x1,1x2"},
      Words{"-sample", "1x2", "-dct", "fast"}, Words{"-sample", "4x1", "-quality", "90,40"});
  Words line = words;
  line.emplace_back("in.ppm");
  const Outcome ours = cjpegaware(folder, line);
  const Outcome theirs = cjpeg(folder, line);
  CAPTURE(words, ours.err);
  REQUIRE(ours.status == 0);
  CHECK((decoded(folder, ours.out) == decoded(folder, theirs.out)));
  CHECK(ours.out.size() <= theirs.out.size());
}

TEST_CASE("coding: -sequential is one baseline scan, also for -rgb", "[coding][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({97, 61}, 1));
  const Outcome outcome = cjpegaware(folder, {"-rgb", "-sequential", "-quality", "1", "in.ppm"});
  REQUIRE(outcome.status == 0);
  CHECK(header_of(outcome.out).frame == 0xC0);
  CHECK_FALSE(decoded(folder, outcome.out).empty());
}

TEST_CASE("coding: what would make a JPEG grow is not done, and said", "[coding][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({200, 150}, 4));
  write_file(folder.path() / "in.jpg", cjpeg(folder, {"-quality", "50", "in.ppm"}).out);
  write_tables(folder);
  const Words words = GENERATE(Words{"-sample", "1x1", "-quality", "98"}, Words{"-rgb"},
                               Words{"-qtables", "tables"});
  Words line = words;
  line.emplace_back("in.jpg");
  const Outcome outcome = cjpegaware(folder, line);
  CAPTURE(words);
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find("larger than the input") != std::string::npos);
  CHECK(outcome.out.size() <= read_file(folder.path() / "in.jpg").size());
  CHECK((decoded(folder, outcome.out) == decoded(folder, read_file(folder.path() / "in.jpg"))));
  // Where it makes the file smaller it is done.
  const Outcome smaller = cjpegaware(folder, {"-qtables", "tables", "-quality", "10", "in.jpg"});
  CHECK(smaller.status == 0);
  CHECK(header_of(smaller.out).steps.at(0) != header_of(outcome.out).steps.at(0));
}

TEST_CASE("coding: a JPEG that has the sampling asked for keeps its own levels", "[coding][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({200, 150}, 4));
  for (const std::string sampling : {"1x1", "2x1", "2x2"}) {
    write_file(folder.path() / "in.jpg",
               cjpeg(folder, {"-quality", "50", "-sample", sampling, "in.ppm"}).out);
    const Outcome plain = cjpegaware(folder, {"-quality", "98", "in.jpg"});
    const Outcome named = cjpegaware(folder, {"-quality", "98", "-sample", sampling, "in.jpg"});
    CAPTURE(sampling, named.err);
    CHECK(named.status == 0);
    CHECK((named.out == plain.out));
  }
}
