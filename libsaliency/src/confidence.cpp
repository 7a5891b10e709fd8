// SPDX-License-Identifier: Apache-2.0
// Stage: gaze density -> how much the map is worth, by what it adds to the habit of looking at the
// middle.
#include "confidence.h"

#include <algorithm>
#include <cmath>

namespace jpegaware::saliency {
namespace {

// Half the picture's side is 1. Fixations on osie and nus_scene (training photos) spread by 0.32 to 0.43.
constexpr double kCentreSpread = 0.45;
constexpr double kKnowsNothing_nats = 0.2;
constexpr double kKnowsEnough_nats = 0.45;
// Too little to move a quality, enough for a map of 16 bits to keep which block comes first: how a crowd
// of hundreds looks, to whom nobody knows where to look either, is still scored and still shown.
constexpr double kLeastConfidence = 0.02;
constexpr int kNoMapSide_px = 16;
constexpr int kWholeMapSide_px = 64;

double position(int cell, int cells) { return (cell + 0.5) / cells * 2.0 - 1.0; }

double ramp(double value, double low, double high) { return std::clamp((value - low) / (high - low), 0.0, 1.0); }

}  // namespace

float density_confidence(const FloatGrid& density) {
  double centre_sum = 0.0;
  double divergence = 0.0;
  std::size_t at = 0;
  for (int y = 0; y < density.height_cells; ++y) {
    const double v = position(y, density.height_cells);
    for (int x = 0; x < density.width_cells; ++x, ++at) {
      const double u = position(x, density.width_cells);
      const double log_centre = -(u * u + v * v) / (2.0 * kCentreSpread * kCentreSpread);
      centre_sum += std::exp(log_centre);
      const double share = density.cells[at];
      divergence += share > 0.0 ? share * (std::log(share) - log_centre) : 0.0;
    }
  }
  divergence += std::log(centre_sum);
  return static_cast<float>(std::max(ramp(divergence, kKnowsNothing_nats, kKnowsEnough_nats), kLeastConfidence));
}

float size_confidence(int width_px, int height_px) {
  return static_cast<float>(ramp(std::min(width_px, height_px), kNoMapSide_px, kWholeMapSide_px));
}

}  // namespace jpegaware::saliency
