// SPDX-License-Identifier: Apache-2.0
// Stage: a grid of cells -> the same field on another grid. Separable, rows first.
#include "heatmap_resize.h"

#include "axis_weights.h"

namespace jpegaware::saliency {

FloatGrid resize_grid(const FloatGrid& grid, int width_cells, int height_cells) {
  if (grid.width_cells == width_cells && grid.height_cells == height_cells) {
    return grid;
  }
  const AxisWeights across(grid.width_cells, width_cells);
  const AxisWeights down(grid.height_cells, height_cells);
  const auto source_width = static_cast<std::size_t>(grid.width_cells);
  FloatGrid out{width_cells, height_cells, {}};
  out.cells.reserve(out.count());
  std::vector<float> row(source_width);
  for (int y = 0; y < height_cells; ++y) {
    row.assign(source_width, 0.0F);
    const float* source = grid.cells.data() + static_cast<std::size_t>(down.first(y)) * source_width;
    for (const float weight : down.weights(y)) {
      for (std::size_t x = 0; x < source_width; ++x) {
        row[x] += weight * source[x];
      }
      source += source_width;
    }
    for (int x = 0; x < width_cells; ++x) {
      const float* sample = row.data() + across.first(x);
      float sum = 0.0F;
      for (const float weight : across.weights(x)) {
        sum += weight * *sample++;
      }
      out.cells.push_back(sum);
    }
  }
  return out;
}

}  // namespace jpegaware::saliency
