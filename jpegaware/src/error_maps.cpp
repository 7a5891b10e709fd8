// SPDX-License-Identifier: Apache-2.0
// Stage error_maps: a channel and its original in, sums of the error maps and their derivatives
// out. Plain loops that compilers turn into vectors; no sum depends on how wide they are.
#include "error_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "wide_loops.h"

namespace jpegaware::detail {
namespace {

constexpr float kC2 = 0.0009F;  // the structure map's constant

/// exp(-x^2 / 4.5), x = 0..4, summing to 1 with both sides.
constexpr std::array<float, 5> kTaps = {0.26655997F, 0.21344454F, 0.10958608F, 0.03607497F,
                                        0.00761442F};
constexpr int kReach = 4;

const float* row_or_zeros(const FloatPlane& plane, int y, const std::vector<float>& zeros) {
  return y < 0 || y >= plane.height() ? zeros.data() : plane.row(y);
}

/// Gaussian of sigma 1.5 with zeros outside: its own transpose. Other rows of `out` stay.
JPEGAWARE_WIDE_LOOPS void blur(const FloatPlane& in, FloatPlane& out, CountedRows rows) {
  const int width = in.width();
  const std::vector<float> zeros(static_cast<std::size_t>(width), 0.0F);
  std::vector<float> padded(static_cast<std::size_t>(width) + 2 * FloatPlane::kMargin, 0.0F);
  float* __restrict column = padded.data() + FloatPlane::kMargin;
  for (int y = rows.first; y < rows.last; ++y) {
    std::array<const float*, 9> r;
    for (int i = 0; i < 9; ++i) {
      r[static_cast<std::size_t>(i)] = row_or_zeros(in, y + i - kReach, zeros);
    }
    const float* __restrict r0 = r[0];
    const float* __restrict r1 = r[1];
    const float* __restrict r2 = r[2];
    const float* __restrict r3 = r[3];
    const float* __restrict r4 = r[4];
    const float* __restrict r5 = r[5];
    const float* __restrict r6 = r[6];
    const float* __restrict r7 = r[7];
    const float* __restrict r8 = r[8];
    for (int x = 0; x < width; ++x) {
      column[x] = kTaps[0] * r4[x] + kTaps[1] * (r3[x] + r5[x]) + kTaps[2] * (r2[x] + r6[x]) +
                  kTaps[3] * (r1[x] + r7[x]) + kTaps[4] * (r0[x] + r8[x]);
    }
    float* __restrict to = out.row(y);
    for (int x = 0; x < width; ++x) {
      to[x] = kTaps[0] * column[x] + kTaps[1] * (column[x - 1] + column[x + 1]) +
              kTaps[2] * (column[x - 2] + column[x + 2]) +
              kTaps[3] * (column[x - 3] + column[x + 3]) +
              kTaps[4] * (column[x - 4] + column[x + 4]);
    }
  }
}

struct Structure {
  float m, v, d;
  [[nodiscard]] float value() const {
    return std::max(0.0F, 1.0F - (1.0F - m * m) * (1.0F - v / d));
  }
};

/// How much larger the distance of a sample to its neighbourhood's mean became.
inline float edge_change(float original_offset, float error_offset) {
  return (1.0F + std::abs(original_offset + error_offset)) / (1.0F + std::abs(original_offset)) -
         1.0F;
}

inline float fourth_power(float x) { return (x * x) * (x * x); }

constexpr std::size_t kLanes = 8;
using LaneSums = std::array<std::array<float, kLanes>, 6>;

JPEGAWARE_WIDE_LOOPS void sum_row(const OriginalChannel& original, const ErrorMaps& maps, int row,
                                  LaneSums& lanes) {
  const float* value = original.value.row(row);
  const float* mean_of = original.mean.row(row);
  const float* error = maps.error.row(row);
  const float* mean = maps.mean.row(row);
  const float* variance = maps.variance.row(row);
  const float* sum = maps.sum.row(row);
  const auto width = static_cast<std::size_t>(maps.error.width());
  for (std::size_t first = 0; first < width; first += kLanes) {
    const std::size_t count = std::min(kLanes, width - first);
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::size_t x = first + lane;
      const float structure = Structure{mean[x], variance[x], sum[x]}.value();
      const float change = edge_change(value[x] - mean_of[x], error[x] - mean[x]);
      const float ringing = std::max(change, 0.0F);
      const float smoothing = std::max(-change, 0.0F);
      lanes[0][lane] += structure;
      lanes[1][lane] += fourth_power(structure);
      lanes[2][lane] += ringing;
      lanes[3][lane] += fourth_power(ringing);
      lanes[4][lane] += smoothing;
      lanes[5][lane] += fourth_power(smoothing);
    }
  }
}

/// A norm's weights as derivatives by the map's values: mean + norm4 * value^3.
NormWeights slope_of(double sum4, const NormWeights& weights, double samples) noexcept {
  // Below this 4-norm (1e-6) a map is as good as empty; its slope would only be rounding.
  constexpr double kLeastCube = 1e-18;
  const double norm = std::sqrt(std::sqrt(sum4 / samples));
  const double cube = norm * norm * norm;
  return {static_cast<float>(static_cast<double>(weights.mean) / samples),
          cube > kLeastCube
              ? static_cast<float>(static_cast<double>(weights.norm4) / (samples * cube))
              : 0.0F};
}

struct MapSlopes {
  NormWeights structure, ringing, smoothing;
};

/// Derivatives by the blurred planes, which are still to be blurred back.
struct BlurredSlopes {
  FloatPlane by_square, by_product, by_mean;
};

JPEGAWARE_WIDE_LOOPS void differentiate_row(const OriginalChannel& original, const ErrorMaps& maps,
                                            const MapSlopes& slopes, int row, BlurredSlopes& out,
                                            ChannelLook& look) {
  const float* __restrict a = original.value.row(row);
  const float* __restrict mu = original.mean.row(row);
  const float* __restrict e = maps.error.row(row);
  const float* __restrict m = maps.mean.row(row);
  const float* __restrict v = maps.variance.row(row);
  const float* __restrict d = maps.sum.row(row);
  float* __restrict by_square = out.by_square.row(row);
  float* __restrict by_product = out.by_product.row(row);
  float* __restrict by_mean = out.by_mean.row(row);
  float* __restrict gradient = look.gradient.row(row);
  float* __restrict curvature = look.curvature.row(row);
  const int width = maps.error.width();
  for (int x = 0; x < width; ++x) {
    const float ratio = v[x] / d[x];
    const float luminance = 1.0F - m[x] * m[x];
    const float structure = std::max(0.0F, 1.0F - luminance * (1.0F - ratio));
    const float by_structure =
        slopes.structure.mean + slopes.structure.norm4 * (structure * structure * structure);
    const float slope = by_structure * luminance / d[x];
    const float by_sum = -slope * ratio;
    const float by_variance = slope + by_sum;

    const float offset = a[x] - mu[x];
    const float moved = offset + (e[x] - m[x]);
    const float unit = 1.0F / (1.0F + std::abs(offset));
    const float change = (1.0F + std::abs(moved)) * unit - 1.0F;
    const float ringing = std::max(change, 0.0F);
    const float smoothing = std::max(-change, 0.0F);
    const float by_ringing =
        slopes.ringing.mean + slopes.ringing.norm4 * (ringing * ringing * ringing);
    const float by_smoothing =
        slopes.smoothing.mean + slopes.smoothing.norm4 * (smoothing * smoothing * smoothing);
    const float by_change = change > 0.0F ? by_ringing : -by_smoothing;
    const float by_offset = (moved < 0.0F ? -unit : unit) * by_change;

    by_square[x] = by_variance;
    by_product[x] = 2.0F * by_sum;
    by_mean[x] = 2.0F * m[x] * (by_structure * (1.0F - ratio) - by_variance) -
                 2.0F * mu[x] * by_sum - by_offset;
    gradient[x] = by_offset;
    curvature[x] = 3.0F *
                   (slopes.ringing.norm4 * (ringing * ringing) +
                    slopes.smoothing.norm4 * (smoothing * smoothing)) *
                   (unit * unit);
  }
}

/// The Gaussian is its own transpose: blurs the derivatives and adds them to those of the samples.
JPEGAWARE_WIDE_LOOPS void add_blurred(const OriginalChannel& original, const ErrorMaps& maps,
                                      const BlurredSlopes& slopes, CountedRows rows,
                                      FloatPlane& scratch, ChannelLook& look) {
  const int width = maps.error.width();
  blur(slopes.by_square, scratch, rows);
  for (int y = rows.first; y < rows.last; ++y) {
    const float* __restrict error = maps.error.row(y);
    const float* __restrict blurred = scratch.row(y);
    float* __restrict gradient = look.gradient.row(y);
    float* __restrict curvature = look.curvature.row(y);
    for (int x = 0; x < width; ++x) {
      gradient[x] += 2.0F * error[x] * blurred[x];
      curvature[x] += 2.0F * std::max(blurred[x], 0.0F);
    }
  }
  blur(slopes.by_product, scratch, rows);
  for (int y = rows.first; y < rows.last; ++y) {
    const float* __restrict value = original.value.row(y);
    const float* __restrict blurred = scratch.row(y);
    float* __restrict gradient = look.gradient.row(y);
    for (int x = 0; x < width; ++x) {
      gradient[x] += value[x] * blurred[x];
    }
  }
  blur(slopes.by_mean, scratch, rows);
  for (int y = rows.first; y < rows.last; ++y) {
    const float* __restrict blurred = scratch.row(y);
    float* __restrict gradient = look.gradient.row(y);
    for (int x = 0; x < width; ++x) {
      gradient[x] += blurred[x];
    }
  }
}

}  // namespace

