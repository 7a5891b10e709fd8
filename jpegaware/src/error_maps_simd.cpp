// SPDX-License-Identifier: Apache-2.0
// The row operations under error_maps. The vector versions: the plain ones' operations in the plain
// ones' order, so the bits are the same.
#include "error_maps_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "error_maps_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace jpegaware::detail {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Each row function returns how many samples at the left were done; the plain version does the
// rest. Vectors are at most as long as a row of lanes that sums are kept in.
using D = hn::CappedTag<float, kSumLanes>;
using V = hn::Vec<D>;

HWY_INLINE int lanes() { return static_cast<int>(hn::Lanes(D())); }
HWY_INLINE V set(float value) { return hn::Set(D(), value); }
HWY_INLINE V load(const float* from) { return hn::LoadU(D(), from); }
HWY_INLINE void store(V value, float* to) { hn::StoreU(value, D(), to); }

HWY_INLINE void add_to(float* row, V value) { store(hn::Add(load(row), value), row); }

/// One pair of the filter's taps after the other, from the centre on.
HWY_INLINE V centre_tap(V centre) { return hn::Mul(set(kTaps[0]), centre); }
HWY_INLINE V add_tap(V sum, std::size_t tap, V before, V behind) {
  return hn::Add(sum, hn::Mul(set(kTaps[tap]), hn::Add(before, behind)));
}

HWY_INLINE V across(const float* row) {
  V sum = centre_tap(load(row));
  sum = add_tap(sum, 1, load(row - 1), load(row + 1));
  sum = add_tap(sum, 2, load(row - 2), load(row + 2));
  sum = add_tap(sum, 3, load(row - 3), load(row + 3));
  return add_tap(sum, 4, load(row - 4), load(row + 4));
}

int moments_down(const BlurRows& original, const BlurRows& error, int width,
                 const MomentRows& out) {
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    const V a = load(original[kReach] + x);
    const V e = load(error[kReach] + x);
    V mean_a = centre_tap(a);
    V square_a = centre_tap(hn::Mul(a, a));
    V mean_e = centre_tap(e);
    V square_e = centre_tap(hn::Mul(e, e));
    V product = centre_tap(hn::Mul(a, e));
    for (std::size_t tap = 1; tap <= kReach; ++tap) {
      const V a0 = load(original[kReach - tap] + x);
      const V a1 = load(original[kReach + tap] + x);
      const V e0 = load(error[kReach - tap] + x);
      const V e1 = load(error[kReach + tap] + x);
      mean_a = add_tap(mean_a, tap, a0, a1);
      square_a = add_tap(square_a, tap, hn::Mul(a0, a0), hn::Mul(a1, a1));
      mean_e = add_tap(mean_e, tap, e0, e1);
      square_e = add_tap(square_e, tap, hn::Mul(e0, e0), hn::Mul(e1, e1));
      product = add_tap(product, tap, hn::Mul(a0, e0), hn::Mul(a1, e1));
    }
    store(mean_a, out[0] + x);
    store(square_a, out[1] + x);
    store(mean_e, out[2] + x);
    store(square_e, out[3] + x);
    store(product, out[4] + x);
  }
  return x;
}

int blur_down(const BlurRows& rows, int width, float* out) {
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    V sum = centre_tap(load(rows[kReach] + x));
    for (std::size_t tap = 1; tap <= kReach; ++tap) {
      sum = add_tap(sum, tap, load(rows[kReach - tap] + x), load(rows[kReach + tap] + x));
    }
    store(sum, out + x);
  }
  return x;
}

