// SPDX-License-Identifier: Apache-2.0
// Laws of JPEG input, over every kind of JPEG that libjpeg-turbo writes: never larger, nothing
// invented, a second pass changes nothing, and the mark is where it should be.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "catch.hpp"
#include "libjpeg.h"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

using Words = std::vector<std::string>;

constexpr Size kSize{150, 110};

Outcome in_folder(const TemporaryFolder& folder, const std::string& program, Words words) {
  words.insert(words.begin(), "program");
  return run({program, words, folder.path(), {}, {}, 0});
}

std::string cjpegaware(const TemporaryFolder& folder, const Words& words) {
  const Outcome outcome = in_folder(folder, JPEGAWARE_CJPEGAWARE, words);
  CAPTURE(words, outcome.err);
  REQUIRE(outcome.status == 0);
  return outcome.out;
}

/// Four inks, as they are or as luma, chroma and black.
std::string four_inks(J_COLOR_SPACE file_space) {
  const std::string rgb = rgb_rows(kSize, 7);
  jpeg_compress_struct cinfo{};
  jpeg_error_mgr errors{};
  cinfo.err = jpeg_std_error(&errors);
  jpeg_create_compress(&cinfo);
  unsigned char* memory = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&cinfo, &memory, &bytes);
  cinfo.image_width = static_cast<JDIMENSION>(kSize.width_px);
  cinfo.image_height = static_cast<JDIMENSION>(kSize.height_px);
  cinfo.input_components = 4;
  cinfo.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&cinfo);
  jpeg_set_colorspace(&cinfo, file_space);
  jpeg_set_quality(&cinfo, 85, TRUE);
  jpeg_start_compress(&cinfo, TRUE);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(kSize.width_px) * 4);
  while (cinfo.next_scanline < cinfo.image_height) {
    const std::size_t start = static_cast<std::size_t>(cinfo.next_scanline) *
                              static_cast<std::size_t>(kSize.width_px) * 3;
    for (std::size_t x = 0; x < row.size(); ++x) {
      // Adobe's files hold inks inverted: 255 is none.
      row[x] = x % 4 == 3 ? JSAMPLE{230} : static_cast<JSAMPLE>(rgb[start + x / 4 * 3 + x % 4]);
    }
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&cinfo, &rows, 1);
  }
  jpeg_finish_compress(&cinfo);
  std::string file(reinterpret_cast<const char*>(memory), bytes);
  jpeg_destroy_compress(&cinfo);
  std::free(memory);
  return file;
}

/// A JPEG of the kind that stock cjpeg's switches make.
std::string stock_jpeg(const TemporaryFolder& folder, Words switches) {
  write_file(folder.path() / "in.ppm", ppm(kSize, 7));
  switches.push_back("in.ppm");
  return in_folder(folder, JPEGAWARE_CJPEG, switches).out;
}

/// The pixels, by stock djpeg; empty where it refuses or warns.
std::string decoded(const TemporaryFolder& folder, const std::string& name) {
  const Outcome outcome = in_folder(folder, JPEGAWARE_DJPEG, {name});
  return outcome.status == 0 && outcome.err.empty() ? outcome.out : std::string();
}

/// The payload of the mark, and how many there are.
std::vector<std::string> marks_of(const std::string& file) {
  std::vector<std::string> marks;
  for (std::size_t at = 2; at + 4 <= file.size() && file[at] == '\xFF' && file[at + 1] != '\xDA';) {
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(file[at + 2]) * 256U +
                                               static_cast<unsigned char>(file[at + 3]));
    if (file[at + 1] == '\xEF') {
      marks.push_back(file.substr(at + 4, size - 2));
    }
    at += 2 + size;
  }
  return marks;
}

struct Kind {
  const char* name;
  Words switches;       ///< stock cjpeg's
  bool has_own_levels;  ///< its coefficients can be used as they are
};

