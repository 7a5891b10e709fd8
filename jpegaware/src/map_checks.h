// SPDX-License-Identifier: Apache-2.0
// The checks that every per-block array passes: its grid, its count, its values' range.
#pragma once

#include <span>
#include <string>

#include "jpegaware/block_grid.h"
#include "jpegaware/result.h"

namespace jpegaware::detail {

struct FloatBounds {
  float low;
  float high;
};

[[nodiscard]] inline Result<void> check_grid(const std::string& what, const BlockGrid& grid) {
  if (grid.width_blocks <= 0 || grid.height_blocks <= 0) {
    return Error{ErrorCode::kInvalidArgument, what + ": the grid is empty"};
  }
  return {};
}

[[nodiscard]] inline Result<void> check_map(const std::string& what, const BlockGrid& grid,
                                            std::span<const float> values, FloatBounds bounds) {
  if (auto checked = check_grid(what, grid); !checked) {
    return checked;
  }
  if (values.size() != grid.count()) {
    return Error{ErrorCode::kInvalidArgument,
                 what + ": " + std::to_string(values.size()) + " values for a grid of " +
                     std::to_string(grid.width_blocks) + " x " + std::to_string(grid.height_blocks) +
                     " blocks"};
  }
  for (const float value : values) {
    if (!(value >= bounds.low && value <= bounds.high)) {
      return Error{ErrorCode::kInvalidArgument, what + ": value " + std::to_string(value) +
                                                    " is outside " + std::to_string(bounds.low) +
                                                    " to " + std::to_string(bounds.high)};
    }
  }
  return {};
}

}  // namespace jpegaware::detail
