// SPDX-License-Identifier: Apache-2.0
// Stage: DC coefficients and block weights -> DC levels, by dynamic programming along the order in
// which the scan codes their differences. Thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "block_weights.h"
#include "coefficient_image.h"

namespace jpegaware::detail {

/// The blocks of a component in the order of an interleaved DC scan: by MCU, inside an MCU row by
/// row (T.81, A.2.3). Blocks that only pad an MCU are left out: they repeat their neighbour.
///
/// @param across blocks of this component an MCU has in a row
/// @param down   rows of them
[[nodiscard]] std::vector<std::uint32_t> dc_scan_order(const BlockPlane& plane, int across,
                                                       int down);

/// Chooses DC levels among the nearest, one below and one above, so that bits of the differences
/// plus weight * error_bits * squared error in steps is least over the whole component. Prices
/// come from the differences of rounded levels.
///
/// @param order      dc_scan_order()'s blocks
/// @param step       the table's DC step
/// @param error_bits bits that a squared error of one step costs at weight 1
/// @param levels     planes of levels; index 0 of each block is written
void quantize_dc(const BlockPlane& coefficients, const BlockWeights& weights,
                 std::span<const std::uint32_t> order, int step, float error_bits,
                 BlockPlane& levels);

}  // namespace jpegaware::detail
