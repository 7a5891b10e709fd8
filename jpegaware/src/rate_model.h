// SPDX-License-Identifier: Apache-2.0
// Stage: counts of entropy-coded symbols -> what each symbol costs in bits. Thread-safe.
//
// The AC coefficients of a component are coded in one or two bands of the zigzag, each with a
// Huffman table of its own: in a progressive file the scans' bands, in a sequential one 1..63.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "coefficient_image.h"

namespace jpegaware::detail {

/// First and last zigzag position of an AC scan, both included.
struct Band {
  int first;
  int last;
};

/// How a band's trailing zeros are coded.
enum class EndOfBlock : std::uint8_t {
  kEachBlock,  ///< sequential: one EOB symbol a block
  kRuns,       ///< progressive: runs of blocks share one EOBn symbol and its extra bits
};

/// The bands whose symbols the trellis prices, for luma and chroma (scripts: design.md 4).
[[nodiscard]] std::span<const Band> ac_bands(int component, ScanLayout layout) noexcept;

/// How often each symbol of a band's table occurs: index (run << 4 | size) as in T.81; 0xF0 is a
/// run of 16 zeros, (n << 4) an end-of-block run of 2^n blocks and more.
struct SymbolCounts {
  std::array<std::uint32_t, 256> count{};
  std::uint32_t blocks = 0;  ///< blocks that the counts come from

  SymbolCounts& operator+=(const SymbolCounts& other) noexcept;
};

/// Longest end-of-block run, and the largest n of EOBn (T.81, G.1.2.2).
inline constexpr int kLongestEobRun = 32767;
inline constexpr int kEobRunClasses = 15;

/// Bits by symbol, laid out for the trellis' inner loop.
struct BandRates {
  /// Bits of `run` zeros followed by a level of `size` bits, sign and magnitude bits included;
  /// runs beyond 15 carry their 0xF0 symbols. Index [size][run], size 1..10.
  std::array<std::array<float, 64>, 11> run_size;
  /// Bits that a block without levels in the band adds.
  float empty;
  /// Bits of the end of a block with levels, by floor(log2(blocks in the run that it cuts)).
  std::array<float, kEobRunClasses> end;
};

/// Prices before anything was counted: a smooth function of run and size, close to what photos at
/// middle qualities give. Only the first of several passes uses it.
[[nodiscard]] BandRates guessed_rates(EndOfBlock mode) noexcept;

/// What a symbol's price is taken from.
enum class CodePrice : std::uint8_t {
  kIdeal,    ///< -log2(p): where the counts are a sample of the picture's
  kHuffman,  ///< its code's length in the table made for the counts: where they are all there are
};

/// Prices from counts, never above 16 bits. A fraction of a count is added to every symbol so that
/// none is impossible; what was never counted has its ideal price.
[[nodiscard]] BandRates rates_from_counts(const SymbolCounts& counts, EndOfBlock mode,
                                          CodePrice price = CodePrice::kIdeal) noexcept;

/// Bits of a DC difference by its size category 0..11, extra bits included.
using DcRates = std::array<float, 12>;
using DcCounts = std::array<std::uint32_t, 12>;
[[nodiscard]] DcRates dc_rates_from_counts(const DcCounts& counts) noexcept;

/// Bits in the magnitude of a level or difference: 0 for 0, 1 for 1, 2 for 2..3, ...
[[nodiscard]] constexpr int size_category(int magnitude) noexcept {
  int size = 0;
  for (; magnitude > 0; magnitude >>= 1) {
    ++size;
  }
  return size;
}

}  // namespace jpegaware::detail
