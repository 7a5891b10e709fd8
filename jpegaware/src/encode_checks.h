// SPDX-License-Identifier: Apache-2.0
// What every entry checks before a stage runs: picture, limits, map.
#pragma once

#include "jpegaware/block_grid.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/image_view.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware::detail {

/// The view itself, and the options' limits on pixels and memory.
[[nodiscard]] Result<void> check_image(const ImageView& image, const EncodeOptions& options);

/// invalid_argument for a map of another grid than the picture's.
[[nodiscard]] Result<void> check_map(const BlockGrid& grid, const BlockQualityMap& quality_map);

}  // namespace jpegaware::detail
