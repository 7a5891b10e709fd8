// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> where text and line art are. Counts equal and very different neighbours, then
// looks at how dense such blocks are.
#include "text_evidence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "edge_snap.h"
#include "rgb_rows.h"
#include "row_sums.h"

namespace jpegaware::saliency {
namespace {

constexpr int kBlock = BlockGrid::kBlock_px;
// Of the 16 neighbour pairs of each colour that begin on one row of a block.
constexpr float kLeastEqualPairs = 6.75F;
constexpr float kLeastDifferentPairs = 0.75F;
// Blocks of text among the 25 around: from here on evidence, and where it is whole.
constexpr int kSparse = 4;
constexpr int kDense = 10;
constexpr int kReach = 2;
// Scans and exported pictures have a line of one or two pixels along their borders, Kodak's photos
// among them: a stroke, but no text.
constexpr int kFrame_px = 2;

struct PairCounts {
  std::vector<std::uint8_t> equal;
  std::vector<std::uint8_t> different;
};

/// Neighbour pairs below and to the right of every `step`-th row, one count a byte of the row.
void count_block_row(RgbRows& rows, int height_px, int first_row, int step, PairCounts& counts) {
  const int pixel_bytes = bytes_per_pixel(rows.format());
  std::fill(counts.equal.begin(), counts.equal.end(), std::uint8_t{0});
  std::fill(counts.different.begin(), counts.different.end(), std::uint8_t{0});
  // The last pixel has no right neighbour and is left out.
  const std::size_t bytes = counts.equal.size() - static_cast<std::size_t>(pixel_bytes);
  for (int y = first_row; y < std::min(first_row + kBlock, height_px - 1); y += step) {
    if (y < kFrame_px || y >= height_px - 1 - kFrame_px) {
      continue;
    }
    const std::uint8_t* row = rows.row(y);
    count_pairs(row, row + pixel_bytes, {counts.equal.data(), bytes}, counts.different);
    count_pairs(row, rows.row(y + 1), {counts.equal.data(), bytes}, counts.different);
  }
  // Pairs that begin in the frame at the left or end in the one at the right.
  const auto frame = static_cast<std::ptrdiff_t>(
      std::min(static_cast<std::size_t>(kFrame_px * pixel_bytes), counts.different.size()));
  std::fill_n(counts.different.begin(), frame, std::uint8_t{0});
  const auto before_frame = static_cast<std::ptrdiff_t>(
      std::min(static_cast<std::size_t>((kFrame_px + 1) * pixel_bytes), counts.different.size()));
  std::fill_n(counts.different.end() - before_frame, before_frame, std::uint8_t{0});
}

int total_of(const std::vector<std::uint8_t>& counts, std::size_t begin, std::size_t end) {
  return std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(begin),
                         counts.begin() + static_cast<std::ptrdiff_t>(end), 0);
}

/// 1 for each block that looks like text by itself.
FloatGrid text_blocks(const ImageView& image, const BlockGrid& grid) {
  RgbRows pixel_rows(image);
  const int pixel_bytes = bytes_per_pixel(pixel_rows.format());
  const int colours = std::min(pixel_bytes, 3);
  // Every second row is looked at; where text has many pixels, every fourth does.
  const int step = std::int64_t{image.width_px} * image.height_px > kManyPixels ? 4 : 2;
  const int rows = kBlock / step;
  // Alpha is as good as always flat: its pairs count as equal and are asked for on top.
  const int alpha_pairs = pixel_bytes == 4 ? rows * 2 * kBlock : 0;
  const int least_equal =
      static_cast<int>(kLeastEqualPairs * static_cast<float>(colours * rows)) + alpha_pairs;
  const int least_different =
      static_cast<int>(std::ceil(kLeastDifferentPairs * static_cast<float>(colours * rows)));
  FloatGrid blocks{grid.width_blocks, grid.height_blocks, std::vector<float>(grid.count(), 0.0F)};
  const std::size_t row_bytes =
      static_cast<std::size_t>(image.width_px) * static_cast<std::size_t>(pixel_bytes);
  const std::size_t block_bytes = static_cast<std::size_t>(kBlock * pixel_bytes);
  PairCounts counts{std::vector<std::uint8_t>(row_bytes), std::vector<std::uint8_t>(row_bytes)};
  for (int row = 0; row < grid.height_blocks; ++row) {
    count_block_row(pixel_rows, image.height_px, row * kBlock, step, counts);
    for (int column = 0; column < grid.width_blocks; ++column) {
      const std::size_t begin = static_cast<std::size_t>(column) * block_bytes;
      const std::size_t end = std::min(begin + block_bytes, row_bytes);
      const bool text = total_of(counts.different, begin, end) >= least_different &&
                        total_of(counts.equal, begin, end) >= least_equal;
      blocks.cells[grid.index(column, row)] = text ? 1.0F : 0.0F;
    }
  }
  return blocks;
}

}  // namespace

FloatGrid text_evidence(const ImageView& image, const BlockGrid& grid) {
  FloatGrid blocks = text_blocks(image, grid);
  if (std::count(blocks.cells.begin(), blocks.cells.end(), 1.0F) <= kSparse) {
    std::fill(blocks.cells.begin(), blocks.cells.end(), 0.0F);
    return blocks;
  }
  FloatGrid evidence = box_mean(blocks, kReach);
  constexpr float kWindow = (2 * kReach + 1) * (2 * kReach + 1);
  for (float& cell : evidence.cells) {
    cell = std::clamp((cell * kWindow - kSparse) / (kDense - kSparse), 0.0F, 1.0F);
  }
  return evidence;
}

}  // namespace jpegaware::saliency
