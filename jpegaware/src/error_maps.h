// SPDX-License-Identifier: Apache-2.0
// Stage: one colour channel at one scale beside its original -> how visible the difference is, and
// what every sample does to that. Pure arithmetic, thread-safe.
//
// Three maps, as SSIMULACRA2 2.1 defines them. Structure: with the blurred mean m and variance v of
// the error, and the variances' sum d of both pictures, 1 - (1 - m^2)(1 - v / d). Ringing and
// smoothing: how much further from, or nearer to, its neighbourhood's mean a sample came.
#pragma once

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

/// Rows that are counted: [first, last). Others are context.
struct CountedRows {
  int first;
  int last;
};

/// A channel of the original, in the rows that are asked for, with its local mean and variance
/// (Gaussian, sigma 1.5, zeros outside).
struct OriginalChannel {
  FloatPlane value, mean, variance;
};
[[nodiscard]] OriginalChannel original_channel(FloatPlane value, CountedRows rows);

/// What the maps are made of, in the rows that are asked for; the others are not to be read.
struct ErrorMaps {
  FloatPlane error, mean, variance, sum;
};
[[nodiscard]] ErrorMaps error_maps(const OriginalChannel& original, const FloatPlane& rebuilt,
                                   CountedRows rows);

/// Summed in a fixed order: the same on every machine.
[[nodiscard]] MapSums sum_maps(const OriginalChannel& original, const ErrorMaps& maps,
                               CountedRows rows);

/// Derivatives of the error by one channel's samples, and what is known of second derivatives:
/// never negative, without the parts that tie neighbours together.
struct ChannelLook {
  FloatPlane gradient, curvature;
};

/// @param whole sums over the whole picture, of which the maps may be a part: they say how steep
///              the norms are
[[nodiscard]] ChannelLook look_at(const OriginalChannel& original, ErrorMaps maps,
                                  const MapWeights& weights, const MapSums& whole,
                                  CountedRows rows);

}  // namespace jpegaware::detail
