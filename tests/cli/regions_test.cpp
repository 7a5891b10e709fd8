// SPDX-License-Identifier: Apache-2.0
// Laws of -roi, -ignore, -mask, -qmap and -explain: the rule of the man page, block by block.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

using Words = std::vector<std::string>;
constexpr int kBlocks = 8;  // a side of the 64x64 picture

/// Runs with a map that is half 0 (left), half 1 (right): qualities 30 and 75.
Outcome encode(const TemporaryFolder& folder, const Words& words,
               const std::string& input = "in.ppm") {
  Words line{"cjpegaware", "-saliency", "half.pgm", "-background", "30",     "-levels",
             "0",          "-qmap-out", "out.qmap", "-outfile",    "out.jpg"};
  line.insert(line.end(), words.begin(), words.end());
  line.push_back(input);
  return run({JPEGAWARE_CJPEGAWARE, line, folder.path(), {}, {}, 0});
}

void prepare(const TemporaryFolder& folder) {
  write_file(folder.path() / "in.ppm", ppm({64, 64}, 1));
  std::string half = "P5 8 8 255\n";
  for (int i = 0; i < kBlocks * kBlocks; ++i) {
    half += i % kBlocks < kBlocks / 2 ? '\0' : '\xff';
  }
  write_file(folder.path() / "half.pgm", half);
}

std::vector<float> qualities(const TemporaryFolder& folder) {
  std::istringstream text(read_file(folder.path() / "out.qmap"));
  std::string comment;
  std::getline(text, comment);
  std::vector<float> values;
  for (float value = 0; text >> value;) {
    values.push_back(value);
  }
  return values;
}

float at(const std::vector<float>& values, int column, int row) {
  return values.at(static_cast<std::size_t>(row * kBlocks + column));
}

}  // namespace

TEST_CASE("regions: the map's qualities stand where nothing is said", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  REQUIRE(encode(folder, {}).status == 0);
  const auto values = qualities(folder);
  REQUIRE(values.size() == kBlocks * kBlocks);
  CHECK(at(values, 0, 0) == Approx(30));
  CHECK(at(values, 7, 7) == Approx(75));
}

TEST_CASE("regions: -roi holds what it touches, -ignore what lies inside, the first match wins",
          "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  REQUIRE(
      encode(folder, {"-roi", "0,0,9,8:90", "-roi", "0,0,100%,50%:+10", "-ignore", "32,32,17,16"})
          .status == 0);
  const auto values = qualities(folder);
  CHECK(at(values, 0, 0) == Approx(90));
  CHECK(at(values, 1, 0) == Approx(90));  // touched by one pixel
  CHECK(at(values, 2, 0) == Approx(40));  // 30 + 10
  CHECK(at(values, 7, 3) == Approx(85));
  CHECK(at(values, 4, 4) == Approx(30));
  CHECK(at(values, 5, 5) == Approx(30));
  CHECK(at(values, 6, 4) == Approx(75));  // only touched
  REQUIRE(encode(folder, {"-ignore", "50%,0,50%,100%", "-roi", "0,0,100%,100%"}).status == 0);
  CHECK(at(qualities(folder), 6, 2) == Approx(30));
  CHECK(at(qualities(folder), 1, 2) == Approx(75));
}

TEST_CASE("regions: a rectangle outside the picture is said to change nothing", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  REQUIRE(encode(folder, {}).status == 0);
  const auto mapped = qualities(folder);
  for (const char* outside : {"64,0,8,8:90", "0,100%,8,8:90"}) {
    CAPTURE(outside);
    const auto ran = encode(folder, {"-roi", outside});
    CHECK(ran.status == 2);
    CHECK(ran.err.find("lies outside the 64 by 64 pixels") != std::string::npos);
    CHECK(qualities(folder) == mapped);
  }
  CHECK(encode(folder, {"-roi", "63,63,8,8:90"}).status == 0);
}

TEST_CASE("regions: a mask joins by the maximum", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  std::string mask = "P5 2 2 255\n";
  mask += {'\xff', '\0', '\0', '\0'};
  write_file(folder.path() / "mask.pgm", mask);
  REQUIRE(encode(folder, {"-mask", "mask.pgm"}).status == 0);
  const auto values = qualities(folder);
  CHECK(at(values, 0, 0) == Approx(75));
  CHECK(at(values, 0, 7) == Approx(30));
  CHECK(at(values, 7, 7) == Approx(75));
}

TEST_CASE("regions: qualities written and given back make the same file", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  REQUIRE(encode(folder, {"-roi", "10,10,20,20:+7"}).status == 0);
  const std::string first = read_file(folder.path() / "out.jpg");
  std::filesystem::copy(folder.path() / "out.qmap", folder.path() / "first.qmap");
  REQUIRE(encode(folder, {"-qmap", "first.qmap"}).status == 0);
  CHECK((read_file(folder.path() / "out.jpg") == first));
  CHECK((read_file(folder.path() / "out.qmap") == read_file(folder.path() / "first.qmap")));
}

