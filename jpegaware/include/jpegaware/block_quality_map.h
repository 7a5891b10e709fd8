// SPDX-License-Identifier: Apache-2.0
// The quality that each luma block should have: what the encoder takes, whoever made it.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "jpegaware/block_grid.h"
#include "jpegaware/export.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// One float in [1, 100] a luma block, raster order: libjpeg's quality scale, which the block
/// should look like. The file's tables serve the highest quality in the map; blocks below it get
/// a smaller weight in the rate-distortion choice of levels. Immutable after make(); move-only.
class JPEGAWARE_EXPORT BlockQualityMap {
 public:
  /// invalid_argument when the count is not grid.count(), the grid is empty, or a value is not
  /// finite or outside [1, 100].
  [[nodiscard]] static Result<BlockQualityMap> make(BlockGrid grid, std::vector<float> quality_1_100);

  /// The same quality everywhere, in [1, 100].
  [[nodiscard]] static Result<BlockQualityMap> uniform(BlockGrid grid, float quality_1_100);

  BlockQualityMap(BlockQualityMap&&) noexcept = default;
  BlockQualityMap& operator=(BlockQualityMap&&) noexcept = default;
  BlockQualityMap(const BlockQualityMap&) = delete;
  BlockQualityMap& operator=(const BlockQualityMap&) = delete;

  [[nodiscard]] const BlockGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] std::span<const float> quality_1_100() const noexcept { return quality_1_100_; }
  [[nodiscard]] float highest_1_100() const noexcept { return highest_1_100_; }
  [[nodiscard]] float lowest_1_100() const noexcept { return lowest_1_100_; }

 private:
  BlockQualityMap(BlockGrid grid, std::vector<float> quality_1_100);
  BlockGrid grid_;
  std::vector<float> quality_1_100_;
  float highest_1_100_ = 100.0F;
  float lowest_1_100_ = 100.0F;
};

}  // namespace jpegaware
