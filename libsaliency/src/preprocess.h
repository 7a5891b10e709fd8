// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> the network's input: resized by area, scaled, split into planes.
#pragma once

#include "jpegaware/image_view.h"
#include "runtime.h"
#include "saliency/model.h"
#include "weights_file.h"

namespace jpegaware::saliency {

/// The network's input for a picture of this size: about 224 x 160, 320 x 240 or 448 x 336 pixels in area
/// whatever the picture, its aspect kept between 1:2 and 2:1, sides multiples of 16. The large size is
/// cut to the picture's own area, but not below the default's.
[[nodiscard]] LayerSize input_size(int width_px, int height_px, MapSize map_size);

/// Resizes a valid view to `size` (AxisWeights: area where it shrinks, linear where it grows) and
/// scales it. Grey fills all three planes; alpha is ignored. Reads each pixel once or twice;
/// where more than 8 rows make one, only half of those.
[[nodiscard]] InputPlanes preprocess(const ImageView& image, LayerSize size, const InputScaling& scaling);

}  // namespace jpegaware::saliency
