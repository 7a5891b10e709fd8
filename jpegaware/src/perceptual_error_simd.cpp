// SPDX-License-Identifier: Apache-2.0
// The row operations under perceptual_error. The vector versions: the plain ones' operations in the
// plain ones' order, so the bits are the same.
#include "perceptual_error_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "perceptual_error_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace jpegaware::detail {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Each row function returns how many samples at the left were done; the plain version does the
// rest.
using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

HWY_INLINE int lanes() { return static_cast<int>(hn::Lanes(D())); }
HWY_INLINE V set(float value) { return hn::Set(D(), value); }
HWY_INLINE V load(const float* from) { return hn::LoadU(D(), from); }
HWY_INLINE void store(V value, float* to) { hn::StoreU(value, D(), to); }

// -- Colour ---------------------------------------------------------------------------------------

struct Rgb {
  V r, g, b;
};
HWY_INLINE Rgb rgb_of(V y, V cb, V cr) {
  const V grey = hn::Add(y, set(128.0F));
  return {hn::Add(grey, hn::Mul(set(kRFromCr), cr)),
          hn::Add(hn::Add(grey, hn::Mul(set(kGFromCb), cb)), hn::Mul(set(kGFromCr), cr)),
          hn::Add(grey, hn::Mul(set(kBFromCb), cb))};
}
HWY_INLINE Rgb load_rgb(const RowsIn3& rows, int x) {
  return {load(rows[0] + x), load(rows[1] + x), load(rows[2] + x)};
}

HWY_INLINE V power_0_4(V root) {
  V sum = hn::Add(set(kPower04[3]), hn::Mul(root, set(kPower04[4])));
  sum = hn::Add(set(kPower04[2]), hn::Mul(root, sum));
  sum = hn::Add(set(kPower04[1]), hn::Mul(root, sum));
  return hn::Add(set(kPower04[0]), hn::Mul(root, sum));
}

struct Light {
  V light, slope;
};
HWY_INLINE Light light_of(V v) {
  const V u = hn::Mul(hn::Min(hn::Max(v, set(0.0F)), set(255.0F)), set(1.0F / 255.0F));
  const V z = hn::Mul(hn::Add(u, set(0.055F)), set(1.0F / 1.055F));
  const V curved = hn::Mul(z, power_0_4(hn::Sqrt(z)));
  const auto dark = hn::Le(u, set(kKnee));
  return {
      hn::IfThenElse(dark, hn::Mul(u, set(kKneeSlope)), hn::Mul(z, curved)),
      hn::IfThenElse(dark, set(kKneeSlope / 255.0F), hn::Mul(curved, set(2.4F / 1.055F / 255.0F)))};
}

HWY_INLINE V linear_slope_at(V light) {
  return hn::Max(hn::Mul(hn::Sqrt(hn::Max(light, set(0.0F))), set(2.2F / 255.0F)),
                 set(0.077F / 255.0F));
}

HWY_INLINE V mixed(const std::array<float, 3>& mix, const Rgb& rgb) {
  return hn::Add(hn::Add(hn::Add(hn::Mul(set(mix[0]), rgb.r), hn::Mul(set(mix[1]), rgb.g)),
                         hn::Mul(set(mix[2]), rgb.b)),
                 set(kOpsinBias));
}

HWY_INLINE V inverse_cube_root(V v) {
  const D d;
  const hn::RebindToSigned<D> di;
  const auto third =
      hn::ConvertTo(di, hn::Mul(hn::ConvertTo(d, hn::BitCast(di, v)), set(1.0F / 3)));
  const V y = hn::BitCast(d, hn::Sub(hn::Set(di, kInverseRootBits), third));
  const V c = hn::Sub(set(1.0F), hn::Mul(v, hn::Mul(hn::Mul(y, y), y)));
  const V series = hn::Add(
      set(kInverseRootSeries[0]),
      hn::Mul(c, hn::Add(set(kInverseRootSeries[1]), hn::Mul(c, set(kInverseRootSeries[2])))));
  return hn::Add(y, hn::Mul(hn::Mul(y, c), series));
}

HWY_INLINE V cube_root(V v) {
  const V y = inverse_cube_root(v);
  return hn::Mul(v, hn::Mul(y, y));
}

HWY_INLINE V cube_root_slope(V v) {
  const V y = inverse_cube_root(v);
  return hn::Mul(hn::Mul(y, y), set(1.0F / 3));
}

