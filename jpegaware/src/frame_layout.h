// SPDX-License-Identifier: Apache-2.0
// Where the blocks of each component lie in a frame: sampling factors, sizes, MCU rows.
#pragma once

#include "coefficient_image.h"

namespace jpegaware::detail {

/// The frame's; a grey frame has nothing to sample against: {1, 1}.
[[nodiscard]] SamplingFactors sampling_factors(const FrameGeometry& geometry) noexcept;

/// One component's true size in samples, and in the blocks that cover it.
struct ComponentSize {
  int width_samples = 0;
  int height_samples = 0;
  int width_blocks = 0;
  int height_blocks = 0;
};
[[nodiscard]] ComponentSize component_size(const FrameGeometry& geometry, int component) noexcept;

/// Rows of MCUs: ceil(height / (8 * vertical factor)).
[[nodiscard]] int mcu_row_count(const FrameGeometry& geometry) noexcept;

/// The block rows that MCU row `mcu_row` holds of a component: [first, last).
struct RowRange {
  int first = 0;
  int last = 0;
};
[[nodiscard]] RowRange block_rows(const FrameGeometry& geometry, int component,
                                  int mcu_row) noexcept;

/// Gives `planes` the frame's shape, keeping the memory it has. Values are unspecified.
void shape_planes(const FrameGeometry& geometry, CoefficientPlanes& planes);

}  // namespace jpegaware::detail
