// SPDX-License-Identifier: Apache-2.0
// Stage: coefficients + block qualities -> levels (tables, weights, trellis, iterations by effort).
#pragma once

#include <vector>

#include "coefficient_image.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "perceptual_parameters.h"

namespace jpegaware::detail {

/// Makes the tables for the map's highest quality, or takes the options', and chooses every level.
///
/// The same arguments give the same levels with any options.threads. Cost at the default effort:
/// about one microsecond a block and thread.
///
/// @param coefficients 1 or 3 components of the shape that their geometry asks for
/// @param quality_map  on BlockGrid::for_image of the frame
/// @param options      front_end, quantizer, scan_layout, effort_1_9, threads and should_cancel
///                     count; quality_1_100 does not
/// @return invalid_argument for a map of another grid, aborted, out_of_memory; internal for
///         coefficients of another shape than their geometry
[[nodiscard]] Result<CoefficientImage> choose_levels(const CoefficientPlanes& coefficients,
                                                     const BlockQualityMap& quality_map,
                                                     const EncodeOptions& options);

/// The same where the coefficients are not needed afterwards: where the effort allows it (up to 6)
/// the levels are written over them, and `coefficients` has no planes then.
[[nodiscard]] Result<CoefficientImage> choose_levels(CoefficientPlanes&& coefficients,
                                                     const BlockQualityMap& quality_map,
                                                     const EncodeOptions& options);

/// Tables that a file already has, and what quality they stand for.
struct GivenTables {
  std::vector<QuantTable> tables;  ///< one a component
  float quality_1_100 = 100.0F;    ///< blocks of this quality weigh 1
};

/// The same with tables that are not made for the map: those of a JPEG that is requantized. Blocks
/// above the tables' quality weigh more than 1 and keep nearly all they have.
[[nodiscard]] Result<CoefficientImage> choose_levels(const CoefficientPlanes& coefficients,
                                                     const BlockQualityMap& quality_map,
                                                     const EncodeOptions& options,
                                                     const GivenTables& given);

/// The same with other numbers than the shipped ones: for the parameter search and for tests.
/// @param without_map  what under_map() changes for this map
[[nodiscard]] Result<CoefficientImage> choose_levels(const CoefficientPlanes& coefficients,
                                                     const BlockQualityMap& quality_map,
                                                     const EncodeOptions& options,
                                                     const PerceptualParameters& without_map);

}  // namespace jpegaware::detail
