// SPDX-License-Identifier: Apache-2.0
// The row operations under error_maps: the plain versions.
#include <algorithm>
#include <cmath>

#include "error_maps_kernels.h"
#include "whole_row.h"

namespace jpegaware::detail {
namespace {

/// The filter over nine values, `at(i)` the i-th from the centre.
template <typename At>
float weighed(const At& at) {
  return (((kTaps[0] * at(0) + kTaps[1] * (at(-1) + at(1))) + kTaps[2] * (at(-2) + at(2))) +
          kTaps[3] * (at(-3) + at(3))) +
         kTaps[4] * (at(-4) + at(4));
}

float across(const float* row, int x) {
  return weighed([&](int i) { return row[x + i]; });
}

float cube(float x) { return (x * x) * x; }

/// What a sample's maps are made of.
struct MapSample {
  float a, e, mu, m, ratio, luminance, structure, inverse_sum, moved, unit, ringing, smoothing;
};
MapSample map_sample(const MapRow& row, int x) {
  MapSample s{};
  s.a = row.original[x];
  s.e = row.error[x];
  s.mu = across(row.moments[0], x);
  const float variance_of = across(row.moments[1], x) - s.mu * s.mu;
  s.m = across(row.moments[2], x);
  const float v = across(row.moments[3], x) - s.m * s.m;
  const float covariance = across(row.moments[4], x) - s.mu * s.m;
  const float d = (2.0F * (variance_of + covariance) + v) + kStructureC2;
  s.inverse_sum = 1.0F / d;
  s.ratio = v * s.inverse_sum;
  s.luminance = 1.0F - s.m * s.m;
  s.structure = std::max(1.0F - s.luminance * (1.0F - s.ratio), 0.0F);
  const float offset = s.a - s.mu;
  s.moved = offset + (s.e - s.m);
  s.unit = 1.0F / (1.0F + std::abs(offset));
  const float change = (1.0F + std::abs(s.moved)) * s.unit - 1.0F;
  s.ringing = std::max(change, 0.0F);
  s.smoothing = std::max(0.0F - change, 0.0F);
  return s;
}

void add_sums(const MapSample& s, std::size_t lane, LaneSums& sums) {
  const auto add = [&](std::size_t map, float value) {
    const float square = value * value;
    sums[map][lane] += value;
    sums[map + 1][lane] += square * square;
  };
  add(0, s.structure);
  add(2, s.ringing);
  add(4, s.smoothing);
}

float slope_at(const MapSlope& slope, float value) {
  return slope.mean + slope.norm4 * cube(value);
}

}  // namespace

void moments_down_from(int first, const BlurRows& original, const BlurRows& error, int width,
                       const MomentRows& out) {
  const auto at = [](const BlurRows& rows, int i, int x) {
    return rows[static_cast<std::size_t>(i + kReach)][x];
  };
  for (int x = first; x < width; ++x) {
    const auto a = [&](int i) { return at(original, i, x); };
    const auto e = [&](int i) { return at(error, i, x); };
    out[0][x] = weighed(a);
    out[1][x] = weighed([&](int i) { return a(i) * a(i); });
    out[2][x] = weighed(e);
    out[3][x] = weighed([&](int i) { return e(i) * e(i); });
    out[4][x] = weighed([&](int i) { return a(i) * e(i); });
  }
}

void sum_row_from(int first, const MapRow& row, int width, LaneSums& sums) {
  for (int x = first; x < width; ++x) {
    add_sums(map_sample(row, x), static_cast<std::size_t>(x) % kSumLanes, sums);
  }
}

void differentiate_row_from(int first, const MapRow& row, const MapSlopes& slopes, int width,
                            const SlopeRows& out, LaneSums& sums) {
  for (int x = first; x < width; ++x) {
    const MapSample s = map_sample(row, x);
    add_sums(s, static_cast<std::size_t>(x) % kSumLanes, sums);
    const float by_structure = slope_at(slopes.structure, s.structure);
    const float slope = (by_structure * s.luminance) * s.inverse_sum;
    const float by_sum = slope * s.ratio;  // with the sign turned
    const float by_variance = slope - by_sum;
    const float by_change = s.ringing > 0.0F ? slope_at(slopes.ringing, s.ringing)
                                             : 0.0F - slope_at(slopes.smoothing, s.smoothing);
    const float by_offset = (s.moved < 0.0F ? 0.0F - s.unit : s.unit) * by_change;
    out.by_square[x] = by_variance;
    out.by_product[x] = -2.0F * by_sum;
    out.by_mean[x] =
        (2.0F * (s.m * (by_structure * (1.0F - s.ratio) - by_variance) + s.mu * by_sum)) -
        by_offset;
    out.gradient[x] = by_offset;
    out.curvature[x] = (3.0F * (slopes.ringing.norm4 * (s.ringing * s.ringing) +
                                slopes.smoothing.norm4 * (s.smoothing * s.smoothing))) *
                       (s.unit * s.unit);
  }
}

void blur_down_from(int first, const BlurRows& rows, int width, float* out) {
  for (int x = first; x < width; ++x) {
    out[x] = weighed([&](int i) { return rows[static_cast<std::size_t>(i + kReach)][x]; });
  }
}

void gradient_row_from(int first, const std::array<const float*, 3>& slopes_blurred_down,
                       const float* original, const float* error, int width, float* gradient,
                       float* curvature) {
  for (int x = first; x < width; ++x) {
    const float by_square = across(slopes_blurred_down[0], x);
    const float by_product = across(slopes_blurred_down[1], x);
    const float by_mean = across(slopes_blurred_down[2], x);
    gradient[x] += ((2.0F * error[x]) * by_square + original[x] * by_product) + by_mean;
    curvature[x] += 2.0F * std::max(by_square, 0.0F);
  }
}

const MapKernels& plain_map_kernels() noexcept {
  static constexpr MapKernels kKernels = {.moments_down = kWholeRow<&moments_down_from>,
                                          .sum_row = kWholeRow<&sum_row_from>,
                                          .differentiate_row = kWholeRow<&differentiate_row_from>,
                                          .blur_down = kWholeRow<&blur_down_from>,
                                          .gradient_row = kWholeRow<&gradient_row_from>};
  return kKernels;
}

}  // namespace jpegaware::detail
