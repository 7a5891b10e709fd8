// SPDX-License-Identifier: Apache-2.0
// Stage: a grid of cells -> the same field on another grid.
#pragma once

#include "saliency/heatmap.h"

namespace jpegaware::saliency {

/// The field on a grid of another size: by area where an axis shrinks, linear between cell
/// centres where it grows. A grid of the same size comes back unchanged. Both grids not empty.
[[nodiscard]] FloatGrid resize_grid(const FloatGrid& grid, int width_cells, int height_cells);

}  // namespace jpegaware::saliency
