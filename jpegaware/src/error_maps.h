// SPDX-License-Identifier: Apache-2.0
// Stage: one colour channel at one scale beside its original -> how visible the difference is, and
// what every sample does to that, a row at a time.
//
// Three maps, as SSIMULACRA2 2.1 defines them. Structure: with the blurred mean m and variance v of
// the error, and the variances' sum d of both pictures, 1 - (1 - m^2)(1 - v / d). Ringing and
// smoothing: how much further from, or nearer to, its neighbourhood's mean a sample came.
#pragma once

#include "error_maps_kernels.h"
#include "float_plane.h"

namespace jpegaware::detail {

/// Weights of a map's mean and of its 4-norm.
struct NormWeights {
  float mean;
  float norm4;
};

/// What one channel at one scale adds to the error.
struct MapWeights {
  NormWeights structure, ringing, smoothing;
  [[nodiscard]] constexpr bool any() const noexcept {
    return structure.mean + structure.norm4 + ringing.mean + ringing.norm4 + smoothing.mean +
               smoothing.norm4 >
           0.0F;
  }
};

/// Sums of the maps and of their fourth powers.
struct MapSums {
  double structure = 0, structure4 = 0, ringing = 0, ringing4 = 0, smoothing = 0, smoothing4 = 0;
  double samples = 0;

  MapSums& operator+=(const MapSums& other) noexcept;
};

/// The weighted mean and 4-norms of the maps.
[[nodiscard]] double error_of(const MapSums& sums, const MapWeights& weights) noexcept;

/// The derivatives by the maps' values where the whole picture's sums are these.
[[nodiscard]] MapSlopes slopes_of(const MapSums& whole, const MapWeights& weights) noexcept;

/// Rows from first to before last.
struct RowSpan {
  int first = 0;
  int last = 0;
  [[nodiscard]] bool holds(int y) const noexcept { return y >= first && y < last; }
};

/// Maps of one channel while its rows stream by: the offsets of row y + kReach are there before the
/// maps of row y are asked for, and the derivatives of row y + kReach before the gradient of row y.
/// Rows outside the spans count as zero.
class ChannelMaps {
 public:
  /// Keeps the memory where the width stays.
  void start(int width, const MapKernels& kernels);

  /// To be written: the original's samples in row y, and the rebuilt one's distance from them.
  [[nodiscard]] float* original_row(int y) noexcept { return ring_row(original_, y); }
  [[nodiscard]] float* error_row(int y) noexcept { return ring_row(error_, y); }

  /// @param offsets rows that were written
  /// @param sums    added to, in a fixed order
  void sum(int y, RowSpan offsets, MapSums& sums);

  /// Differentiates row y and, if `sums` are given, adds to them as sum() does.
  void differentiate(int y, RowSpan offsets, const MapSlopes& slopes, MapSums* sums);

  /// Derivatives by the samples of row y, and what is known of second derivatives: never negative,
  /// without the parts that tie neighbours together.
  ///
  /// @param differentiated rows that were
  void finish(int y, RowSpan differentiated);
  [[nodiscard]] const float* gradient_row(int y) noexcept { return ring_row(gradient_, y); }
  [[nodiscard]] const float* curvature_row(int y) noexcept { return ring_row(curvature_, y); }

 private:
  static constexpr int kRing = 2 * kReach + 1;

  [[nodiscard]] static float* ring_row(FloatPlane& ring, int y) noexcept {
    return ring.row(y % kRing);
  }
  [[nodiscard]] BlurRows rows_around(FloatPlane& ring, int y, RowSpan valid) noexcept;
  [[nodiscard]] MapRow moments(int y, RowSpan offsets);

  const MapKernels* kernels_ = nullptr;
  FloatPlane original_, error_;                  ///< rings, as the next ones
  FloatPlane by_square_, by_product_, by_mean_;  ///< still to be blurred back
  FloatPlane gradient_, curvature_;
  FloatPlane columns_;  ///< of the row in hand, blurred downwards
  FloatPlane zeros_;
};

}  // namespace jpegaware::detail
