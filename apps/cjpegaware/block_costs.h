// SPDX-License-Identifier: Apache-2.0
// Stage: a JPEG file -> what each luma block of it costs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jpegaware/block_grid.h"
#include "jpegaware/result.h"

namespace jpegaware::apps {

/// Bits of each luma block of the grid, with its share of the chroma blocks above it, by ideal code
/// lengths of the file's own symbols; scaled so that all together are the file's image data.
/// @return bad_input for what libjpeg cannot read
[[nodiscard]] Result<std::vector<float>> block_costs_bits(std::span<const std::uint8_t> jpeg,
                                                          const BlockGrid& grid);

}  // namespace jpegaware::apps
