// SPDX-License-Identifier: Apache-2.0
// Stage: a row of sRGB or grey pixels -> rows of Y, Cb, Cr. The plain versions.
#include "color_convert.h"

#include <algorithm>
#include <cmath>

#include "color_convert_kernels.h"

namespace jpegaware::detail {
namespace {

/// Bytes of a pixel that hold red, green and blue.
struct ChannelOrder {
  int red;
  int green;
  int blue;
};

constexpr ChannelOrder channel_order(PixelFormat format) noexcept {
  const bool blue_first = format == PixelFormat::kBgr8 || format == PixelFormat::kBgra8;
  return blue_first ? ChannelOrder{2, 1, 0} : ChannelOrder{0, 1, 2};
}

constexpr std::int32_t fixed16(double value) {
  return static_cast<std::int32_t>(value * 65536.0 + 0.5);
}

}  // namespace

void convert_row_plain(const std::uint8_t* pixels, PixelFormat format, int width_px,
                       const YccRow& out) {
  if (format == PixelFormat::kGray8) {
    for (int x = 0; x < width_px; ++x) {
      out.y[x] = static_cast<float>(pixels[x]) - 128.0F;
    }
    return;
  }
  const ChannelOrder order = channel_order(format);
  const int step = bytes_per_pixel(format);
  for (int x = 0; x < width_px; ++x, pixels += step) {
    const auto red = static_cast<float>(pixels[order.red]);
    const auto green = static_cast<float>(pixels[order.green]);
    const auto blue = static_cast<float>(pixels[order.blue]);
    const float luma = (kLumaRed * red + kLumaGreen * green) + kLumaBlue * blue;
    out.y[x] = luma - 128.0F;
    out.cb[x] = (blue - luma) * kCbScale;
    out.cr[x] = (red - luma) * kCrScale;
  }
}

void convert_row(const std::uint8_t* pixels, PixelFormat format, int width_px, Simd simd,
                 const YccRow& out) {
  if (simd == Simd::kPlain) {
    convert_row_plain(pixels, format, width_px, out);
  } else {
    convert_row_simd(pixels, format, width_px, out);
  }
}

void convert_row_reference(const std::uint8_t* pixels, PixelFormat format, int width_px,
                           const Ycc8Row& out) {
  if (format == PixelFormat::kGray8) {
    std::copy_n(pixels, width_px, out.y);
    return;
  }
  constexpr std::int32_t kHalf = 1 << 15;
  constexpr std::int32_t kChromaBias = (128 << 16) + kHalf - 1;
  const ChannelOrder order = channel_order(format);
  const int step = bytes_per_pixel(format);
  for (int x = 0; x < width_px; ++x, pixels += step) {
    const std::int32_t red = pixels[order.red];
    const std::int32_t green = pixels[order.green];
    const std::int32_t blue = pixels[order.blue];
    const std::int32_t y =
        fixed16(0.29900) * red + fixed16(0.58700) * green + fixed16(0.11400) * blue;
    const std::int32_t cb =
        fixed16(0.50000) * blue - fixed16(0.16874) * red - fixed16(0.33126) * green;
    const std::int32_t cr =
        fixed16(0.50000) * red - fixed16(0.41869) * green - fixed16(0.08131) * blue;
    out.y[x] = static_cast<std::uint8_t>((y + kHalf) >> 16);
    out.cb[x] = static_cast<std::uint8_t>((cb + kChromaBias) >> 16);
    out.cr[x] = static_cast<std::uint8_t>((cr + kChromaBias) >> 16);
  }
}

}  // namespace jpegaware::detail
