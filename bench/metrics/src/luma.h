// SPDX-License-Identifier: Apache-2.0
// Stage: colour for the luma metrics. Input: an sRGB picture. Output: a BT.601 luma plane.
#pragma once

#include "jpegaware/metrics/picture.h"
#include "plane.h"

namespace jpegaware::metrics::detail {

/// Full-range BT.601 luma of one pixel, 0..255, not rounded.
[[nodiscard]] inline float luma_601(const std::uint8_t* rgb) {
  return 0.299F * static_cast<float>(rgb[0]) + 0.587F * static_cast<float>(rgb[1]) +
         0.114F * static_cast<float>(rgb[2]);
}

/// Luma plane of a whole picture, less `offset` (variances keep more digits around zero).
[[nodiscard]] PlaneF luma_plane(const Picture& picture, float offset = 0.0F);

}  // namespace jpegaware::metrics::detail
