// SPDX-License-Identifier: Apache-2.0
// Stage: visual information fidelity. Input: two sRGB pictures. Output: a ratio near 0..1.
#pragma once

#include "jpegaware/metrics/picture.h"

namespace jpegaware::metrics {

/// Pixel-domain visual information fidelity (VIFp) of full-range BT.601 luma.
///
/// Four scales, Gaussian windows of 17, 9, 5 and 3 pixels with sigma a fifth of the width, noise
/// variance 2, as in the authors' vifp_mscale release. Source: Sheikh and Bovik, IEEE TIP 15(2),
/// 2006. Packages differ in their borders; these values are that release's (valid windows only).
/// @return 1 for equal pictures; NaN below 41 pixels in one direction, where a scale has no window
/// @pre    comparable(reference, distorted); thread-safe
[[nodiscard]] double vifp(const Picture& reference, const Picture& distorted);

}  // namespace jpegaware::metrics
