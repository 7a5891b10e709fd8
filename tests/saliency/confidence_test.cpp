// SPDX-License-Identifier: Apache-2.0
// Laws of confidence: nothing beyond the middle is nothing known.
#include "confidence.h"

#include <cmath>
#include <numeric>

#include "catch.hpp"

using jpegaware::saliency::density_confidence;
using jpegaware::saliency::FloatGrid;
using jpegaware::saliency::size_confidence;

namespace {
/// A Gaussian of this spread (half the side is 1) around a point, summing to 1.
FloatGrid gaussian(double u0, double v0, double spread) {
  FloatGrid grid{40, 30, {}};
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) {
      const double u = (x + 0.5) / 20.0 - 1.0 - u0;
      const double v = (y + 0.5) / 15.0 - 1.0 - v0;
      grid.cells.push_back(static_cast<float>(std::exp(-(u * u + v * v) / (2.0 * spread * spread))));
    }
  }
  const float sum = std::accumulate(grid.cells.begin(), grid.cells.end(), 0.0F);
  for (float& cell : grid.cells) {
    cell /= sum;
  }
  return grid;
}
}  // namespace

TEST_CASE("confidence: the habit of looking at the middle is worth next to nothing", "[confidence][unit]") {
  CHECK(density_confidence(gaussian(0.0, 0.0, 0.45)) == 0.02F);
  CHECK(density_confidence(gaussian(0.0, 0.0, 0.6)) == 0.02F);
}

TEST_CASE("confidence: one sharp place is worth everything, wherever it is", "[confidence][property]") {
  const double u = GENERATE(-0.8, 0.0, 0.5);
  const double v = GENERATE(-0.5, 0.0, 0.9);
  CHECK(density_confidence(gaussian(u, v, 0.1)) == 1.0F);
}

TEST_CASE("confidence: empty cells do no harm", "[confidence][unit]") {
  FloatGrid density{40, 30, std::vector<float>(1200, 0.0F)};
  density.cells[77] = 1.0F;
  CHECK(density_confidence(density) == 1.0F);
}

TEST_CASE("confidence: it grows with the shorter side up to 64 pixels", "[confidence][property]") {
  CHECK(size_confidence(1, 1) == 0.0F);
  CHECK(size_confidence(16, 4000) == 0.0F);
  CHECK(size_confidence(40, 64) == Approx(0.5F));
  CHECK(size_confidence(64, 64) == 1.0F);
  CHECK(size_confidence(4000, 3000) == 1.0F);
}
