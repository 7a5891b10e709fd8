// SPDX-License-Identifier: Apache-2.0
// Stage: a row of sRGB or grey pixels -> rows of Y, Cb, Cr. The vector version: the plain one's
// operations in the plain one's order, so the bits are the same.
#include "color_convert_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "color_convert_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace jpegaware::detail {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// What samples of 8 or 16 bits are worth as floats, 0 to 255.
template <class DF, class V>
HWY_INLINE auto to_float(DF df, V samples) {
  const hn::Rebind<std::int32_t, DF> di32;
  const auto values = hn::ConvertTo(df, hn::PromoteTo(di32, samples));
  if constexpr (sizeof(hn::TFromV<V>) == 2) {
    return hn::Div(values, hn::Set(df, kStepsOf16Bits));
  } else {
    return values;
  }
}

/// Converts as many whole vectors as fit and returns how many pixels that were.
template <typename Sample, class LoadChannels>
int convert_vectors(LoadChannels load_channels, int width_px, const YccRow& out) {
  const hn::ScalableTag<float> df;
  const hn::Rebind<Sample, decltype(df)> dsample;
  const auto lanes = static_cast<int>(hn::Lanes(df));
  const auto red_weight = hn::Set(df, kLumaRed);
  const auto green_weight = hn::Set(df, kLumaGreen);
  const auto blue_weight = hn::Set(df, kLumaBlue);
  const auto cb_scale = hn::Set(df, kCbScale);
  const auto cr_scale = hn::Set(df, kCrScale);
  const auto centre = hn::Set(df, 128.0F);
  int x = 0;
  for (; x + lanes <= width_px; x += lanes) {
    auto red_samples = hn::Zero(dsample);
    auto green_samples = hn::Zero(dsample);
    auto blue_samples = hn::Zero(dsample);
    load_channels(dsample, x, red_samples, green_samples, blue_samples);
    const auto red = to_float(df, red_samples);
    const auto green = to_float(df, green_samples);
    const auto blue = to_float(df, blue_samples);
    const auto luma = hn::Add(hn::Add(hn::Mul(red_weight, red), hn::Mul(green_weight, green)),
                              hn::Mul(blue_weight, blue));
    hn::StoreU(hn::Sub(luma, centre), df, out.y + x);
    hn::StoreU(hn::Mul(hn::Sub(blue, luma), cb_scale), df, out.cb + x);
    hn::StoreU(hn::Mul(hn::Sub(red, luma), cr_scale), df, out.cr + x);
  }
  return x;
}

template <typename Sample>
int convert_gray_vectors(const Sample* samples, int width_px, float* y) {
  const hn::ScalableTag<float> df;
  const hn::Rebind<Sample, decltype(df)> dsample;
  const auto lanes = static_cast<int>(hn::Lanes(df));
  const auto centre = hn::Set(df, 128.0F);
  int x = 0;
  for (; x + lanes <= width_px; x += lanes) {
    const auto value = to_float(df, hn::LoadU(dsample, samples + x));
    hn::StoreU(hn::Sub(value, centre), df, y + x);
  }
  return x;
}

/// Pixels of three or four samples whose first is red, or blue.
template <int kChannels, bool kBlueFirst, typename Sample>
int convert_color_vectors(const Sample* samples, int width_px, const YccRow& out) {
  const auto load = [&](auto dsample, int x, auto& red, auto& green, auto& blue) HWY_ATTR {
    auto& first = kBlueFirst ? blue : red;
    auto& third = kBlueFirst ? red : blue;
    if constexpr (kChannels == 3) {
      hn::LoadInterleaved3(dsample, samples + 3 * x, first, green, third);
    } else {
      auto alpha = hn::Zero(dsample);
      hn::LoadInterleaved4(dsample, samples + 4 * x, first, green, third, alpha);
    }
  };
  return convert_vectors<Sample>(load, width_px, out);
}

/// Returns how many pixels at the left were done; the plain version does the rest.
int convert_row(const std::uint8_t* pixels, PixelFormat format, int width_px, const YccRow& out) {
  const auto* words = reinterpret_cast<const std::uint16_t*>(pixels);
  switch (format) {
    case PixelFormat::kGray8:
      return convert_gray_vectors(pixels, width_px, out.y);
    case PixelFormat::kRgb8:
      return convert_color_vectors<3, false>(pixels, width_px, out);
    case PixelFormat::kBgr8:
      return convert_color_vectors<3, true>(pixels, width_px, out);
    case PixelFormat::kRgba8:
      return convert_color_vectors<4, false>(pixels, width_px, out);
    case PixelFormat::kBgra8:
      return convert_color_vectors<4, true>(pixels, width_px, out);
    case PixelFormat::kGray16:
      return convert_gray_vectors(words, width_px, out.y);
    case PixelFormat::kRgb16:
      return convert_color_vectors<3, false>(words, width_px, out);
    case PixelFormat::kBgr16:
      return convert_color_vectors<3, true>(words, width_px, out);
    case PixelFormat::kRgba16:
      return convert_color_vectors<4, false>(words, width_px, out);
    case PixelFormat::kBgra16:
      return convert_color_vectors<4, true>(words, width_px, out);
    case PixelFormat::kI420:
    case PixelFormat::kNv12:
      break;  // planar_rows.h
  }
  return 0;
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::detail
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace jpegaware::detail {

HWY_EXPORT(convert_row);

void convert_row_simd(const std::uint8_t* pixels, PixelFormat format, int width_px,
                      const YccRow& out) {
  const int done = HWY_DYNAMIC_DISPATCH(convert_row)(pixels, format, width_px, out);
  const YccRow rest{out.y + done, out.cb == nullptr ? nullptr : out.cb + done,
                    out.cr == nullptr ? nullptr : out.cr + done};
  convert_row_plain(pixels + done * bytes_per_pixel(format), format, width_px - done, rest);
}

}  // namespace jpegaware::detail
#endif  // HWY_ONCE
