// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> one brightness a luma block. Sums bytes as integers; colour is weighed once a
// block, because the mean of lumas is the luma of the means.
#include "block_guide.h"

#include <algorithm>
#include <array>
#include <vector>

#include "rgb_rows.h"
#include "row_sums.h"

namespace jpegaware::saliency {
namespace {

/// BT.601 weights in the order of the pixel's bytes.
std::array<float, 3> luma_weights(PixelFormat format) {
  const bool blue_first = format == PixelFormat::kBgr8 || format == PixelFormat::kBgra8;
  if (format == PixelFormat::kGray8) {
    return {1.0F, 0.0F, 0.0F};
  }
  return blue_first ? std::array{0.114F, 0.587F, 0.299F} : std::array{0.299F, 0.587F, 0.114F};
}

}  // namespace

FloatGrid block_guide(const ImageView& image, const BlockGrid& grid) {
  constexpr int kBlock = BlockGrid::kBlock_px;
  RgbRows rows(image);
  const int pixel_bytes = bytes_per_pixel(rows.format());
  const auto weights = luma_weights(rows.format());
  const int colours = std::min(pixel_bytes, 3);
  FloatGrid guide{grid.width_blocks, grid.height_blocks, {}};
  guide.cells.reserve(grid.count());
  std::vector<std::uint16_t> sums(static_cast<std::size_t>(image.width_px) *
                                  static_cast<std::size_t>(pixel_bytes));
  const bool is_large = std::int64_t{image.width_px} * image.height_px > kManyPixels;
  for (int row = 0; row < grid.height_blocks; ++row) {
    std::fill(sums.begin(), sums.end(), std::uint16_t{0});
    const int end_y = std::min((row + 1) * kBlock, image.height_px);
    int summed_rows = 0;
    for (int y = row * kBlock; y < end_y; ++y) {
      if (!is_large || is_sampled_row(y)) {
        add_row(rows.row(y), sums);
        ++summed_rows;
      }
    }
    for (int column = 0; column < grid.width_blocks; ++column) {
      const int end_x = std::min((column + 1) * kBlock, image.width_px);
      std::array<std::uint32_t, 3> totals{};
      const std::uint16_t* pixel = sums.data() + std::ptrdiff_t{column} * kBlock * pixel_bytes;
      for (int x = column * kBlock; x < end_x; ++x, pixel += pixel_bytes) {
        for (int c = 0; c < colours; ++c) {
          totals[static_cast<std::size_t>(c)] += pixel[c];
        }
      }
      float luma = 0.0F;
      for (std::size_t c = 0; c < 3; ++c) {
        luma += weights[c] * static_cast<float>(totals[c]);
      }
      const int pixels = (end_x - column * kBlock) * summed_rows;
      guide.cells.push_back(luma / (255.0F * static_cast<float>(pixels)));
    }
  }
  return guide;
}

}  // namespace jpegaware::saliency