std::vector<Kind> kinds() {
  return {{"4:2:0", {}, true},
          {"coarse", {"-quality", "12", "-optimize"}, true},
          {"fine", {"-quality", "97", "-optimize"}, true},
          {"progressive", {"-progressive", "-quality", "80"}, true},
          {"restarts", {"-restart", "1"}, true},
          {"grey", {"-grayscale"}, true},
          {"4:4:4", {"-sample", "1x1"}, true},
          {"4:2:2", {"-sample", "2x1"}, true},
          {"arithmetic", {"-arithmetic", "-quality", "80"}, true},
          {"arithmetic, progressive", {"-arithmetic", "-progressive"}, true},
          {"4:4:0", {"-sample", "1x2"}, true},
          {"4:1:1", {"-sample", "4x1"}, true},
          {"4:1:0", {"-sample", "4x2", "-progressive"}, true},
          {"a third", {"-sample", "3x1"}, true},
          {"4:4:0 by other factors", {"-sample", "2x2,2x1,2x1", "-quality", "85"}, true},
          {"chroma finer than luma", {"-sample", "1x1,2x2,2x2"}, false},
          {"uneven chroma", {"-sample", "2x2,2x1,1x2"}, false},
          {"RGB", {"-rgb"}, false},
          {"CMYK", {}, false},
          {"YCCK", {}, false}};
}

std::string file_of(const Kind& kind, const TemporaryFolder& folder) {
  const std::string name = kind.name;
  if (name == "CMYK" || name == "YCCK") {
    return four_inks(name == "CMYK" ? JCS_CMYK : JCS_YCCK);
  }
  return stock_jpeg(folder, kind.switches);
}

}  // namespace

TEST_CASE(
    "transcode: whatever JPEG it is and whatever is asked, it never grows, decodes without a "
    "warning, and a second pass changes no byte",
    "[transcode][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "half.pgm", "P2 2 1 255\n0 255\n");
  for (const Kind& kind : kinds()) {
    const std::string source = file_of(kind, folder);
    write_file(folder.path() / "in.jpg", source);
    for (const std::string quality : {"10", "75", "95"}) {
      for (const std::string map : {"uniform", "half.pgm"}) {
        CAPTURE(kind.name, quality, map);
        const auto pass = [&](const std::string& name) {
          return cjpegaware(folder, {"-saliency", map, "-quality", quality, name});
        };
        const std::string first = pass("in.jpg");
        CHECK(first.size() <= source.size());
        write_file(folder.path() / "first.jpg", first);
        CHECK_FALSE(decoded(folder, "first.jpg").empty());
        const bool is_same = pass("first.jpg") == first;
        CHECK(is_same);
      }
    }
  }
}

TEST_CASE("transcode: more quality than the file has changes no pixel", "[transcode][cli]") {
  const TemporaryFolder folder;
  for (const Kind& kind : kinds()) {
    if (!kind.has_own_levels) {
      continue;
    }
    CAPTURE(kind.name);
    write_file(folder.path() / "in.jpg", file_of(kind, folder));
    write_file(folder.path() / "out.jpg",
               cjpegaware(folder, {"-saliency", "uniform", "-quality", "98", "in.jpg"}));
    const std::string before = decoded(folder, "in.jpg");
    REQUIRE_FALSE(before.empty());
    const bool is_same = decoded(folder, "out.jpg") == before;
    CHECK(is_same);
  }
}

TEST_CASE("transcode: a sampling does not matter to a grey file", "[transcode][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.jpg", stock_jpeg(folder, {"-quality", "90", "-grayscale"}));
  const auto pass = [&](const std::string& name, const Words& switches) {
    Words words{"-saliency", "uniform"};
    words.insert(words.end(), switches.begin(), switches.end());
    words.push_back(name);
    return cjpegaware(folder, words);
  };
  const std::string first = pass("in.jpg", {"-sample", "1x1"});
  CHECK((first == pass("in.jpg", {})));
  write_file(folder.path() / "first.jpg", first);
  CHECK((first == pass("first.jpg", {"-sample", "1x1"})));
}

