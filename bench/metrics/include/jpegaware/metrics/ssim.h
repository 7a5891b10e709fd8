// SPDX-License-Identifier: Apache-2.0
// Stage: structural similarity. Input: two sRGB pictures, perhaps weights. Output: 0..1 scores.
#pragma once

#include <span>
#include <vector>

#include "jpegaware/metrics/picture.h"

namespace jpegaware::metrics {

/// SSIM of full-range BT.601 luma at every pixel, window 11x11, Gaussian of sigma 1.5.
///
/// Constants K1 = 0.01, K2 = 0.03, L = 255, population (not sample) covariance; at the borders the
/// picture is mirrored with its edge pixel repeated. Source: Wang et al., IEEE TIP 13(4), 2004.
/// @return width * height values in raster order
/// @pre    comparable(reference, distorted); thread-safe
[[nodiscard]] std::vector<float> ssim_map(const Picture& reference, const Picture& distorted);

/// Mean of ssim_map() over the pixels whose window lies inside the picture (over all pixels where
/// the picture is smaller than 11x11 in one direction).
[[nodiscard]] double ssim(const Picture& reference, const Picture& distorted);

/// Mean of ssim_map() over the whole picture, each pixel counted by its weight.
/// @param weights as for weighted_psnr_y_db()
/// @return the weighted mean; NaN where all weights are 0
[[nodiscard]] double weighted_ssim(const Picture& reference, const Picture& distorted,
                                   std::span<const float> weights);

/// Multi-scale SSIM of full-range BT.601 luma: five scales, the published weights 0.0448, 0.2856,
/// 0.3001, 0.2363, 0.1333, windows wholly inside the picture, 2x2 means between the scales (odd
/// sizes get a border of zeros that counts, as pytorch-msssim has it).
///
/// Source: Wang, Simoncelli, Bovik, Asilomar 2003.
/// @return NaN for pictures of 160 pixels or fewer in one direction: the fifth scale has no window
[[nodiscard]] double ms_ssim(const Picture& reference, const Picture& distorted);

}  // namespace jpegaware::metrics
