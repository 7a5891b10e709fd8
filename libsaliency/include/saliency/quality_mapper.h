// SPDX-License-Identifier: Apache-2.0
// Stage: saliency map -> block quality map. Pure arithmetic, no I/O, thread-safe.
#pragma once

#include <optional>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "jpegaware/saliency_map.h"
#include "saliency/export.h"

namespace jpegaware::saliency {

inline constexpr IntBounds kStrengthBounds{0, 100};
/// 0 is continuous; 1 level would be uniform and is refused.
inline constexpr IntBounds kLevelsBounds{0, 100};

/// How saliency becomes quality.
struct QualityMapping {
  /// What the most salient blocks get, in [1, 100]: more than two in a hundred of them.
  float region_quality_1_100 = 75.0F;
  /// How much quality is taken from what matters least: 0 is uniform, 100 the floor.
  float strength_0_100 = 50.0F;
  /// Sets the lowest quality directly; strength is not used then. In [1, region quality].
  std::optional<int> background_quality_1_100;
  /// Steps that the map is thresholded into (5 as in Prakash et al. 2017;
  /// docs/decisions/map-strength.md measures it against continuous); 0: continuous.
  int levels = 5;
};

/// Checks every range above. invalid_argument names the option, its value and its bounds.
[[nodiscard]] JPEGAWARE_SALIENCY_EXPORT Result<void> validate(const QualityMapping& mapping);

/// Gives every luma block a quality that rises with its saliency.
/// invalid_argument for values outside the bounds above.
/// A map that is 1 everywhere gives the region quality everywhere, so a blank map does no harm.
[[nodiscard]] JPEGAWARE_SALIENCY_EXPORT Result<BlockQualityMap> map_quality(
    const SaliencyMap& saliency, const QualityMapping& mapping);

}  // namespace jpegaware::saliency