struct Xyb {
  V x, y, b;
};
template <Channels kChannels>
HWY_INLINE Xyb xyb_of(const Rgb& rgb) {
  const V l = cube_root(mixed(kLong, rgb));
  const V m = cube_root(mixed(kMiddle, rgb));
  const V luma = hn::Mul(set(0.5F), hn::Add(l, m));
  Xyb out{luma, hn::Add(luma, set(kYOffset)), luma};
  if constexpr (kChannels != Channels::kY) {
    out.x = hn::Add(hn::Mul(set(kXScale), hn::Sub(l, m)), set(kXOffset));
  }
  if constexpr (kChannels == Channels::kXYB) {
    out.b = hn::Add(hn::Sub(cube_root(mixed(kShort, rgb)), luma), set(kBOffset));
  }
  return out;
}

struct Lms {
  V l, m, s;
};
struct YccSlopes {
  V y, cb, cr;
};
HWY_INLINE YccSlopes by_ycc(V r, V g, V b) {
  return {hn::Add(hn::Add(r, g), b), hn::Add(hn::Mul(set(kGFromCb), g), hn::Mul(set(kBFromCb), b)),
          hn::Add(hn::Mul(set(kRFromCr), r), hn::Mul(set(kGFromCr), g))};
}

HWY_INLINE void add_curvature(V weight, const YccSlopes& slopes, YccSlopes& sums) {
  const V y = hn::Abs(slopes.y);
  const V cb = hn::Abs(slopes.cb);
  const V cr = hn::Abs(slopes.cr);
  const V all = hn::Mul(weight, hn::Add(hn::Add(y, cb), cr));
  sums.y = hn::Add(sums.y, hn::Mul(all, y));
  sums.cb = hn::Add(sums.cb, hn::Mul(all, cb));
  sums.cr = hn::Add(sums.cr, hn::Mul(all, cr));
}

HWY_INLINE V luma_slope(const Lms& d, std::size_t i) {
  return hn::Mul(set(0.5F), hn::Add(hn::Mul(d.l, set(kLong[i])), hn::Mul(d.m, set(kMiddle[i]))));
}
HWY_INLINE YccSlopes luma_slopes(const Lms& d, const Rgb& slope) {
  return by_ycc(hn::Mul(luma_slope(d, 0), slope.r), hn::Mul(luma_slope(d, 1), slope.g),
                hn::Mul(luma_slope(d, 2), slope.b));
}
HWY_INLINE V x_slope(const Lms& d, std::size_t i) {
  return hn::Mul(set(kXScale), hn::Sub(hn::Mul(d.l, set(kLong[i])), hn::Mul(d.m, set(kMiddle[i]))));
}
HWY_INLINE YccSlopes x_slopes(const Lms& d, const Rgb& slope) {
  return by_ycc(hn::Mul(x_slope(d, 0), slope.r), hn::Mul(x_slope(d, 1), slope.g),
                hn::Mul(x_slope(d, 2), slope.b));
}
HWY_INLINE V b_slope(const Lms& d, std::size_t i) {
  return hn::Sub(hn::Mul(d.s, set(kShort[i])), luma_slope(d, i));
}
HWY_INLINE YccSlopes b_slopes(const Lms& d, const Rgb& slope) {
  return by_ycc(hn::Mul(b_slope(d, 0), slope.r), hn::Mul(b_slope(d, 1), slope.g),
                hn::Mul(b_slope(d, 2), slope.b));
}

HWY_INLINE void add_to(float* row, V value) { store(hn::Add(load(row), value), row); }

int light_row(const RowsIn3& ycc, int width, const RowsOut3& light) {
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    const Rgb rgb = rgb_of(load(ycc[0] + x), load(ycc[1] + x), load(ycc[2] + x));
    store(light_of(rgb.r).light, light[0] + x);
    store(light_of(rgb.g).light, light[1] + x);
    store(light_of(rgb.b).light, light[2] + x);
  }
  return x;
}

int halve_row(const float* upper, const float* lower, int width, float* out) {
  const D d;
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    V even = hn::Zero(d);
    V odd = hn::Zero(d);
    hn::LoadInterleaved2(d, upper + 2 * x, even, odd);
    const V upper_sum = hn::Add(even, odd);
    hn::LoadInterleaved2(d, lower + 2 * x, even, odd);
    store(hn::Mul(hn::Add(upper_sum, hn::Add(even, odd)), set(0.25F)), out + x);
  }
  return x;
}

template <Channels kChannels>
HWY_INLINE int offsets_of(const RowsIn3& original, const RowsIn3& rebuilt, int width,
                          const OffsetRows& out) {
  const auto put = [&out](std::size_t channel, int x, V a, V b) HWY_ATTR {
    store(a, out.original[channel] + x);
    store(hn::Sub(b, a), out.error[channel] + x);
  };
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    const Xyb a = xyb_of<kChannels>(load_rgb(original, x));
    const Xyb b = xyb_of<kChannels>(load_rgb(rebuilt, x));
    put(1, x, a.y, b.y);
    if constexpr (kChannels != Channels::kY) {
      put(0, x, a.x, b.x);
    }
    if constexpr (kChannels == Channels::kXYB) {
      put(2, x, a.b, b.b);
    }
  }
  return x;
}