struct MapSample {
  V a, e, mu, m, ratio, luminance, structure, inverse_sum, moved, unit, ringing, smoothing;
};
HWY_INLINE MapSample map_sample(const MapRow& row, int x) {
  const V one = set(1.0F);
  const V zero = set(0.0F);
  const V a = load(row.original + x);
  const V e = load(row.error + x);
  const V mu = across(row.moments[0] + x);
  const V variance_of = hn::Sub(across(row.moments[1] + x), hn::Mul(mu, mu));
  const V m = across(row.moments[2] + x);
  const V v = hn::Sub(across(row.moments[3] + x), hn::Mul(m, m));
  const V covariance = hn::Sub(across(row.moments[4] + x), hn::Mul(mu, m));
  const V sum =
      hn::Add(hn::Add(hn::Mul(set(2.0F), hn::Add(variance_of, covariance)), v), set(kStructureC2));
  const V inverse_sum = hn::Div(one, sum);
  const V ratio = hn::Mul(v, inverse_sum);
  const V luminance = hn::Sub(one, hn::Mul(m, m));
  const V structure = hn::Max(hn::Sub(one, hn::Mul(luminance, hn::Sub(one, ratio))), zero);
  const V offset = hn::Sub(a, mu);
  const V moved = hn::Add(offset, hn::Sub(e, m));
  const V unit = hn::Div(one, hn::Add(one, hn::Abs(offset)));
  const V change = hn::Sub(hn::Mul(hn::Add(one, hn::Abs(moved)), unit), one);
  return {a,
          e,
          mu,
          m,
          ratio,
          luminance,
          structure,
          inverse_sum,
          moved,
          unit,
          hn::Max(change, zero),
          hn::Max(hn::Sub(zero, change), zero)};
}

HWY_INLINE void add_sums(const MapSample& s, std::size_t lane, LaneSums& sums) {
  const auto add = [&sums, lane](std::size_t map, V value) HWY_ATTR {
    const V square = hn::Mul(value, value);
    add_to(sums[map].data() + lane, value);
    add_to(sums[map + 1].data() + lane, hn::Mul(square, square));
  };
  add(0, s.structure);
  add(2, s.ringing);
  add(4, s.smoothing);
}

int sum_row(const MapRow& row, int width, LaneSums& sums) {
  constexpr auto kStep = static_cast<int>(kSumLanes);
  int x = 0;
  for (; x + kStep <= width; x += kStep) {
    for (int lane = 0; lane < kStep; lane += lanes()) {
      add_sums(map_sample(row, x + lane), static_cast<std::size_t>(lane), sums);
    }
  }
  return x;
}

HWY_INLINE V slope_at(const MapSlope& slope, V value) {
  return hn::Add(set(slope.mean), hn::Mul(set(slope.norm4), hn::Mul(hn::Mul(value, value), value)));
}

HWY_INLINE void differentiate(const MapSample& s, const MapSlopes& slopes, int x,
                              const SlopeRows& out) {
  const V one = set(1.0F);
  const V two = set(2.0F);
  const V zero = set(0.0F);
  const V by_structure = slope_at(slopes.structure, s.structure);
  const V slope = hn::Mul(hn::Mul(by_structure, s.luminance), s.inverse_sum);
  const V by_sum = hn::Mul(slope, s.ratio);
  const V by_variance = hn::Sub(slope, by_sum);
  const V by_change = hn::IfThenElse(hn::Gt(s.ringing, zero), slope_at(slopes.ringing, s.ringing),
                                     hn::Sub(zero, slope_at(slopes.smoothing, s.smoothing)));
  const V by_offset =
      hn::Mul(hn::IfThenElse(hn::Lt(s.moved, zero), hn::Sub(zero, s.unit), s.unit), by_change);
  store(by_variance, out.by_square + x);
  store(hn::Mul(set(-2.0F), by_sum), out.by_product + x);
  const V by_blurred =
      hn::Add(hn::Mul(s.m, hn::Sub(hn::Mul(by_structure, hn::Sub(one, s.ratio)), by_variance)),
              hn::Mul(s.mu, by_sum));
  store(hn::Sub(hn::Mul(two, by_blurred), by_offset), out.by_mean + x);
  store(by_offset, out.gradient + x);
  const V bend = hn::Add(hn::Mul(set(slopes.ringing.norm4), hn::Mul(s.ringing, s.ringing)),
                         hn::Mul(set(slopes.smoothing.norm4), hn::Mul(s.smoothing, s.smoothing)));
  store(hn::Mul(hn::Mul(set(3.0F), bend), hn::Mul(s.unit, s.unit)), out.curvature + x);
}

