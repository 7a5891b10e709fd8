// SPDX-License-Identifier: Apache-2.0
// Laws of snapping: what it keeps, and that it follows the guide's edges.
#include "edge_snap.h"

#include <algorithm>
#include <random>

#include "catch.hpp"

using jpegaware::saliency::box_mean;
using jpegaware::saliency::FloatGrid;
using jpegaware::saliency::snap_to_guide;

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

/// The slow obvious mean.
float window_mean(const FloatGrid& field, int column, int row, int radius) {
  double sum = 0.0;
  int cells = 0;
  for (int y = std::max(0, row - radius); y <= std::min(field.height_cells - 1, row + radius); ++y) {
    for (int x = std::max(0, column - radius); x <= std::min(field.width_cells - 1, column + radius); ++x) {
      sum += field.cells[static_cast<std::size_t>(y * field.width_cells + x)];
      ++cells;
    }
  }
  return static_cast<float>(sum / cells);
}
}  // namespace

TEST_CASE("edge_snap: the box mean equals the slow one", "[edge_snap][property]") {
  const FloatGrid field = random_grid(GENERATE(1, 2, 9, 20), GENERATE(1, 3, 13), 4);
  const int radius = GENERATE(0, 1, 4, 30);
  const FloatGrid mean = box_mean(field, radius);
  for (int y = 0; y < field.height_cells; ++y) {
    for (int x = 0; x < field.width_cells; ++x) {
      REQUIRE(mean.cells[static_cast<std::size_t>(y * field.width_cells + x)] ==
              Approx(window_mean(field, x, y, radius)).margin(1e-6));
    }
  }
}

TEST_CASE("edge_snap: a constant field stays constant whatever the guide", "[edge_snap][property]") {
  FloatGrid field = random_grid(17, 13, 1);
  std::fill(field.cells.begin(), field.cells.end(), 0.7F);
  const FloatGrid out = snap_to_guide(field, random_grid(17, 13, 2), {});
  for (const float cell : out.cells) {
    REQUIRE(cell == Approx(0.7F).epsilon(1e-4));
  }
}

TEST_CASE("edge_snap: a flat guide changes nothing", "[edge_snap][property]") {
  const FloatGrid field = random_grid(11, 9, 3);
  FloatGrid guide = field;
  std::fill(guide.cells.begin(), guide.cells.end(), 0.5F);
  const FloatGrid out = snap_to_guide(field, guide, {GENERATE(1, 2, 20), 3e-3F});
  for (std::size_t i = 0; i < out.cells.size(); ++i) {
    REQUIRE(out.cells[i] == Approx(field.cells[i]).margin(1e-5));
  }
}

TEST_CASE("edge_snap: a soft border moves to the guide's edge", "[edge_snap][unit]") {
  FloatGrid field{24, 8, {}};
  FloatGrid guide{24, 8, {}};
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 24; ++x) {
      field.cells.push_back(std::clamp((static_cast<float>(x) - 6.0F) / 12.0F, 0.0F, 1.0F));
      guide.cells.push_back(x < 12 ? 0.2F : 0.8F);
    }
  }
  const FloatGrid out = snap_to_guide(field, guide, {4, 1e-3F});
  const auto step = [](const FloatGrid& grid) { return grid.cells[4 * 24 + 12] - grid.cells[4 * 24 + 11]; };
  CHECK(step(field) < 0.1F);
  CHECK(step(out) > 2.0F * step(field));
}

TEST_CASE("edge_snap: the share scales what is added", "[edge_snap][property]") {
  const FloatGrid field = random_grid(13, 10, 5);
  const FloatGrid guide = random_grid(13, 10, 6);
  const FloatGrid none = snap_to_guide(field, guide, {2, 3e-3F, 0.0F});
  const FloatGrid half = snap_to_guide(field, guide, {2, 3e-3F, 0.5F});
  const FloatGrid whole = snap_to_guide(field, guide, {2, 3e-3F, 1.0F});
  CHECK(none.cells == field.cells);
  CHECK(whole.cells != field.cells);
  for (std::size_t i = 0; i < field.cells.size(); ++i) {
    REQUIRE(half.cells[i] == Approx(0.5 * (field.cells[i] + whole.cells[i])).margin(1e-5));
  }
}
