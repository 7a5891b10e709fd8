// SPDX-License-Identifier: Apache-2.0
// Checks and keeps one quality a luma block.
#include "jpegaware/block_quality_map.h"

#include <algorithm>
#include <string>

#include "map_checks.h"
#include "no_throw.h"

namespace jpegaware {

BlockQualityMap::BlockQualityMap(BlockGrid grid, std::vector<float> quality_1_100)
    : grid_(grid), quality_1_100_(std::move(quality_1_100)) {
  const auto [low, high] = std::minmax_element(quality_1_100_.begin(), quality_1_100_.end());
  lowest_1_100_ = *low;
  highest_1_100_ = *high;
}

Result<BlockQualityMap> BlockQualityMap::make(BlockGrid grid, std::vector<float> quality_1_100) {
  return detail::no_throw([&]() -> Result<BlockQualityMap> {
    constexpr detail::FloatBounds kBounds{1.0F, 100.0F};
    if (auto checked = detail::check_map("block quality map", grid, quality_1_100, kBounds); !checked) {
      return std::move(checked).error();
    }
    return BlockQualityMap(grid, std::move(quality_1_100));
  });
}

Result<BlockQualityMap> BlockQualityMap::uniform(BlockGrid grid, float quality_1_100) {
  return detail::no_throw([&]() -> Result<BlockQualityMap> {
    if (auto checked = detail::check_grid("block quality map", grid); !checked) {
      return std::move(checked).error();
    }
    return make(grid, std::vector<float>(grid.count(), quality_1_100));
  });
}

}  // namespace jpegaware