int offsets_row(Channels channels, const RowsIn3& original, const RowsIn3& rebuilt, int width,
                const OffsetRows& out) {
  switch (channels) {
    case Channels::kY:
      return offsets_of<Channels::kY>(original, rebuilt, width, out);
    case Channels::kXY:
      return offsets_of<Channels::kXY>(original, rebuilt, width, out);
    case Channels::kXYB:
      return offsets_of<Channels::kXYB>(original, rebuilt, width, out);
  }
  return 0;
}

int expand_row(const float* coarse, float factor, int width, float* out) {
  const D d;
  int x = 0;
  for (; x + 2 * lanes() <= width; x += 2 * lanes()) {
    const V value = hn::Mul(set(factor), load(coarse + x / 2));
    hn::StoreInterleaved2(value, value, d, out + x);
  }
  return x;
}

// -- The way back ---------------------------------------------------------------------------------

template <Channels kChannels>
HWY_INLINE int colour_back(const RowsIn3& light, const ChannelRows& by_xyb, const RowsIn3& coarser,
                           int width, const RowsOut3& by_light, const RowsOut3& curvature_sums) {
  constexpr bool kHasX = kChannels != Channels::kY;
  constexpr bool kHasB = kChannels == Channels::kXYB;
  const V zero = set(0.0F);
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    const Rgb rgb = load_rgb(light, x);
    Lms d{cube_root_slope(mixed(kLong, rgb)), cube_root_slope(mixed(kMiddle, rgb)), zero};
    V by_y = load(by_xyb.gradient[1] + x);
    V by_s = zero;
    if constexpr (kHasB) {
      d.s = cube_root_slope(mixed(kShort, rgb));
      const V by_b = load(by_xyb.gradient[2] + x);
      by_s = hn::Mul(d.s, by_b);
      by_y = hn::Sub(by_y, by_b);
    }
    by_y = hn::Mul(by_y, set(0.5F));
    const V by_x = kHasX ? hn::Mul(set(kXScale), load(by_xyb.gradient[0] + x)) : zero;
    const V by_l = hn::Mul(d.l, hn::Add(by_y, by_x));
    const V by_m = hn::Mul(d.m, hn::Sub(by_y, by_x));
    for (std::size_t i = 0; i < 3; ++i) {
      V here = hn::Add(hn::Mul(by_l, set(kLong[i])), hn::Mul(by_m, set(kMiddle[i])));
      if constexpr (kHasB) {
        here = hn::Add(here, hn::Mul(by_s, set(kShort[i])));
      }
      store(hn::Add(load(coarser[i] + x), here), by_light[i] + x);
    }
    const Rgb slope{linear_slope_at(rgb.r), linear_slope_at(rgb.g), linear_slope_at(rgb.b)};
    YccSlopes sums{zero, zero, zero};
    add_curvature(load(by_xyb.curvature[1] + x), luma_slopes(d, slope), sums);
    if constexpr (kHasX) {
      add_curvature(load(by_xyb.curvature[0] + x), x_slopes(d, slope), sums);
    }
    if constexpr (kHasB) {
      add_curvature(load(by_xyb.curvature[2] + x), b_slopes(d, slope), sums);
    }
    add_to(curvature_sums[0] + x, sums.y);
    add_to(curvature_sums[1] + x, sums.cb);
    add_to(curvature_sums[2] + x, sums.cr);
  }
  return x;
}

int colour_back_row(const RowsIn3& light, const ChannelRows& by_xyb, const RowsIn3& coarser,
                    int width, const RowsOut3& by_light, const RowsOut3& curvature_sums) {
  switch (by_xyb.channels) {
    case Channels::kY:
      return colour_back<Channels::kY>(light, by_xyb, coarser, width, by_light, curvature_sums);
    case Channels::kXY:
      return colour_back<Channels::kXY>(light, by_xyb, coarser, width, by_light, curvature_sums);
    case Channels::kXYB:
      return colour_back<Channels::kXYB>(light, by_xyb, coarser, width, by_light, curvature_sums);
  }
  return 0;
}

