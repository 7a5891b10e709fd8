// SPDX-License-Identifier: Apache-2.0
// Stage: levels -> better levels, by decoding them, looking where the error shows, and choosing
// again with the weights and targets that this gives.
//
// A look (perceptual_error.h) gives the error's gradient g and curvature h by every coefficient.
// Around the present value x the error is g (t - x) + h/2 (t - x)^2 and a constant, so that a
// decoder should best rebuild x - g/h, and missing that costs h/2 times the square. The trellis
// then minimises bits + own * (c - t)^2 + pull * (x - g/h - t)^2: own weights, of the parameters,
// keep it near the coefficient c where the error model is blind.
#pragma once

#include <vector>

#include "cancellation.h"
#include "coefficient_image.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "level_passes.h"
#include "perceptual_parameters.h"

namespace jpegaware::detail {

/// Looks and chooses again `looks` times. The same with any number of threads.
///
/// @param original what the jobs' levels stand for
/// @param asked    map_factors() of the picture
/// @param jobs     with the prices of the image's levels; their coefficients are replaced while
///                 the loop runs
/// @param image    whose levels the jobs write
[[nodiscard]] Result<void> close_loop(int looks, const CoefficientPlanes& original,
                                      const std::vector<std::vector<float>>& asked,
                                      const LoopBalance& balance, const EncodeOptions& options,
                                      Cancellation& cancellation, std::vector<LevelJob>& jobs,
                                      CoefficientImage& image);

/// How often the loop looks at an effort: not at all up to 6.
[[nodiscard]] constexpr int looks_at(int effort_1_9) noexcept {
  return effort_1_9 > 6 ? effort_1_9 - 6 : 0;
}

/// The rows of the picture that are looked at at a time, from top to bottom: about a megapixel,
/// each a multiple of 16 but for the last.
[[nodiscard]] std::vector<PixelRows> loop_strips(const FrameGeometry& geometry);

}  // namespace jpegaware::detail
