// SPDX-License-Identifier: Apache-2.0
// Stage: a row of sRGB or grey pixels -> rows of Y, Cb, Cr. The plain versions.
#include "color_convert.h"

#include <cstdint>
#include <cstring>

#include "color_convert_kernels.h"

namespace jpegaware::detail {
namespace {

/// Samples of a pixel that hold red, green and blue.
struct ChannelOrder {
  int red;
  int green;
  int blue;
};

constexpr ChannelOrder channel_order(PixelFormat format) noexcept {
  switch (format) {
    case PixelFormat::kBgr8:
    case PixelFormat::kBgra8:
    case PixelFormat::kBgr16:
    case PixelFormat::kBgra16:
      return {2, 1, 0};
    default:
      return {0, 1, 2};
  }
}

constexpr bool is_gray(PixelFormat format) noexcept {
  return format == PixelFormat::kGray8 || format == PixelFormat::kGray16;
}

constexpr bool is_16_bit(PixelFormat format) noexcept {
  return format >= PixelFormat::kGray16 && format <= PixelFormat::kBgra16;
}

/// How one sample lies in memory and what it is worth, 0 to 255.
struct Sample8 {
  static constexpr int kBytes = 1;
  static float load(const std::uint8_t* at) noexcept { return static_cast<float>(*at); }
  static std::int32_t load_rounded(const std::uint8_t* at) noexcept { return *at; }
};
struct Sample16 {
  static constexpr int kBytes = 2;
  static std::uint16_t load_whole(const std::uint8_t* at) noexcept {
    std::uint16_t value = 0;
    std::memcpy(&value, at, sizeof value);  // rows may lie at odd addresses
    return value;
  }
  static float load(const std::uint8_t* at) noexcept {
    return static_cast<float>(load_whole(at)) / kStepsOf16Bits;
  }
  static std::int32_t load_rounded(const std::uint8_t* at) noexcept {
    return (load_whole(at) + 128) / 257;
  }
};

template <typename Sample>
void convert_samples(const std::uint8_t* pixels, PixelFormat format, int width_px,
                     const YccRow& out) {
  if (is_gray(format)) {
    for (int x = 0; x < width_px; ++x) {
      out.y[x] = Sample::load(pixels + x * Sample::kBytes) - 128.0F;
    }
    return;
  }
  const ChannelOrder order = channel_order(format);
  const int step = bytes_per_pixel(format);
  for (int x = 0; x < width_px; ++x, pixels += step) {
    const float red = Sample::load(pixels + order.red * Sample::kBytes);
    const float green = Sample::load(pixels + order.green * Sample::kBytes);
    const float blue = Sample::load(pixels + order.blue * Sample::kBytes);
    const float luma = (kLumaRed * red + kLumaGreen * green) + kLumaBlue * blue;
    out.y[x] = luma - 128.0F;
    out.cb[x] = (blue - luma) * kCbScale;
    out.cr[x] = (red - luma) * kCrScale;
  }
}

constexpr std::int32_t fixed16(double value) {
  return static_cast<std::int32_t>(value * 65536.0 + 0.5);
}

template <typename Sample>
void convert_samples_reference(const std::uint8_t* pixels, PixelFormat format, int width_px,
                               const Ycc8Row& out) {
  if (is_gray(format)) {
    for (int x = 0; x < width_px; ++x) {
      out.y[x] = static_cast<std::uint8_t>(Sample::load_rounded(pixels + x * Sample::kBytes));
    }
    return;
  }
  constexpr std::int32_t kHalf = 1 << 15;
  constexpr std::int32_t kChromaBias = (128 << 16) + kHalf - 1;
  const ChannelOrder order = channel_order(format);
  const int step = bytes_per_pixel(format);
  for (int x = 0; x < width_px; ++x, pixels += step) {
    const std::int32_t red = Sample::load_rounded(pixels + order.red * Sample::kBytes);
    const std::int32_t green = Sample::load_rounded(pixels + order.green * Sample::kBytes);
    const std::int32_t blue = Sample::load_rounded(pixels + order.blue * Sample::kBytes);
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

}  // namespace

void convert_row_plain(const std::uint8_t* pixels, PixelFormat format, int width_px,
                       const YccRow& out) {
  if (is_16_bit(format)) {
    convert_samples<Sample16>(pixels, format, width_px, out);
  } else {
    convert_samples<Sample8>(pixels, format, width_px, out);
  }
}

void convert_row(const std::uint8_t* pixels, PixelFormat format, int width_px, Simd simd,
                 const YccRow& out) {
  const bool is_odd = reinterpret_cast<std::uintptr_t>(pixels) % 2 != 0;
  if (simd == Simd::kPlain || (is_16_bit(format) && is_odd)) {
    convert_row_plain(pixels, format, width_px, out);
  } else {
    convert_row_simd(pixels, format, width_px, out);
  }
}

void convert_row_reference(const std::uint8_t* pixels, PixelFormat format, int width_px,
                           const Ycc8Row& out) {
  if (is_16_bit(format)) {
    convert_samples_reference<Sample16>(pixels, format, width_px, out);
  } else {
    convert_samples_reference<Sample8>(pixels, format, width_px, out);
  }
}

}  // namespace jpegaware::detail
