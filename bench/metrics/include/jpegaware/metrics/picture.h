// SPDX-License-Identifier: Apache-2.0
// Stage: what every metric reads. Input: nothing. Output: a view of an sRGB picture in memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jpegaware::metrics {

/// A borrowed 8-bit sRGB picture: rows of interleaved R, G, B bytes.
///
/// The memory stays the caller's and must outlive every call that takes the view. The stride may
/// be negative (bottom-up pictures) or wider than the row; bytes past the row are never read.
struct Picture {
  const std::uint8_t* rgb = nullptr;  ///< first byte of the top row
  int width_px = 0;
  int height_px = 0;
  std::ptrdiff_t stride_bytes = 0;  ///< from one row to the next

  [[nodiscard]] const std::uint8_t* row(int y) const { return rgb + y * stride_bytes; }
};

/// True if two pictures can be compared: both hold at least one pixel and their sizes are equal.
///
/// Every metric of this library requires it. It is the caller's check, made once a pair, because
/// metrics are pure arithmetic and have no other way to fail.
[[nodiscard]] inline bool comparable(const Picture& a, const Picture& b) {
  return a.rgb != nullptr && b.rgb != nullptr && a.width_px > 0 && a.height_px > 0 &&
         a.width_px == b.width_px && a.height_px == b.height_px;
}

}  // namespace jpegaware::metrics
