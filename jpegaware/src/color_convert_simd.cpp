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

/// Converts as many whole vectors as fit and returns how many pixels that were.
template <class LoadChannels>
int convert_vectors(LoadChannels load_channels, int width_px, const YccRow& out) {
  const hn::ScalableTag<float> df;
  const hn::Rebind<std::int32_t, decltype(df)> di32;
  const hn::Rebind<std::uint8_t, decltype(df)> du8;
  const auto lanes = static_cast<int>(hn::Lanes(df));
  const auto to_float = [&](auto bytes)
                            HWY_ATTR { return hn::ConvertTo(df, hn::PromoteTo(di32, bytes)); };
  const auto red_weight = hn::Set(df, kLumaRed);
  const auto green_weight = hn::Set(df, kLumaGreen);
  const auto blue_weight = hn::Set(df, kLumaBlue);
  const auto cb_scale = hn::Set(df, kCbScale);
  const auto cr_scale = hn::Set(df, kCrScale);
  const auto centre = hn::Set(df, 128.0F);
  int x = 0;
  for (; x + lanes <= width_px; x += lanes) {
    auto red_bytes = hn::Zero(du8);
    auto green_bytes = hn::Zero(du8);
    auto blue_bytes = hn::Zero(du8);
    load_channels(du8, x, red_bytes, green_bytes, blue_bytes);
    const auto red = to_float(red_bytes);
    const auto green = to_float(green_bytes);
    const auto blue = to_float(blue_bytes);
    const auto luma = hn::Add(hn::Add(hn::Mul(red_weight, red), hn::Mul(green_weight, green)),
                              hn::Mul(blue_weight, blue));
    hn::StoreU(hn::Sub(luma, centre), df, out.y + x);
    hn::StoreU(hn::Mul(hn::Sub(blue, luma), cb_scale), df, out.cb + x);
    hn::StoreU(hn::Mul(hn::Sub(red, luma), cr_scale), df, out.cr + x);
  }
  return x;
}

int convert_gray_vectors(const std::uint8_t* pixels, int width_px, float* y) {
  const hn::ScalableTag<float> df;
  const hn::Rebind<std::int32_t, decltype(df)> di32;
  const hn::Rebind<std::uint8_t, decltype(df)> du8;
  const auto lanes = static_cast<int>(hn::Lanes(df));
  const auto centre = hn::Set(df, 128.0F);
  int x = 0;
  for (; x + lanes <= width_px; x += lanes) {
    const auto value = hn::ConvertTo(df, hn::PromoteTo(di32, hn::LoadU(du8, pixels + x)));
    hn::StoreU(hn::Sub(value, centre), df, y + x);
  }
  return x;
}

/// Returns how many pixels at the left were done; the plain version does the rest.
int convert_row(const std::uint8_t* pixels, PixelFormat format, int width_px, const YccRow& out) {
  const auto load3 = [pixels](auto du8, int x, auto& first, auto& second, auto& third) HWY_ATTR {
    hn::LoadInterleaved3(du8, pixels + 3 * x, first, second, third);
  };
  const auto load4 = [pixels](auto du8, int x, auto& first, auto& second, auto& third) HWY_ATTR {
    auto alpha = hn::Zero(du8);
    hn::LoadInterleaved4(du8, pixels + 4 * x, first, second, third, alpha);
  };
  switch (format) {
    case PixelFormat::kGray8:
      return convert_gray_vectors(pixels, width_px, out.y);
    case PixelFormat::kRgb8:
      return convert_vectors(load3, width_px, out);
    case PixelFormat::kBgr8:
      return convert_vectors([&](auto du8, int x, auto& red, auto& green, auto& blue)
                                 HWY_ATTR { load3(du8, x, blue, green, red); },
                             width_px, out);
    case PixelFormat::kRgba8:
      return convert_vectors(load4, width_px, out);
    case PixelFormat::kBgra8:
      return convert_vectors([&](auto du8, int x, auto& red, auto& green, auto& blue)
                                 HWY_ATTR { load4(du8, x, blue, green, red); },
                             width_px, out);
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