MapSums& MapSums::operator+=(const MapSums& other) noexcept {
  structure += other.structure;
  structure4 += other.structure4;
  ringing += other.ringing;
  ringing4 += other.ringing4;
  smoothing += other.smoothing;
  smoothing4 += other.smoothing4;
  samples += other.samples;
  return *this;
}

double error_of(const MapSums& sums, const MapWeights& weights) noexcept {
  const auto part = [&](double sum, double sum4, const NormWeights& norm) {
    return static_cast<double>(norm.mean) * (sum / sums.samples) +
           static_cast<double>(norm.norm4) * std::sqrt(std::sqrt(sum4 / sums.samples));
  };
  return part(sums.structure, sums.structure4, weights.structure) +
         part(sums.ringing, sums.ringing4, weights.ringing) +
         part(sums.smoothing, sums.smoothing4, weights.smoothing);
}

OriginalChannel original_channel(FloatPlane value, CountedRows rows) {
  const int width = value.width();
  const int height = value.height();
  OriginalChannel channel{{}, FloatPlane(width, height), FloatPlane(width, height)};
  FloatPlane squares(width, height);
  for (int y = rows.first; y < rows.last; ++y) {
    const float* __restrict from = value.row(y);
    float* __restrict square = squares.row(y);
    for (int x = 0; x < width; ++x) {
      square[x] = from[x] * from[x];
    }
  }
  blur(value, channel.mean, rows);
  blur(squares, channel.variance, rows);
  for (int y = rows.first; y < rows.last; ++y) {
    const float* __restrict mean = channel.mean.row(y);
    float* __restrict variance = channel.variance.row(y);
    for (int x = 0; x < width; ++x) {
      variance[x] -= mean[x] * mean[x];
    }
  }
  channel.value = std::move(value);
  return channel;
}

