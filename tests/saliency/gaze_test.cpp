// SPDX-License-Identifier: Apache-2.0
// Laws of the gaze density: it sums to 1, keeps the logits' order, and the bias prefers the middle.
#include "gaze.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "catch.hpp"

using jpegaware::saliency::CenterBias;
using jpegaware::saliency::FeatureMap;
using jpegaware::saliency::gaze_density;

TEST_CASE("gaze: the density sums to 1 and keeps the logits' order", "[gaze][property]") {
  const FeatureMap logits{1, 2, 3, {100.0F, -100.0F, 3.0F, 2.0F, 99.0F, 0.0F}};
  const auto density = gaze_density(logits, CenterBias{});
  CHECK(density.width_cells == 3);
  CHECK(density.height_cells == 2);
  CHECK(std::accumulate(density.cells.begin(), density.cells.end(), 0.0) == Approx(1.0));
  CHECK(density.cells[0] / density.cells[4] == Approx(std::exp(1.0)));
  CHECK(std::all_of(density.cells.begin(), density.cells.end(), [](float v) { return v >= 0.0F; }));
}

TEST_CASE("gaze: four logits of a cell are its four quarters, row by row", "[gaze][unit]") {
  // Two cells side by side; each number is the place, counted in the density's own rows.
  const FeatureMap logits{4, 1, 2, {0.0F, 2.0F, 1.0F, 3.0F, 4.0F, 6.0F, 5.0F, 7.0F}};
  const auto density = gaze_density(logits, CenterBias{});
  REQUIRE(density.width_cells == 4);
  REQUIRE(density.height_cells == 2);
  for (std::size_t i = 1; i < density.cells.size(); ++i) {
    CHECK(density.cells[i] / density.cells[i - 1] == Approx(std::exp(1.0)));
  }
}

TEST_CASE("gaze: the bias is the polynomial of the header", "[gaze][unit]") {
  const FeatureMap logits{1, 2, 4, std::vector<float>(8, 0.0F)};
  const CenterBias bias{-1.0F, -2.0F, 0.5F, -3.0F, 0.25F};
  const auto density = gaze_density(logits, bias);
  const auto expected = [&](double u, double v) {
    return std::exp(-u * u - 2 * v * v + 0.5 * v - 3 * u * u * u * u + 0.25 * v * v * v * v);
  };
  CHECK(density.cells[1] / density.cells[0] == Approx(expected(-0.25, -0.5) / expected(-0.75, -0.5)));
  CHECK(density.cells[6] / density.cells[0] == Approx(expected(0.25, 0.5) / expected(-0.75, -0.5)));
}

TEST_CASE("gaze: a picture without anything special is looked at in the middle", "[gaze][property]") {
  const FeatureMap logits{1, 9, 9, std::vector<float>(81, 0.5F)};
  const auto density = gaze_density(logits, {-1.0F, -1.0F, 0.0F, 0.0F, 0.0F});
  CHECK(std::max_element(density.cells.begin(), density.cells.end()) - density.cells.begin() == 40);
}
