// SPDX-License-Identifier: Apache-2.0
// Stage inside saliency_field: a soft field -> the same field following the edges of a guide.
#pragma once

#include "saliency/heatmap.h"

namespace jpegaware::saliency {

struct GuidedFilterOptions {
  int radius_cells = 4;     ///< windows of 2 * radius + 1 cells
  float smoothness = 1e-3F; ///< variance of the guide below which the window is just averaged
};

/// He, Sun and Tang 2013, "Guided image filtering", equations 5, 6 and 8, with windows cut at the
/// picture's border. `field` and `guide` are of one size, not empty; the guide is in [0, 1].
/// Time is linear in the cells whatever the radius.
[[nodiscard]] FloatGrid guided_filter(const FloatGrid& field, const FloatGrid& guide,
                                      const GuidedFilterOptions& options);

/// Mean over windows of 2 * radius + 1 cells, cut at the border.
[[nodiscard]] FloatGrid box_mean(const FloatGrid& field, int radius_cells);

}  // namespace jpegaware::saliency
