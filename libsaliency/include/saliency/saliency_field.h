// SPDX-License-Identifier: Apache-2.0
// Stage: heatmap -> saliency map. Joins the heads, meets the picture's edges, applies confidence.
#pragma once

#include "jpegaware/image_view.h"
#include "jpegaware/result.h"
#include "jpegaware/saliency_map.h"
#include "saliency/export.h"
#include "saliency/heatmap.h"

namespace jpegaware::saliency {

/// Which of the heatmap's heads make the map.
enum class Heads : unsigned char { kJoined, kClassActivation, kGaze };

/// Joins the heads on the picture's luma block grid, snaps the result to the picture's edges (or
/// feathers it, where the network's cells are no wider than a block), divides by its maximum, blends
/// towards 1 as confidence falls, and rounds to 16 bits.
///
/// @param heatmap  from Model::heatmap over the same picture, at this or another size
/// @param image    the picture, read for its edges at block resolution
/// @return one value in [0, 1] a luma block, linear, maximum 1; uniform 1 when the heatmap holds
///         nothing; invalid_argument for a bad view or a heatmap whose grids are not what they say.
///         Thread-safe, no state.
[[nodiscard]] JPEGAWARE_SALIENCY_EXPORT Result<SaliencyMap> make_saliency_map(const Heatmap& heatmap,
                                                                             const ImageView& image,
                                                                             Heads heads);

/// A grey picture of any size as a saliency map, linear, white matters most. On the block grid
/// itself the values are taken as they are; any other size is resized by area. Neither is
/// snapped to edges or divided by its maximum again.
///
/// @param samples  width x height floats in [0, 1], raster order
/// @param grid     the block grid of the picture that is to be encoded
/// @return invalid_argument for samples outside [0, 1], of another count, or an empty grid.
///         Thread-safe, no state.
[[nodiscard]] JPEGAWARE_SALIENCY_EXPORT Result<SaliencyMap> saliency_map_from_picture(
    const FloatGrid& samples, const BlockGrid& grid);

}  // namespace jpegaware::saliency
