// SPDX-License-Identifier: Apache-2.0
// Stage inside saliency_field: a soft field -> the field with the picture's own edges.
#pragma once

#include "saliency/heatmap.h"

namespace jpegaware::saliency {

struct EdgeSnapOptions {
  int radius_cells = 2;      ///< windows of 2 * radius + 1 cells
  float smoothness = 3e-3F;  ///< variance of the guide below which its detail is not trusted
  float share = 0.5F;        ///< how much of the explained detail is added
};

/// Adds to the field what the guide's detail explains of it in each window: the regression of the
/// guided filter (He, Sun and Tang 2013, equations 5 and 6), but on top of the field instead of in
/// place of it, so that where the guide is flat nothing is blurred. Slopes are averaged over the
/// window, which feathers the edge by as much.
/// `field` and `guide` are of one size, not empty; the guide is in [0, 1]. The result may leave
/// the field's range. Time is linear in the cells whatever the radius.
///
/// Chosen on training photos of osie and nus_scene and objects cut out of clic2025 (2026-11-21,
/// docs/decisions/saliency-map.md): with the radius of one step of the features, half of the detail gives osie .015
/// of NSS and takes .003 of CC, and beside the objects' outlines a block inside has more saliency than one
/// outside with probability .704 instead of .691. The guided filter itself took .24 of NSS, joint bilateral
/// upsampling .05. Smoothness 1e-3 or 1e-2 instead: +-.003 of NSS and borders.
[[nodiscard]] FloatGrid snap_to_guide(const FloatGrid& field, const FloatGrid& guide,
                                      const EdgeSnapOptions& options);

/// Mean over windows of 2 * radius + 1 cells, cut at the border.
[[nodiscard]] FloatGrid box_mean(const FloatGrid& field, int radius_cells);

}  // namespace jpegaware::saliency
