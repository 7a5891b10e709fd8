// SPDX-License-Identifier: Apache-2.0
// Stage: gaze logits -> density of where people will look.
#pragma once

#include <array>

#include "jpegaware/result.h"
#include "runtime.h"
#include "saliency/heatmap.h"
#include "weights_file.h"

namespace jpegaware::saliency {

/// The learned habit of looking at the middle, added to the logits:
/// b0 u^2 + b1 v^2 + b2 v + b3 u^4 + b4 v^4, with u and v from -1 at the left and upper edge of the
/// picture to 1 at the other.
using CenterBias = std::array<float, 5>;

/// The file's centre bias; bad_weights when it is missing or not finite.
[[nodiscard]] Result<CenterBias> read_center_bias(const WeightsFile& weights);

/// Softmax over all cells of logits plus bias: a density that sums to 1.
/// @param logits  1 x h x w, or 4 x h x w: each cell's logits of its upper left, upper right, lower left and
///                lower right quarter, which become a grid of 2h x 2w
[[nodiscard]] FloatGrid gaze_density(const FeatureMap& logits, const CenterBias& bias);

}  // namespace jpegaware::saliency
