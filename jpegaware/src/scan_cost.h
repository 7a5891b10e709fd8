// SPDX-License-Identifier: Apache-2.0
// What a progressive scan of a component would cost, counted without coding it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coefficient_image.h"
#include "huffman_cost.h"
#include "scan_script.h"

namespace jpegaware::detail {

/// The AC levels of a component boiled down to what entropy coding asks: which zigzag positions
/// are not zero, and how many bits each magnitude has. (A point transform by Al, T.81 G.1.2.1,
/// takes Al bits off each magnitude, so these sizes tell every scan.)
class LevelSizes {
 public:
  /// Looks at every `row_stride`-th row of blocks.
  LevelSizes(const BlockPlane& levels, int row_stride);

  struct Block {
    std::uint64_t present = 0;     ///< bit k: the level at zigzag position k is not 0; k >= 1
    std::uint32_t first_size = 0;  ///< index of its first size in sizes()
  };
  [[nodiscard]] const std::vector<Block>& blocks() const noexcept { return blocks_; }
  [[nodiscard]] const std::vector<std::uint8_t>& sizes() const noexcept { return sizes_; }
  /// Blocks of the component for one of blocks().
  [[nodiscard]] double blocks_per_sample() const noexcept { return blocks_per_sample_; }

 private:
  std::vector<Block> blocks_;
  std::vector<std::uint8_t> sizes_;
  double blocks_per_sample_ = 1.0;
};

/// Bits that first scans of the bands [first, ends[i]) would take in the whole component, for each
/// i: codes, extra bits, Huffman table and scan header, as T.81 G.1.2.2 codes them. One walk over
/// the levels serves all bands: they have the same symbols up to where they end.
///
/// @param first      zigzag position, at least 1
/// @param ends       rising, at most 64, all above `first`
/// @param approx_low Al: so many bits of each level are left to refinement scans
[[nodiscard]] std::vector<double> first_scan_bits(const LevelSizes& levels, int first,
                                                  std::span<const int> ends, int approx_low);

/// Bits that a scan of positions 1-63 would take that sends one more bit, `approx_low`, of each
/// level (T.81 G.1.2.3).
[[nodiscard]] double refinement_scan_bits(const LevelSizes& levels, int approx_low);

}  // namespace jpegaware::detail
