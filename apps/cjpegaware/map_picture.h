// SPDX-License-Identifier: Apache-2.0
// Stage: photo, saliency and block qualities -> one picture that a person can read.
#pragma once

#include "canvas.h"
#include "picture.h"
#include "quality_plan.h"

namespace jpegaware::apps {

/// Two panels side by side: the saliency as heat over the photo, and the photo tinted by each
/// block's quality, with the borders between qualities and their numbers; below them both scales
/// and the classes that were found.
[[nodiscard]] Canvas draw_map(const Picture& picture, const QualityPlan& plan);

}  // namespace jpegaware::apps
