// SPDX-License-Identifier: Apache-2.0
// Stage: gaze logits -> density of where people will look.
#include "gaze.h"

#include <algorithm>
#include <cmath>

#include "network.h"

namespace jpegaware::saliency {
namespace {

/// Position of a cell's centre between -1 and 1.
float position(int cell, int cells) {
  return (static_cast<float>(cell) + 0.5F) / static_cast<float>(cells) * 2.0F - 1.0F;
}

}  // namespace

Result<CenterBias> read_center_bias(const WeightsFile& weights) {
  CenterBias bias{};
  const auto tensor =
      weights.float_tensor(kGazeCenterBiasName, std::array{static_cast<int>(bias.size())});
  if (!tensor) {
    return tensor.error();
  }
  std::copy(tensor->begin(), tensor->end(), bias.begin());
  if (!std::all_of(bias.begin(), bias.end(), [](float value) { return std::isfinite(value); })) {
    return Error{ErrorCode::kBadWeights, std::string("weights: tensor '") + kGazeCenterBiasName +
                                             "' holds a value that is not finite"};
  }
  return bias;
}

FloatGrid gaze_density(const FeatureMap& logits, const CenterBias& bias) {
  const int parts = logits.channels == 4 ? 2 : 1;
  FloatGrid density{logits.width * parts, logits.height * parts, {}};
  density.cells.reserve(density.count());
  const std::size_t plane = logits.values.size() / static_cast<std::size_t>(parts * parts);
  for (int y = 0; y < density.height_cells; ++y) {
    const float v = position(y, density.height_cells);
    for (int x = 0; x < density.width_cells; ++x) {
      const float u = position(x, density.width_cells);
      const auto part = static_cast<std::size_t>(y % parts * parts + x % parts);
      const auto cell = static_cast<std::size_t>(y / parts * logits.width + x / parts);
      density.cells.push_back(logits.values[part * plane + cell] + bias[0] * u * u +
                              bias[1] * v * v + bias[2] * v + bias[3] * u * u * u * u +
                              bias[4] * v * v * v * v);
    }
  }
  const float highest = *std::max_element(density.cells.begin(), density.cells.end());
  double sum = 0.0;
  for (float& cell : density.cells) {
    cell = std::exp(cell - highest);
    sum += cell;
  }
  for (float& cell : density.cells) {
    cell = static_cast<float>(cell / sum);
  }
  return density;
}

}  // namespace jpegaware::saliency
