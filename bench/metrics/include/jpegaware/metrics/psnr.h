// SPDX-License-Identifier: Apache-2.0
// Stage: squared error. Input: two sRGB pictures, perhaps weights. Output: decibels.
#pragma once

#include <span>

#include "jpegaware/metrics/picture.h"

namespace jpegaware::metrics {

/// Peak signal-to-noise ratio of full-range BT.601 luma (0.299 R + 0.587 G + 0.114 B, unrounded).
///
/// @return 10 log10(255^2 / mean squared error) in dB, infinity for equal luma
/// @pre    comparable(reference, distorted); thread-safe, no allocation that grows with the picture
[[nodiscard]] double psnr_y_db(const Picture& reference, const Picture& distorted);

/// Peak signal-to-noise ratio over the three channels of sRGB together, in dB, infinity if equal.
[[nodiscard]] double psnr_rgb_db(const Picture& reference, const Picture& distorted);

/// Luma PSNR in which each pixel's squared error counts by a weight: 10 log10(255^2 / sum W e^2).
///
/// With a fixation density as weights it is fixation-weighted PSNR; with 1/n inside a region of n
/// pixels and 0 outside it is the region's PSNR (the form MS-ROI calls PSNR-S).
///
/// @param weights one weight a pixel, raster order, width * height entries, not negative. They are
///                used as they are divided by their sum, so that they need not sum to 1.
/// @return dB; infinity where the weighted error is 0; NaN where all weights are 0
[[nodiscard]] double weighted_psnr_y_db(const Picture& reference, const Picture& distorted,
                                        std::span<const float> weights);

}  // namespace jpegaware::metrics
