// SPDX-License-Identifier: Apache-2.0
// A caller's pixels as they lie in memory: pointer, size, stride and format together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "jpegaware/export.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// The longest side that a JPEG frame header is allowed here. T.81 has 16 bits; libjpeg-turbo
/// refuses more than 65,500 (JPEG_MAX_DIMENSION), and so do we, before any work is done.
inline constexpr int kMaxSide_px = 65500;

/// How the samples of a picture lie in memory. Colour is sRGB; alpha is ignored by the encoder
/// (blend it over a background first). Numbers are part of the C ABI.
enum class PixelFormat : std::uint8_t {
  kGray8,
  kRgb8,
  kBgr8,
  kRgba8,
  kBgra8,
  kGray16,  ///< the machine's own byte order, 0 to 65535; nothing is rounded to 8 bits before the DCT
  kRgb16,
  kBgr16,
  kRgba16,
  kBgra16,
  kI420,  ///< planes of Y, Cb and Cr, 8 bits; Cb and Cr have ceil(W/2) x ceil(H/2) samples
  kNv12,  ///< a plane of Y, and one of ceil(W/2) x ceil(H/2) pairs Cb, Cr
};

/// Whether luma and chroma lie in planes of their own.
[[nodiscard]] constexpr bool is_planar(PixelFormat format) noexcept {
  return format == PixelFormat::kI420 || format == PixelFormat::kNv12;
}

/// Bytes that one pixel takes; of planar formats in the luma plane.
[[nodiscard]] constexpr int bytes_per_pixel(PixelFormat format) noexcept {
  switch (format) {
    case PixelFormat::kGray8:
    case PixelFormat::kI420:
    case PixelFormat::kNv12:
      return 1;
    case PixelFormat::kGray16:
      return 2;
    case PixelFormat::kRgb8:
    case PixelFormat::kBgr8:
      return 3;
    case PixelFormat::kRgba8:
    case PixelFormat::kBgra8:
      return 4;
    case PixelFormat::kRgb16:
    case PixelFormat::kBgr16:
      return 6;
    case PixelFormat::kRgba16:
    case PixelFormat::kBgra16:
      return 8;
  }
  return 0;
}

/// What the numbers of a planar picture mean (ITU-T H.273): the matrix that made them of R'G'B',
/// and whether black to white is 0 to 255 or 16 to 235. JPEG's own is the first. Numbers are part
/// of the C ABI.
enum class YcbcrCoding : std::uint8_t { kFull601, kLimited601, kFull709, kLimited709 };

/// A plane of chroma samples: of NV12 pairs in the first, the second is not used.
struct ChromaPlane {
  const std::uint8_t* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
};

/// Rows that somebody else owns. Cheap to copy; the pixels must outlive its use.
/// Row y starts at `data + y * stride_bytes`; a negative stride means bottom-up rows with
/// `data` at the top one. Bytes of a row beyond the last pixel are never read. Rows of 16-bit
/// samples may lie at odd addresses.
///
/// Chroma of planar pictures stays at 4:2:0 where the file's is, untouched but for its coding; other
/// files get it interpolated. Its samples are taken to lie where JFIF has them, between the four
/// pixels that they cover.
struct ImageView {
  const std::uint8_t* data = nullptr;
  int width_px = 0;
  int height_px = 0;
  std::ptrdiff_t stride_bytes = 0;
  PixelFormat format = PixelFormat::kRgb8;
  std::array<ChromaPlane, 2> chroma{};              ///< of planar formats only
  YcbcrCoding coding = YcbcrCoding::kFull601;       ///< of planar formats only

  [[nodiscard]] const std::uint8_t* row(int y) const noexcept {
    return data + static_cast<std::ptrdiff_t>(y) * stride_bytes;
  }
  [[nodiscard]] bool is_gray() const noexcept {
    return format == PixelFormat::kGray8 || format == PixelFormat::kGray16;
  }
};

/// Checks that a view can be encoded: non-null, sides in [1, kMaxSide_px], and rows of no plane
/// overlap (|stride_bytes| >= a row's bytes). invalid_argument names what is wrong.
[[nodiscard]] JPEGAWARE_EXPORT Result<void> validate(const ImageView& image);

}  // namespace jpegaware
