// SPDX-License-Identifier: Apache-2.0
// The program's stated memory bound: so many bytes a pixel, and 60 MB for the program, the network
// and the file (cjpegaware(1), LIMITS).
#include <cstdint>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;

namespace {

using Words = std::vector<std::string>;

constexpr std::int64_t kProgramBytes = 60'000'000;

/// A large picture out of copies of a small one, so that writing it takes no longer than coding it.
std::string tiled_ppm(int across, int down) {
  const Size tile{512, 256};
  const std::string rows = rgb_rows(tile, 11);
  std::string picture = "P6\n" + std::to_string(across * tile.width_px) + " " +
                        std::to_string(down * tile.height_px) + "\n255\n";
  for (int y = 0; y < down * tile.height_px; ++y) {
    const std::size_t row_bytes = static_cast<std::size_t>(tile.width_px) * 3;
    const std::string row =
        rows.substr(static_cast<std::size_t>(y % tile.height_px) * row_bytes, row_bytes);
    for (int x = 0; x < across; ++x) {
      picture += row;
    }
  }
  return picture;
}

std::int64_t peak_bytes(const TemporaryFolder& folder, Words words) {
  words.insert(words.begin(), {"cjpegaware", "-outfile", "out.jpg"});
  const Outcome outcome = run({JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {}, 0});
  CAPTURE(words, outcome.err);
  REQUIRE(outcome.status == 0);
  return std::int64_t{outcome.peak_kb} * 1024;
}

void check_bounds(int across, int down) {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", tiled_ppm(across, down));
  write_file(folder.path() / "half.pgm", "P2 2 1 255\n0 255\n");
  const std::int64_t pixels = std::int64_t{across} * 512 * down * 256;
  CHECK(peak_bytes(folder, {"in.ppm"}) <= pixels * 10 + kProgramBytes);
  CHECK(peak_bytes(folder, {"-saliency", "half.pgm", "in.ppm"}) <= pixels * 10 + kProgramBytes);
  CHECK(peak_bytes(folder, {"-sample", "1x1", "in.ppm"}) <= pixels * 16 + kProgramBytes);
  REQUIRE(run({JPEGAWARE_CJPEG,
               {"cjpeg", "-quality", "90", "-outfile", "in.jpg", "in.ppm"},
               folder.path(),
               {},
               {},
               0})
              .status == 0);
  CHECK(peak_bytes(folder, {"in.jpg"}) <= pixels * 13 + kProgramBytes);
}

}  // namespace

TEST_CASE("memory: 6 megapixels stay within the stated bound", "[memory][cli]") {
  if (JPEGAWARE_IS_SANITIZED) {
    return;
  }
  check_bounds(6, 8);
}

TEST_CASE("memory: 100 megapixels stay within the stated bound", "[.][large][cli]") {
  check_bounds(24, 32);
}