TEST_CASE("regions: a script says the same as the switches", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  REQUIRE(encode(folder, {"-roi", "0,0,9,8:90", "-ignore", "32,32,17,16"}).status == 0);
  const std::string by_switches = read_file(folder.path() / "out.jpg");
  // An editor's mark of UTF-8 may stand before the first line.
  write_file(folder.path() / "script",
             "\xef\xbb\xbf# faces\nroi 0,0,9,8:90\n\n  ignore 32,32,17,16  # sky\n");
  REQUIRE(encode(folder, {"-roi-file", "script"}).status == 0);
  CHECK((read_file(folder.path() / "out.jpg") == by_switches));
}

TEST_CASE("regions: rectangles are the upright picture's", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  // EXIF by hand: big-endian TIFF with one entry, orientation 6 (to be turned clockwise).
  const std::string exif =
      std::string("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 32);
  std::string jpeg =
      run({JPEGAWARE_CJPEG, {"cjpeg", "-quality", "95", "in.ppm"}, folder.path(), {}, {}, 0}).out;
  jpeg.insert(20, std::string("\xff\xe1\0\x22", 4) + exif);
  write_file(folder.path() / "turned.jpg", jpeg);
  // The upright picture's top right corner is the stored one's top left.
  REQUIRE(encode(folder, {"-roi", "56,0,8,8:90"}, "turned.jpg").status == 0);
  CHECK(at(qualities(folder), 0, 0) == Approx(90));
  REQUIRE(encode(folder, {"-auto-orient", "-roi", "56,0,8,8:90"}, "turned.jpg").status == 0);
  CHECK(at(qualities(folder), 7, 0) == Approx(90));
}

TEST_CASE("regions: what is no rectangle, grid or script is refused", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  write_file(folder.path() / "short.qmap", "50 50\n");
  write_file(folder.path() / "word.qmap", "fifty\n");
  write_file(folder.path() / "script", "roi 1,2,3\n");
  const Words words = GENERATE(
      Words{"-roi", "1,2,3"}, Words{"-roi", "1,2,3,4:0"}, Words{"-roi", "1,2,3,4:x"},
      Words{"-roi", "-1,2,3,4"}, Words{"-roi", "1,2,0,4"}, Words{"-roi", "1,2,3,4:+-5"},
      Words{"-ignore", "1,2,3,4:50"}, Words{"-qmap", "short.qmap"}, Words{"-qmap", "word.qmap"},
      Words{"-qmap", "missing"}, Words{"-roi-file", "script"}, Words{"-mask", "missing"});
  const Outcome outcome = encode(folder, words);
  CAPTURE(words, outcome.err);
  CHECK(outcome.status == 1);
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out.jpg"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "out.qmap"));
}

TEST_CASE("explain: the JSON adds up", "[regions][cli]") {
  const TemporaryFolder folder;
  prepare(folder);
  REQUIRE(encode(folder, {"-roi", "0,0,50%,25%:90", "-explain", "why.json"}).status == 0);
  const auto json = nlohmann::json::parse(read_file(folder.path() / "why.json"));
  CHECK(json["input"]["width_px"] == 64);
  CHECK(json["bytes"]["file"] == read_file(folder.path() / "out.jpg").size());
  CHECK(json["bytes"]["metadata"].get<int>() + json["bytes"]["in_regions"].get<int>() +
            json["bytes"]["outside_regions"].get<int>() ==
        json["bytes"]["file"].get<int>());
  double share = 0;
  for (const auto& quality : json["qualities"]) {
    share += quality["share_of_blocks"].get<double>();
  }
  CHECK(share == Approx(1).margin(1e-4));
  CHECK(json["qualities"].back()["quality"] == 90);
  CHECK(json["qualities"].back()["share_of_blocks"].get<double>() == Approx(8.0 / 64).margin(1e-4));
  CHECK_FALSE(json["stages"].empty());
}

TEST_CASE("sample auto: grey without colour, full chroma for drawn colour, halved for photos",
          "[regions][cli]") {
  const TemporaryFolder folder;
  std::string gray = "P6 64 64 255\n";
  std::string drawn = gray;
  for (int i = 0; i < 64 * 64; ++i) {
    const char level = static_cast<char>(i % 64 * 3);
    gray += {level, level, level};
    const bool is_ink = i % 64 % 11 == 3 && i / 64 % 9 != 0;
    drawn += is_ink ? std::string("\x20\x20\xe0") : std::string("\xff\xff\xff");
  }
  write_file(folder.path() / "gray.ppm", gray);
  write_file(folder.path() / "drawn.ppm", drawn);
  write_file(folder.path() / "photo.ppm", ppm({64, 64}, 1));
  const auto sampling = [&folder](const std::string& input) {
    const std::string jpeg = run({JPEGAWARE_CJPEGAWARE,
                                  {"cjpegaware", "-saliency", "uniform", "-sample", "auto", input},
                                  folder.path(),
                                  {},
                                  {},
                                  0})
                                 .out;
    const std::size_t frame = std::max(jpeg.find("\xff\xc2") + 1, jpeg.find("\xff\xc0") + 1) - 1;
    REQUIRE(frame < jpeg.size());
    return std::pair{static_cast<int>(jpeg[frame + 9]),
                     static_cast<int>(jpeg[frame + 11])};  // components, Y's factors
  };
  CHECK(sampling("gray.ppm").first == 1);
  CHECK(sampling("drawn.ppm") == std::pair{3, 0x11});
  CHECK(sampling("photo.ppm") == std::pair{3, 0x22});
}
