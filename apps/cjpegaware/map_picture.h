// SPDX-License-Identifier: Apache-2.0
// Stage: photo, saliency and block qualities -> one picture that a person can read.
#pragma once

#include "canvas.h"
#include "picture.h"
#include "quality_plan.h"

namespace jpegaware::apps {

/// Panels in two columns: the photo; the classes found, where the network was asked, and where
/// people will look, as heat over the photo, or the saliency where it came from elsewhere; and the
/// photo tinted by each block's quality, with the borders between qualities and their numbers.
/// Under each panel stands its scale, at the end the classes' names.
[[nodiscard]] Canvas draw_map(const Picture& picture, const QualityPlan& plan,
                              const BlockQualityMap& qualities);

}  // namespace jpegaware::apps