int differentiate_row(const MapRow& row, const MapSlopes& slopes, int width, const SlopeRows& out,
                      LaneSums& sums) {
  constexpr auto kStep = static_cast<int>(kSumLanes);
  int x = 0;
  for (; x + kStep <= width; x += kStep) {
    for (int lane = 0; lane < kStep; lane += lanes()) {
      const MapSample s = map_sample(row, x + lane);
      add_sums(s, static_cast<std::size_t>(lane), sums);
      differentiate(s, slopes, x + lane, out);
    }
  }
  return x;
}

int gradient_row(const std::array<const float*, 3>& slopes_blurred_down, const float* original,
                 const float* error, int width, float* gradient, float* curvature) {
  int x = 0;
  for (; x + lanes() <= width; x += lanes()) {
    const V by_square = across(slopes_blurred_down[0] + x);
    const V by_product = across(slopes_blurred_down[1] + x);
    const V by_mean = across(slopes_blurred_down[2] + x);
    add_to(gradient + x, hn::Add(hn::Add(hn::Mul(hn::Mul(set(2.0F), load(error + x)), by_square),
                                         hn::Mul(load(original + x), by_product)),
                                 by_mean));
    add_to(curvature + x, hn::Mul(set(2.0F), hn::Max(by_square, set(0.0F))));
  }
  return x;
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::detail
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace jpegaware::detail {
namespace {

HWY_EXPORT(moments_down);
HWY_EXPORT(sum_row);
HWY_EXPORT(differentiate_row);
HWY_EXPORT(blur_down);
HWY_EXPORT(gradient_row);

void moments_down_simd(const BlurRows& original, const BlurRows& error, int width,
                       const MomentRows& out) {
  const int done = HWY_DYNAMIC_DISPATCH(moments_down)(original, error, width, out);
  moments_down_from(done, original, error, width, out);
}
void sum_row_simd(const MapRow& row, int width, LaneSums& sums) {
  sum_row_from(HWY_DYNAMIC_DISPATCH(sum_row)(row, width, sums), row, width, sums);
}
void differentiate_row_simd(const MapRow& row, const MapSlopes& slopes, int width,
                            const SlopeRows& out, LaneSums& sums) {
  const int done = HWY_DYNAMIC_DISPATCH(differentiate_row)(row, slopes, width, out, sums);
  differentiate_row_from(done, row, slopes, width, out, sums);
}
void blur_down_simd(const BlurRows& rows, int width, float* out) {
  blur_down_from(HWY_DYNAMIC_DISPATCH(blur_down)(rows, width, out), rows, width, out);
}
void gradient_row_simd(const std::array<const float*, 3>& slopes_blurred_down,
                       const float* original, const float* error, int width, float* gradient,
                       float* curvature) {
  const int done = HWY_DYNAMIC_DISPATCH(gradient_row)(slopes_blurred_down, original, error, width,
                                                      gradient, curvature);
  gradient_row_from(done, slopes_blurred_down, original, error, width, gradient, curvature);
}
}  // namespace

const MapKernels& simd_map_kernels() noexcept {
  static constexpr MapKernels kKernels = {.moments_down = moments_down_simd,
                                          .sum_row = sum_row_simd,
                                          .differentiate_row = differentiate_row_simd,
                                          .blur_down = blur_down_simd,
                                          .gradient_row = gradient_row_simd};
  return kKernels;
}

}  // namespace jpegaware::detail
#endif  // HWY_ONCE
