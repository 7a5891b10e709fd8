// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> one brightness a luma block, the guide that the map is snapped to.
#pragma once

#include "jpegaware/block_grid.h"
#include "jpegaware/image_view.h"
#include "saliency/heatmap.h"

namespace jpegaware::saliency {

/// Mean BT.601 luma of each 8x8 block in [0, 1]; blocks at the right and bottom edge are the mean
/// of the pixels that they have. The view must be valid. Reads every pixel once, in pictures of more
/// than 4 million pixels those of every other pair of rows.
[[nodiscard]] FloatGrid block_guide(const ImageView& image, const BlockGrid& grid);

}  // namespace jpegaware::saliency
