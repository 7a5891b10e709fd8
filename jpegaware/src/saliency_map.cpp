// SPDX-License-Identifier: Apache-2.0
// Checks, rounds to 16 bits and keeps one saliency a luma block.
#include "jpegaware/saliency_map.h"

#include <cmath>

#include "map_checks.h"
#include "no_throw.h"

namespace jpegaware {

Result<SaliencyMap> SaliencyMap::make(BlockGrid grid, std::vector<float> values) {
  return detail::no_throw([&]() -> Result<SaliencyMap> {
    if (auto checked = detail::check_map("saliency map", grid, values, {0.0F, 1.0F}); !checked) {
      return std::move(checked).error();
    }
    constexpr float kSteps = 65535.0F;
    for (float& value : values) {
      value = std::nearbyint(value * kSteps) / kSteps;
    }
    return SaliencyMap(grid, std::move(values));
  });
}

Result<SaliencyMap> SaliencyMap::uniform(BlockGrid grid) {
  return detail::no_throw([&]() -> Result<SaliencyMap> {
    if (auto checked = detail::check_grid("saliency map", grid); !checked) {
      return std::move(checked).error();
    }
    return SaliencyMap(grid, std::vector<float>(grid.count(), 1.0F));
  });
}

}  // namespace jpegaware