ErrorMaps error_maps(const OriginalChannel& original, const FloatPlane& rebuilt, CountedRows rows) {
  const int width = rebuilt.width();
  const int height = rebuilt.height();
  ErrorMaps maps{FloatPlane(width, height), FloatPlane(width, height), FloatPlane(width, height),
                 FloatPlane(width, height)};
  FloatPlane squares(width, height);
  FloatPlane products(width, height);
  for (int y = rows.first; y < rows.last; ++y) {
    const float* __restrict a = original.value.row(y);
    const float* __restrict b = rebuilt.row(y);
    float* __restrict error = maps.error.row(y);
    float* __restrict square = squares.row(y);
    float* __restrict product = products.row(y);
    for (int x = 0; x < width; ++x) {
      error[x] = b[x] - a[x];
      square[x] = error[x] * error[x];
      product[x] = a[x] * error[x];
    }
  }
  blur(maps.error, maps.mean, rows);
  blur(squares, maps.variance, rows);
  blur(products, maps.sum, rows);
  for (int y = rows.first; y < rows.last; ++y) {
    const float* __restrict m = maps.mean.row(y);
    const float* __restrict mean_of = original.mean.row(y);
    const float* __restrict variance_of = original.variance.row(y);
    float* __restrict v = maps.variance.row(y);
    float* __restrict d = maps.sum.row(y);
    for (int x = 0; x < width; ++x) {
      v[x] -= m[x] * m[x];
      d[x] = 2.0F * variance_of[x] + 2.0F * (d[x] - mean_of[x] * m[x]) + v[x] + kC2;
    }
  }
  return maps;
}

MapSums sum_maps(const OriginalChannel& original, const ErrorMaps& maps, CountedRows rows) {
  MapSums sums;
  for (int y = rows.first; y < rows.last; ++y) {
    LaneSums lanes{};
    sum_row(original, maps, y, lanes);
    const std::array<double*, 6> to = {&sums.structure, &sums.structure4, &sums.ringing,
                                       &sums.ringing4,  &sums.smoothing,  &sums.smoothing4};
    for (std::size_t i = 0; i < to.size(); ++i) {
      for (const float lane : lanes[i]) {
        *to[i] += static_cast<double>(lane);
      }
    }
  }
  sums.samples = static_cast<double>(rows.last - rows.first) * maps.error.width();
  return sums;
}

ChannelLook look_at(const OriginalChannel& original, ErrorMaps maps, const MapWeights& weights,
                    const MapSums& whole, CountedRows rows) {
  const int width = maps.error.width();
  const int height = maps.error.height();
  const MapSlopes slopes{slope_of(whole.structure4, weights.structure, whole.samples),
                         slope_of(whole.ringing4, weights.ringing, whole.samples),
                         slope_of(whole.smoothing4, weights.smoothing, whole.samples)};
  BlurredSlopes blurred{FloatPlane(width, height), FloatPlane(width, height),
                        FloatPlane(width, height)};
  ChannelLook look{FloatPlane(width, height), FloatPlane(width, height)};
  for (int y = rows.first; y < rows.last; ++y) {
    differentiate_row(original, maps, slopes, y, blurred, look);
  }
  add_blurred(original, maps, blurred, rows, maps.variance, look);
  return look;
}

}  // namespace jpegaware::detail
