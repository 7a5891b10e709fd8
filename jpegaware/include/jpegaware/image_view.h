// SPDX-License-Identifier: Apache-2.0
// A caller's pixels as they lie in memory: pointer, size, stride and format together.
#pragma once

#include <cstddef>
#include <cstdint>

#include "jpegaware/export.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// The longest side that a JPEG frame header is allowed here. T.81 has 16 bits; libjpeg-turbo
/// refuses more than 65,500 (JPEG_MAX_DIMENSION), and so do we, before any work is done.
inline constexpr int kMaxSide_px = 65500;

/// How the samples of one pixel lie in memory. Colour is sRGB; alpha is ignored by the encoder
/// (blend it over a background first).
enum class PixelFormat : std::uint8_t { kGray8, kRgb8, kBgr8, kRgba8, kBgra8 };

/// Bytes that one pixel takes.
[[nodiscard]] constexpr int bytes_per_pixel(PixelFormat format) noexcept {
  switch (format) {
    case PixelFormat::kGray8:
      return 1;
    case PixelFormat::kRgb8:
    case PixelFormat::kBgr8:
      return 3;
    case PixelFormat::kRgba8:
    case PixelFormat::kBgra8:
      return 4;
  }
  return 0;
}

/// Interleaved rows that somebody else owns. Cheap to copy; the pixels must outlive its use.
/// Row y starts at `data + y * stride_bytes`; a negative stride means bottom-up rows with
/// `data` at the top one. Bytes of a row beyond the last pixel are never read.
struct ImageView {
  const std::uint8_t* data = nullptr;
  int width_px = 0;
  int height_px = 0;
  std::ptrdiff_t stride_bytes = 0;
  PixelFormat format = PixelFormat::kRgb8;

  [[nodiscard]] const std::uint8_t* row(int y) const noexcept {
    return data + static_cast<std::ptrdiff_t>(y) * stride_bytes;
  }
  [[nodiscard]] bool is_gray() const noexcept { return format == PixelFormat::kGray8; }
};

/// Checks that a view can be encoded: non-null, sides in [1, kMaxSide_px], and rows that do not
/// overlap (|stride_bytes| >= width * bytes per pixel). invalid_argument names what is wrong.
[[nodiscard]] JPEGAWARE_EXPORT Result<void> validate(const ImageView& image);

}  // namespace jpegaware
