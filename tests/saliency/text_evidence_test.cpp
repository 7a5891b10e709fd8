// SPDX-License-Identifier: Apache-2.0
// Laws of the text detector: drawn strokes are found where they are, photos and noise are not text.
#include "text_evidence.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "catch.hpp"
#include "photo.h"

using jpegaware::BlockGrid;
using jpegaware::PixelFormat;
using jpegaware::saliency::FloatGrid;
using jpegaware::saliency::text_evidence;

namespace {

/// White paper with rows of dark strokes, 2 pixels wide every 5, in the left upper quarter.
test_support::Picture page(PixelFormat format = PixelFormat::kRgb8) {
  const auto bytes = static_cast<std::size_t>(jpegaware::bytes_per_pixel(format));
  test_support::Picture picture{256, 192, std::vector<std::uint8_t>(256 * 192 * bytes, 255), format};
  for (std::size_t y = 8; y < 96; ++y) {
    for (std::size_t x = 8; x < 128; ++x) {
      if (y % 12 < 8 && x % 5 < 2) {
        std::fill_n(picture.bytes.begin() + static_cast<std::ptrdiff_t>((y * 256 + x) * bytes),
                    std::min<std::size_t>(bytes, 3), std::uint8_t{20});
      }
    }
  }
  return picture;
}

double mean(const FloatGrid& grid) {
  return std::accumulate(grid.cells.begin(), grid.cells.end(), 0.0) / static_cast<double>(grid.count());
}

}  // namespace

TEST_CASE("text_evidence: strokes on paper are found where they are", "[text_evidence][unit]") {
  const auto picture = page(GENERATE(PixelFormat::kRgb8, PixelFormat::kGray8, PixelFormat::kBgra8));
  const BlockGrid grid = BlockGrid::for_image(256, 192);
  const FloatGrid evidence = text_evidence(picture.view(), grid);
  for (int row = 3; row < 10; ++row) {
    for (int column = 3; column < 14; ++column) {
      CAPTURE(column, row);
      REQUIRE(evidence.cells[grid.index(column, row)] == 1.0F);
    }
  }
  for (int row = 15; row < grid.height_blocks; ++row) {
    for (int column = 0; column < grid.width_blocks; ++column) {
      REQUIRE(evidence.cells[grid.index(column, row)] == 0.0F);
    }
  }
}

TEST_CASE("text_evidence: noise, one colour and photos are not text", "[text_evidence][property]") {
  const auto share = [](const test_support::Picture& picture) {
    return mean(text_evidence(picture.view(), BlockGrid::for_image(picture.width_px, picture.height_px)));
  };
  CHECK(share(test_support::noise_picture(200, 160, 3)) == 0.0);
  CHECK(share(test_support::flat_picture(200, 160, 90)) == 0.0);
  for (const char* name : {"astronaut", "chelsea", "coffee"}) {
    CAPTURE(name);
    CHECK(share(test_support::read_png(std::string(TEST_DATA_DIR "/photos/") + name + ".png")) < 0.03);
  }
}

TEST_CASE("text_evidence: a line around the picture is no text", "[text_evidence][unit]") {
  auto picture = test_support::flat_picture(200, 157, 90);
  const int line_px = GENERATE(1, 2);
  for (int y = 0; y < picture.height_px; ++y) {
    for (int x = 0; x < picture.width_px; ++x) {
      if (std::min(std::min(x, picture.width_px - 1 - x), std::min(y, picture.height_px - 1 - y)) < line_px) {
        std::fill_n(picture.bytes.begin() + (y * picture.width_px + x) * 3, 3, std::uint8_t{0});
      }
    }
  }
  CHECK(mean(text_evidence(picture.view(), BlockGrid::for_image(200, 157))) == 0.0);
}

TEST_CASE("text_evidence: any size has a grid of evidence", "[text_evidence][property]") {
  const int width = GENERATE(1, 2, 7, 8, 9, 17);
  const int height = GENERATE(1, 2, 8, 13);
  const auto picture = test_support::noise_picture(width, height, 5);
  const BlockGrid grid = BlockGrid::for_image(width, height);
  CHECK(text_evidence(picture.view(), grid).cells.size() == grid.count());
}
