// SPDX-License-Identifier: Apache-2.0
// Stage: colour for the luma metrics. Input: an sRGB picture. Output: a BT.601 luma plane.
#include "luma.h"

namespace jpegaware::metrics::detail {

PlaneF luma_plane(const Picture& picture, float offset) {
  PlaneF out(picture.width_px, picture.height_px);
  for (int y = 0; y < picture.height_px; ++y) {
    const std::uint8_t* in = picture.row(y);
    float* to = out.row(y);
    for (int x = 0; x < picture.width_px; ++x) to[x] = luma_601(in + 3 * x) - offset;
  }
  return out;
}

}  // namespace jpegaware::metrics::detail
