// SPDX-License-Identifier: Apache-2.0
// What a progressive scan of a component would cost, counted without coding it.
#pragma once

#include <cstdint>
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
    std::uint64_t present = 0;      ///< bit k: the level at zigzag position k is not 0; k >= 1
    std::uint32_t first_size = 0;   ///< index of its first size in sizes()
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

/// A part of an AC spectrum, and the bits of each level that are sent.
struct BandScan {
  int first = 1;
  int last = 63;
  int approx_high = 0;
  int approx_low = 0;
};

/// Bits that a scan of this band would take in the whole component: codes, extra bits, its Huffman
/// table and its scan header. Counted as T.81 G.1.2.2 and G.1.2.3 code it.
[[nodiscard]] double scan_bits(const LevelSizes& levels, const BandScan& scan);

}  // namespace jpegaware::detail
