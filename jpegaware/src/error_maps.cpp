// SPDX-License-Identifier: Apache-2.0
// Stage error_maps: rows of a channel and its original in, sums of the error maps and their
// derivatives out.
#include "error_maps.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace jpegaware::detail {
namespace {

/// A norm's weights as derivatives by the map's values: mean + norm4 * value^3.
MapSlope slope_of(double sum4, const NormWeights& weights, double samples) noexcept {
  // Below this 4-norm (1e-6) a map is as good as empty; its slope would only be rounding.
  constexpr double kLeastCube = 1e-18;
  const double norm = std::sqrt(std::sqrt(sum4 / samples));
  const double cube = norm * norm * norm;
  return {static_cast<float>(static_cast<double>(weights.mean) / samples),
          cube > kLeastCube
              ? static_cast<float>(static_cast<double>(weights.norm4) / (samples * cube))
              : 0.0F};
}

void add_lanes(const LaneSums& lanes, int width, MapSums& sums) {
  const std::array<double*, 6> to = {&sums.structure, &sums.structure4, &sums.ringing,
                                     &sums.ringing4,  &sums.smoothing,  &sums.smoothing4};
  for (std::size_t i = 0; i < to.size(); ++i) {
    for (const float lane : lanes[i]) {
      *to[i] += static_cast<double>(lane);
    }
  }
  sums.samples += width;
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

MapSlopes slopes_of(const MapSums& whole, const MapWeights& weights) noexcept {
  return {slope_of(whole.structure4, weights.structure, whole.samples),
          slope_of(whole.ringing4, weights.ringing, whole.samples),
          slope_of(whole.smoothing4, weights.smoothing, whole.samples)};
}

void ChannelMaps::start(int width, const MapKernels& kernels) {
  kernels_ = &kernels;
  for (FloatPlane* ring :
       {&original_, &error_, &by_square_, &by_product_, &by_mean_, &gradient_, &curvature_}) {
    ring->reshape(width, kRing);
  }
  columns_.reshape(width, 5);
  zeros_.reshape(width, 1);
}

BlurRows ChannelMaps::rows_around(FloatPlane& ring, int y, RowSpan valid) noexcept {
  BlurRows rows;
  for (int i = 0; i < kRing; ++i) {
    const int at = y + i - kReach;
    rows[static_cast<std::size_t>(i)] = valid.holds(at) ? ring_row(ring, at) : zeros_.row(0);
  }
  return rows;
}

MapRow ChannelMaps::moments(int y, RowSpan offsets) {
  kernels_->moments_down(
      rows_around(original_, y, offsets), rows_around(error_, y, offsets), columns_.width(),
      {columns_.row(0), columns_.row(1), columns_.row(2), columns_.row(3), columns_.row(4)});
  return {{columns_.row(0), columns_.row(1), columns_.row(2), columns_.row(3), columns_.row(4)},
          original_row(y),
          error_row(y)};
}

void ChannelMaps::sum(int y, RowSpan offsets, MapSums& sums) {
  LaneSums lanes{};
  kernels_->sum_row(moments(y, offsets), columns_.width(), lanes);
  add_lanes(lanes, columns_.width(), sums);
}

void ChannelMaps::differentiate(int y, RowSpan offsets, const MapSlopes& slopes, MapSums* sums) {
  LaneSums lanes{};
  kernels_->differentiate_row(
      moments(y, offsets), slopes, columns_.width(),
      {ring_row(by_square_, y), ring_row(by_product_, y), ring_row(by_mean_, y),
       ring_row(gradient_, y), ring_row(curvature_, y)},
      lanes);
  if (sums != nullptr) {
    add_lanes(lanes, columns_.width(), *sums);
  }
}

void ChannelMaps::finish(int y, RowSpan differentiated) {
  const int width = columns_.width();
  const std::array<FloatPlane*, 3> slopes = {&by_square_, &by_product_, &by_mean_};
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    kernels_->blur_down(rows_around(*slopes[i], y, differentiated), width,
                        columns_.row(static_cast<int>(i)));
  }
  kernels_->gradient_row({columns_.row(0), columns_.row(1), columns_.row(2)}, original_row(y),
                         error_row(y), width, ring_row(gradient_, y), ring_row(curvature_, y));
}

}  // namespace jpegaware::detail
