// SPDX-License-Identifier: Apache-2.0
// The grid of 8x8 luma blocks over a picture: the shape of every per-block array.
#pragma once

#include <cstddef>

namespace jpegaware {

/// Luma blocks in raster order. Blocks at the right and bottom edge may reach past the picture;
/// the blocks that only pad an MCU are not counted.
struct BlockGrid {
  static constexpr int kBlock_px = 8;

  int width_blocks = 0;
  int height_blocks = 0;

  /// The grid of a picture of this size in pixels; both sides must be positive.
  [[nodiscard]] static constexpr BlockGrid for_image(int width_px, int height_px) noexcept {
    return {(width_px + kBlock_px - 1) / kBlock_px, (height_px + kBlock_px - 1) / kBlock_px};
  }
  [[nodiscard]] constexpr std::size_t count() const noexcept {
    return static_cast<std::size_t>(width_blocks) * static_cast<std::size_t>(height_blocks);
  }
  [[nodiscard]] constexpr std::size_t index(int column, int row) const noexcept {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width_blocks) +
           static_cast<std::size_t>(column);
  }
  friend constexpr bool operator==(const BlockGrid&, const BlockGrid&) noexcept = default;
};

}  // namespace jpegaware
