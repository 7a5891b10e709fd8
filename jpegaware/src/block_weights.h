// SPDX-License-Identifier: Apache-2.0
// Stage: coefficients and block qualities -> how much an error in each block weighs.
// Pure arithmetic, thread-safe.
#pragma once

#include <vector>

#include "coefficient_image.h"
#include "jpegaware/block_quality_map.h"
#include "perceptual_parameters.h"

namespace jpegaware::detail {

/// How much an error in a block weighs, by frequency range; each positive. 1 is the top quality of
/// the map in a flat block of middle luminance.
struct BlockWeight {
  float dc;
  float low;   ///< zigzag 1..kLastLowPosition
  float high;  ///< the rest
};
inline constexpr int kLastLowPosition = 8;

/// One component's blocks, raster order.
using BlockWeights = std::vector<BlockWeight>;

/// The weights of every component's blocks: what the map asks times what masking allows.
///
/// A block that should look like quality b in a file whose tables are for quality s weighs
/// (step(s) / step(b))^2: the optimal slope of distortion against rate goes with the square of the
/// step. Chroma blocks take the highest quality of the luma blocks under them. `parameters.map`
/// says how much of that each frequency range gets, and what masking does beside it.
///
/// @param parameters    those under_map() gave for this map
/// @param quality_map   on the luma blocks' grid (checked by the caller)
/// @param table_quality_1_100 s; the map's highest where the tables are made for the map
/// @return one BlockWeights a component
[[nodiscard]] std::vector<BlockWeights> block_weights(const CoefficientPlanes& coefficients,
                                                      const BlockQualityMap& quality_map,
                                                      float table_quality_1_100,
                                                      const EncodeOptions& options,
                                                      const PerceptualParameters& parameters);

/// What the map alone asks of every component's blocks: the factor that block_weights() holds,
/// (step(table_quality) / step(block's quality))^2, 1 under a uniform map. Steps are means over the
/// tables, linear between whole qualities.
[[nodiscard]] std::vector<std::vector<float>> map_factors(const CoefficientPlanes& coefficients,
                                                          const BlockQualityMap& quality_map,
                                                          float table_quality_1_100,
                                                          const EncodeOptions& options,
                                                          const PerceptualParameters& parameters);

/// How much a map takes where the picture's bits are: 0 where nothing that has detail is below the
/// tables' quality, 1 from a mean weight of 0.45 down (about the default strength's where the map
/// takes most), growing with the square of what is taken. By the least block instead, stronger maps
/// made larger files where most of the detail is region: what a map changes gives bits to it.
/// @param parameters those without a map
[[nodiscard]] float map_reach(const CoefficientPlanes& coefficients,
                              const BlockQualityMap& quality_map, float table_quality_1_100,
                              const EncodeOptions& options, const PerceptualParameters& parameters);

/// Mean squared AC coefficient of a block, in squared pixel values.
[[nodiscard]] float ac_energy(std::span<const std::int16_t, kBlockCoeffs> block) noexcept;

/// What hides errors in a block: its own energy, and the variance of the 3x3 blocks around it
/// (their mean energy plus the variance of their means; fewer at the plane's edges).
struct Activity {
  float own;
  float around;
};

/// Activities of a plane's blocks, raster order.
[[nodiscard]] std::vector<Activity> block_activities(const BlockPlane& plane);

}  // namespace jpegaware::detail
