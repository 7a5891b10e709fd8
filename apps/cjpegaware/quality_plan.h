// SPDX-License-Identifier: Apache-2.0
// Stage: picture and request -> what matters in it, and the quality that each block shall have.
#pragma once

#include <optional>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/result.h"
#include "jpegaware/saliency_map.h"
#include "picture.h"
#include "request.h"
#include "saliency/heatmap.h"
#include "saliency/quality_mapper.h"
#include "stage_clock.h"

namespace jpegaware::apps {

struct QualityPlan {
  /// What the network saw; empty when no network was asked.
  std::optional<saliency::Heatmap> heatmap;
  SaliencyMap saliency;
  BlockQualityMap qualities;
};

/// Makes the map that the request asks for. The network, its runtime and its weights are loaded
/// here, and only when the map is to be computed.
/// @param orientation  EXIF's: the network is shown the picture upright
[[nodiscard]] Result<QualityPlan> plan_quality(const Picture& picture, int orientation,
                                               const Request& request, StageClock& clock);

/// The request's quality, strength, background and levels.
[[nodiscard]] saliency::QualityMapping mapping_of(const Request& request);

/// The block qualities of a saliency map by a mapping and the request's regions.
[[nodiscard]] Result<BlockQualityMap> plan_block_qualities(const SaliencyMap& saliency,
                                                           const saliency::QualityMapping& mapping,
                                                           const Picture& picture, int orientation,
                                                           const Request& request);

}  // namespace jpegaware::apps