int picture_back_row(const RowsIn3& ycc, const float* gradient, const float* curvature,
                     const RowsIn3& coarser, int width, const RowsOut3& by_ycc_rows,
                     const RowsOut3& curvature_sums) {
  const V zero = set(0.0F);
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    const Rgb rgb = rgb_of(load(ycc[0] + x), load(ycc[1] + x), load(ycc[2] + x));
    const Light r = light_of(rgb.r);
    const Light g = light_of(rgb.g);
    const Light b = light_of(rgb.b);
    const Rgb light{r.light, g.light, b.light};
    const Lms d{cube_root_slope(mixed(kLong, light)), cube_root_slope(mixed(kMiddle, light)), zero};
    const V by_y = hn::Mul(set(0.5F), load(gradient + x));
    const V by_l = hn::Mul(d.l, by_y);
    const V by_m = hn::Mul(d.m, by_y);
    const auto through = [&](std::size_t i, V v, V slope) HWY_ATTR {
      const V by_light = hn::Add(load(coarser[i] + x), hn::Add(hn::Mul(by_l, set(kLong[i])),
                                                               hn::Mul(by_m, set(kMiddle[i]))));
      const auto outside = hn::Or(hn::Lt(v, zero), hn::Gt(v, set(255.0F)));
      return hn::IfThenZeroElse(outside, hn::Mul(by_light, slope));
    };
    const YccSlopes out =
        by_ycc(through(0, rgb.r, r.slope), through(1, rgb.g, g.slope), through(2, rgb.b, b.slope));
    store(out.y, by_ycc_rows[0] + x);
    store(out.cb, by_ycc_rows[1] + x);
    store(out.cr, by_ycc_rows[2] + x);
    YccSlopes sums{zero, zero, zero};
    add_curvature(load(curvature + x), luma_slopes(d, {r.slope, g.slope, b.slope}), sums);
    add_to(curvature_sums[0] + x, sums.y);
    add_to(curvature_sums[1] + x, sums.cb);
    add_to(curvature_sums[2] + x, sums.cr);
  }
  return x;
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::detail
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace jpegaware::detail {
namespace {

HWY_EXPORT(light_row);
HWY_EXPORT(halve_row);
HWY_EXPORT(offsets_row);
HWY_EXPORT(expand_row);
HWY_EXPORT(colour_back_row);
HWY_EXPORT(picture_back_row);

void light_row_simd(const RowsIn3& ycc, int width, const RowsOut3& light) {
  light_row_from(HWY_DYNAMIC_DISPATCH(light_row)(ycc, width, light), ycc, width, light);
}
void halve_row_simd(const float* upper, const float* lower, int width, float* out) {
  halve_row_from(HWY_DYNAMIC_DISPATCH(halve_row)(upper, lower, width, out), upper, lower, width,
                 out);
}
void offsets_row_simd(Channels channels, const RowsIn3& original, const RowsIn3& rebuilt, int width,
                      const OffsetRows& out) {
  const int done = HWY_DYNAMIC_DISPATCH(offsets_row)(channels, original, rebuilt, width, out);
  offsets_row_from(done, channels, original, rebuilt, width, out);
}
void expand_row_simd(const float* coarse, float factor, int width, float* out) {
  expand_row_from(HWY_DYNAMIC_DISPATCH(expand_row)(coarse, factor, width, out), coarse, factor,
                  width, out);
}
void colour_back_row_simd(const RowsIn3& light, const ChannelRows& by_xyb, const RowsIn3& coarser,
                          int width, const RowsOut3& by_light, const RowsOut3& curvature_sums) {
  const int done = HWY_DYNAMIC_DISPATCH(colour_back_row)(light, by_xyb, coarser, width, by_light,
                                                         curvature_sums);
  colour_back_row_from(done, light, by_xyb, coarser, width, by_light, curvature_sums);
}
void picture_back_row_simd(const RowsIn3& ycc, const float* gradient, const float* curvature,
                           const RowsIn3& coarser, int width, const RowsOut3& by_ycc,
                           const RowsOut3& curvature_sums) {
  const int done = HWY_DYNAMIC_DISPATCH(picture_back_row)(ycc, gradient, curvature, coarser, width,
                                                          by_ycc, curvature_sums);
  picture_back_row_from(done, ycc, gradient, curvature, coarser, width, by_ycc, curvature_sums);
}

}  // namespace

const PerceptualKernels& simd_perceptual_kernels() noexcept {
  static constexpr PerceptualKernels kKernels = {.light_row = light_row_simd,
                                                 .halve_row = halve_row_simd,
                                                 .offsets_row = offsets_row_simd,
                                                 .expand_row = expand_row_simd,
                                                 .colour_back_row = colour_back_row_simd,
                                                 .picture_back_row = picture_back_row_simd};
  return kKernels;
}

}  // namespace jpegaware::detail
#endif  // HWY_ONCE
