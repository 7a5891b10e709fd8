// SPDX-License-Identifier: Apache-2.0
// Stage: a row of sRGB or grey pixels -> rows of Y, Cb, Cr. Pure arithmetic, thread-safe.
#pragma once

#include <cstdint>

#include "jpegaware/image_view.h"
#include "jpegaware/options.h"

namespace jpegaware::detail {

/// Rows of one float a pixel; `cb` and `cr` are not touched for grey pixels.
struct YccRow {
  float* y = nullptr;
  float* cb = nullptr;
  float* cr = nullptr;
};

/// BT.601 full range as JFIF 1.02 has it, all three centred on 0: Y - 128 in [-128, 127], Cb and
/// Cr in [-127.5, 127.5]. Kept in float until the DCT; rounding the planes to 8 bits instead
/// costs 0.2 % bytes.
///
/// Samples of 16 bits are divided by 257 and not rounded.
///
/// @param pixels  `width_px` pixels of `format`, which is not planar; nothing behind them is read
/// @param simd    every choice gives the same bits
void convert_row(const std::uint8_t* pixels, PixelFormat format, int width_px, Simd simd,
                 const YccRow& out);

/// Rows of one byte a pixel; `cb` and `cr` are not touched for grey pixels.
struct Ycc8Row {
  std::uint8_t* y = nullptr;
  std::uint8_t* cb = nullptr;
  std::uint8_t* cr = nullptr;
};

/// The same as bytes, rounded as libjpeg does: 16-bit fixed point, Y to nearest, Cb and Cr with
/// halves downwards. Samples of 16 bits are rounded to 8 before.
void convert_row_reference(const std::uint8_t* pixels, PixelFormat format, int width_px,
                           const Ycc8Row& out);

}  // namespace jpegaware::detail
