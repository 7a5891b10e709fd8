// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> where text and line art are, block by block.
#pragma once

#include "jpegaware/block_grid.h"
#include "jpegaware/image_view.h"
#include "saliency/heatmap.h"

namespace jpegaware::saliency {

/// How sure it is, in [0, 1], that a block belongs to text or drawn graphics: many neighbouring
/// samples are equal to 2 of 255, some differ by 40 and more, and the blocks around are alike.
/// Noise and blur keep photos from that. The view must be valid. Looks at every second row and its
/// neighbours, in pictures of more than 4 million pixels at every fourth.
///
/// Thresholds chosen on clic2025, osie and nus_scene training photos (2026-11): 31 % of the blocks
/// of clic2025's screenshot of a text page, 23 % and 14 % of two photos full of signs, at most 1.6 %
/// of the others but one (5 %); osie and nus_scene 0.2 % on average.
[[nodiscard]] FloatGrid text_evidence(const ImageView& image, const BlockGrid& grid);

}  // namespace jpegaware::saliency
