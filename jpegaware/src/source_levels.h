// SPDX-License-Identifier: Apache-2.0
// Stage of requantizing: a JPEG's levels and tables -> coefficients, and the tables to use now.
// Pure arithmetic, thread-safe.
#pragma once

#include "choose_levels.h"
#include "coefficient_image.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware::detail {

/// Levels times steps, in CoefficientPlanes' fixed point. Damaged files may hold products outside
/// what a picture can have: they are clamped to +-2047, which no picture reaches.
void dequantize(const CoefficientImage& image, CoefficientPlanes& planes);

/// The quality on libjpeg's scale whose Annex K tables have the mean step that these have;
/// continuous, in [1, 100].
[[nodiscard]] float quality_of_tables(const CoefficientImage& image);

/// The tables for a file asked for `highest_1_100`: its own where that is at least what they stand
/// for, else step by step the larger of its own and the asked quality's.
[[nodiscard]] GivenTables tables_for(const CoefficientImage& image, float highest_1_100,
                                     const EncodeOptions& options);

/// The map for a file whose tables stay: blocks asked for at least what the tables stand for are
/// asked for 100, where the weight of an error is so high that every level stays as it is. They
/// have no more to give: thinning levels that were rounded already costs twice the quality for
/// the bytes that a lower quality would (cjpeg's quality 75 asked for 75, 3 crops of clic2025:
/// -4 % bytes for -2 points of SSIMULACRA2).
[[nodiscard]] Result<BlockQualityMap> keep_blocks_at(float table_quality_1_100,
                                                     const BlockQualityMap& quality_map);

}  // namespace jpegaware::detail
