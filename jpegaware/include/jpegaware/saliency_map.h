// SPDX-License-Identifier: Apache-2.0
// How much people will look at each luma block: one linear value in [0, 1] a block.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "jpegaware/block_grid.h"
#include "jpegaware/export.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// One float in [0, 1] a luma block, raster order, linear (before any curve to quality).
/// Every value is a multiple of 1/65535, so a map written as 16-bit grey and read back is the
/// same map. A map that is 1 everywhere says "I know nothing" and leads to uniform quality.
/// Immutable after make(); move-only so that copies are seen.
class JPEGAWARE_EXPORT SaliencyMap {
 public:
  /// Rounds each value to a multiple of 1/65535 and keeps it. invalid_argument when the count is
  /// not grid.count(), the grid is empty, or a value is not finite or outside [0, 1].
  [[nodiscard]] static Result<SaliencyMap> make(BlockGrid grid, std::vector<float> values);

  /// 1 everywhere: no block is known to matter less than another. invalid_argument for an empty
  /// grid.
  [[nodiscard]] static Result<SaliencyMap> uniform(BlockGrid grid);

  SaliencyMap(SaliencyMap&&) noexcept = default;
  SaliencyMap& operator=(SaliencyMap&&) noexcept = default;
  SaliencyMap(const SaliencyMap&) = delete;
  SaliencyMap& operator=(const SaliencyMap&) = delete;

  [[nodiscard]] const BlockGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] std::span<const float> values() const noexcept { return values_; }

 private:
  SaliencyMap(BlockGrid grid, std::vector<float> values) : grid_(grid), values_(std::move(values)) {}
  BlockGrid grid_;
  std::vector<float> values_;
};

}  // namespace jpegaware