TEST_CASE("transcode: a large flat picture is no damaged file, however few its bytes",
          "[transcode][cli]") {
  const TemporaryFolder folder;
  const std::string white(std::size_t{2000} * 1500, '\xff');
  write_file(folder.path() / "white.pgm", "P5 2000 1500 255\n" + white);
  for (const Words& switches : {Words{}, Words{"-progressive"}, Words{"-arithmetic"},
                                Words{"-arithmetic", "-progressive"}}) {
    CAPTURE(switches);
    Words words = switches;
    words.push_back("white.pgm");
    write_file(folder.path() / "a.jpg", in_folder(folder, JPEGAWARE_CJPEG, words).out);
    write_file(folder.path() / "b.jpg",
               cjpegaware(folder, {"-saliency", "uniform", "-sequential", "a.jpg"}));
    CHECK(decoded(folder, "b.jpg") == "P5\n2000 1500\n255\n" + white);
  }
}

TEST_CASE("transcode: the mark is the block quality map's, whoever made the file",
          "[transcode][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm(kSize, 7));
  write_file(folder.path() / "half.pgm", "P2 2 1 255\n0 255\n");
  const std::string pixels = cjpegaware(
      folder, {"-saliency", "half.pgm", "-quality", "70", "-qmap-out", "q.txt", "in.ppm"});
  write_file(folder.path() / "in.jpg", stock_jpeg(folder, {"-quality", "95"}));
  const Words by_numbers{"-saliency", "uniform", "-quality", "70", "-qmap", "q.txt"};
  const auto with = [&](Words more, const std::string& name) {
    more.insert(more.begin(), by_numbers.begin(), by_numbers.end());
    more.push_back(name);
    return marks_of(cjpegaware(folder, more));
  };
  const auto marks = marks_of(pixels);
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].size() <= 32);
  CHECK(with({}, "in.ppm") == marks);
  CHECK(with({}, "in.jpg") == marks);
  CHECK(with({"-copy", "none"}, "in.jpg") == marks);
  CHECK(with({"-no-marker"}, "in.jpg").empty());
  CHECK(with({"-no-marker"}, "in.ppm").empty());
  CHECK(marks_of(cjpegaware(folder, {"-stock", "-quality", "70", "in.ppm"})).empty());
  // One quality different in one block.
  std::string numbers = read_file(folder.path() / "q.txt");
  const std::size_t last = numbers.find_last_of("0123456789");
  numbers[last] = numbers[last] == '5' ? '6' : '5';
  write_file(folder.path() / "q.txt", numbers);
  CHECK(with({}, "in.jpg") != marks);
}

TEST_CASE("transcode: a marked file keeps its mark, or loses it and nothing else",
          "[transcode][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm(kSize, 7));
  const std::string marked = cjpegaware(folder, {"-saliency", "uniform", "in.ppm"});
  write_file(folder.path() / "marked.jpg", marked);
  const auto again = [&](Words words) {
    words.insert(words.begin(), {"-saliency", "uniform"});
    words.emplace_back("marked.jpg");
    return cjpegaware(folder, words);
  };
  CHECK(marks_of(again({"-copy", "none"})) == marks_of(marked));
  write_file(folder.path() / "bare.jpg", again({"-no-marker"}));
  CHECK(marks_of(read_file(folder.path() / "bare.jpg")).empty());
  CHECK(read_file(folder.path() / "bare.jpg").size() + 27 == marked.size());
  CHECK((decoded(folder, "bare.jpg") == decoded(folder, "marked.jpg")));
  // Asked for less it is made coarser, and says so.
  const auto lower = marks_of(again({"-quality", "50"}));
  REQUIRE(lower.size() == 1);
  CHECK(lower != marks_of(marked));
}
