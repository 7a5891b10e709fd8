// SPDX-License-Identifier: Apache-2.0
// Sampling factors, sizes and MCU rows of a frame's components (T.81 A.1, A.2).
#include "frame_layout.h"

#include <algorithm>

#include "jpegaware/block_grid.h"

namespace jpegaware::detail {
namespace {

constexpr int ceil_div(int value, int divisor) noexcept { return (value + divisor - 1) / divisor; }

}  // namespace

SamplingFactors sampling_factors(const FrameGeometry& geometry) noexcept {
  return geometry.component_count == 1 ? SamplingFactors{} : geometry.subsampling;
}

ComponentSize component_size(const FrameGeometry& geometry, int component) noexcept {
  const SamplingFactors factors = component == 0 ? SamplingFactors{} : sampling_factors(geometry);
  ComponentSize size;
  size.width_samples = ceil_div(geometry.width_px, factors.horizontal);
  size.height_samples = ceil_div(geometry.height_px, factors.vertical);
  size.width_blocks = ceil_div(size.width_samples, BlockGrid::kBlock_px);
  size.height_blocks = ceil_div(size.height_samples, BlockGrid::kBlock_px);
  return size;
}

int mcu_row_count(const FrameGeometry& geometry) noexcept {
  return ceil_div(geometry.height_px, BlockGrid::kBlock_px * sampling_factors(geometry).vertical);
}

RowRange block_rows(const FrameGeometry& geometry, int component, int mcu_row) noexcept {
  const int rows_per_mcu = component == 0 ? sampling_factors(geometry).vertical : 1;
  const int height_blocks = component_size(geometry, component).height_blocks;
  const int first = mcu_row * rows_per_mcu;
  return {first, std::min(first + rows_per_mcu, height_blocks)};
}

void shape_planes(const FrameGeometry& geometry, CoefficientPlanes& planes) {
  planes.geometry = geometry;
  planes.components.resize(static_cast<std::size_t>(geometry.component_count));
  for (int c = 0; c < geometry.component_count; ++c) {
    const ComponentSize size = component_size(geometry, c);
    BlockPlane& plane = planes.components[static_cast<std::size_t>(c)];
    plane.width_blocks = size.width_blocks;
    plane.height_blocks = size.height_blocks;
    plane.values.resize(plane.count() * kBlockCoeffs);
  }
}

}  // namespace jpegaware::detail
