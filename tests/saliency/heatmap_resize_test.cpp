// SPDX-License-Identifier: Apache-2.0
// Laws of resizing a grid: means are kept, constants stay, shrinking averages what it covers.
#include "heatmap_resize.h"

#include <numeric>
#include <random>

#include "axis_weights.h"
#include "catch.hpp"

using jpegaware::saliency::AxisWeights;
using jpegaware::saliency::FloatGrid;
using jpegaware::saliency::resize_grid;

namespace {
FloatGrid random_grid(int width, int height, unsigned seed) {
  FloatGrid grid{width, height, {}};
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(0.0F, 1.0F);
  for (std::size_t i = 0; i < grid.count(); ++i) {
    grid.cells.push_back(uniform(random));
  }
  return grid;
}
double mean(const FloatGrid& grid) {
  return std::accumulate(grid.cells.begin(), grid.cells.end(), 0.0) / static_cast<double>(grid.count());
}
}  // namespace

TEST_CASE("axis_weights: weights of a sample sum to 1 and stay inside the source", "[axis_weights][property]") {
  const int source = GENERATE(1, 2, 3, 7, 8, 640, 65500);
  const int destination = GENERATE(1, 2, 5, 8, 320);
  const AxisWeights axis(source, destination);
  for (int i = 0; i < destination; ++i) {
    const auto weights = axis.weights(i);
    CAPTURE(source, destination, i);
    REQUIRE(axis.first(i) >= 0);
    REQUIRE(axis.first(i) + static_cast<int>(weights.size()) <= source);
    REQUIRE(std::accumulate(weights.begin(), weights.end(), 0.0) == Approx(1.0).epsilon(1e-4));
  }
}

TEST_CASE("heatmap_resize: the same size changes nothing", "[heatmap_resize][unit]") {
  const FloatGrid grid = random_grid(9, 5, 1);
  CHECK(resize_grid(grid, 9, 5).cells == grid.cells);
}

TEST_CASE("heatmap_resize: shrinking keeps the mean", "[heatmap_resize][property]") {
  const FloatGrid grid = random_grid(40, 30, 2);
  const int width = GENERATE(1, 7, 20, 40);
  const int height = GENERATE(1, 4, 29);
  CHECK(mean(resize_grid(grid, width, height)) == Approx(mean(grid)).epsilon(1e-4));
}

TEST_CASE("heatmap_resize: halving averages four cells", "[heatmap_resize][unit]") {
  const FloatGrid grid{4, 2, {0.0F, 1.0F, 0.5F, 0.5F, 1.0F, 0.0F, 0.25F, 0.75F}};
  CHECK(resize_grid(grid, 2, 1).cells == std::vector<float>{0.5F, 0.5F});
}

TEST_CASE("heatmap_resize: growing interpolates between cell centres", "[heatmap_resize][unit]") {
  const FloatGrid grid{2, 1, {0.0F, 1.0F}};
  const auto cells = resize_grid(grid, 4, 1).cells;
  CHECK(cells == std::vector<float>{0.0F, 0.25F, 0.75F, 1.0F});
}

TEST_CASE("heatmap_resize: growing invents no value outside the source's range", "[heatmap_resize][property]") {
  const FloatGrid grid = random_grid(5, 4, 3);
  for (const float cell : resize_grid(grid, GENERATE(6, 33), GENERATE(5, 50)).cells) {
    REQUIRE(cell >= 0.0F);
    REQUIRE(cell <= 1.0F);
  }
}
