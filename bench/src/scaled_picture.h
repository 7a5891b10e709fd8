// SPDX-License-Identifier: Apache-2.0
// Stage: pictures of any size for timing. Input: a photo, megapixels. Output: a photo of that size.
#pragma once

#include "picture_file.h"

namespace jpegaware::bench {

/// The photo at another size and the same shape, with detail at the pixel as a camera's photo of
/// that size has it: enlarged pixels are smooth, so the photo's own fine detail (what a 5x5 mean
/// takes away, mirrored at the edges) is laid over them. Seen small it is still the one photo: a
/// mosaic of photos would be a pattern to the saliency network, and a map would do nothing.
///
/// @pre the photo is not empty and megapixels > 0
[[nodiscard]] Image scaled_picture(const Image& photo, double megapixels);

}  // namespace jpegaware::bench
