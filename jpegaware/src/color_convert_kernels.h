// SPDX-License-Identifier: Apache-2.0
// The two versions of convert_row, which give the same bits, and the constants they share.
#pragma once

#include "color_convert.h"

namespace jpegaware::detail {

inline constexpr float kLumaRed = 0.299F;
inline constexpr float kLumaGreen = 0.587F;
inline constexpr float kLumaBlue = 0.114F;
inline constexpr float kCbScale = static_cast<float>(0.5 / (1.0 - 0.114));
inline constexpr float kCrScale = static_cast<float>(0.5 / (1.0 - 0.299));
// 65535 / 255. Samples are divided by it: a product with its reciprocal would not give every
// 8-bit value that was multiplied by it back.
inline constexpr float kStepsOf16Bits = 257.0F;

void convert_row_plain(const std::uint8_t* pixels, PixelFormat format, int width_px,
                       const YccRow& out);
void convert_row_simd(const std::uint8_t* pixels, PixelFormat format, int width_px,
                      const YccRow& out);

}  // namespace jpegaware::detail
