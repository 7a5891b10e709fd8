// SPDX-License-Identifier: Apache-2.0
// What a progressive scan of a component would cost, counted without coding it.
#include "scan_cost.h"

#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "trellis_quantizer.h"  // kNaturalOfZigzag

namespace jpegaware::detail {
namespace {

constexpr std::uint32_t kLongestEobRun = 32767;
constexpr double kScanHeader_bits = 8 * (2 + 2 + 1 + 2 + 3);  // SOS of one component
constexpr std::size_t kZeroRun16 = 0xF0;
constexpr int kLongestRun = 15;

constexpr std::array<std::uint8_t, kBlockCoeffs> make_zigzag_of_natural() {
  std::array<std::uint8_t, kBlockCoeffs> zigzag{};
  for (std::size_t k = 0; k < kBlockCoeffs; ++k) {
    zigzag[kNaturalOfZigzag[k]] = static_cast<std::uint8_t>(k);
  }
  return zigzag;
}
constexpr std::array<std::uint8_t, kBlockCoeffs> kZigzagOfNatural = make_zigzag_of_natural();

/// Bit i: value i is not 0. Most are 0, so four are asked at a time.
std::uint64_t nonzero_mask(const std::int16_t* values) {
  std::uint64_t mask = 0;
  for (int group = 0; group < kBlockCoeffs; group += 4) {
    std::uint64_t four = 0;
    std::memcpy(&four, values + group, sizeof four);
    if (four != 0) {
      for (int i = group; i < group + 4; ++i) {
        mask |= std::uint64_t{values[i] != 0} << i;
      }
    }
  }
  return mask;
}

/// std::popcount is a library call where the compiler may not assume the instruction.
int bits_set(std::uint64_t mask) {
  mask -= (mask >> 1) & 0x5555555555555555U;
  mask = (mask & 0x3333333333333333U) + ((mask >> 2) & 0x3333333333333333U);
  mask = (mask + (mask >> 4)) & 0x0F0F0F0F0F0F0F0FU;
  return static_cast<int>((mask * 0x0101010101010101U) >> 56);
}

/// Blocks without further levels, of which runs share one code (T.81 G.1.2.2, EOBn).
class EndOfBlockRun {
 public:
  void add_block(ScanSymbols& symbols) {
    if (++blocks_ == kLongestEobRun) {
      finish(symbols);
    }
  }
  void finish(ScanSymbols& symbols) {
    if (blocks_ != 0) {
      const auto run_class = static_cast<std::size_t>(std::bit_width(blocks_) - 1);
      symbols.count[run_class * 16] += 1;
      symbols.extra_bits += run_class;
      blocks_ = 0;
    }
  }

 private:
  std::uint32_t blocks_ = 0;
};

void add_level(int run, int size, ScanSymbols& symbols) {
  for (; run > kLongestRun; run -= kLongestRun + 1) {
    symbols.count[kZeroRun16] += 1;
  }
  symbols.count[static_cast<std::size_t>(run * 16 + size)] += 1;
  symbols.extra_bits += static_cast<std::uint64_t>(size);
}

/// Counts the first scans of several bands that begin at the same position.
class BandCounter {
 public:
  BandCounter(int first, std::span<const int> ends, int approx_low)
      : first_(first),
        approx_low_(approx_low),
        ends_(ends),
        levels_(ends.size()),
        blocks_ends_(ends.size()),
        runs_(ends.size()) {}

  void add_block(std::uint64_t present, const std::uint8_t* sizes) {
    const std::uint64_t skipped = present & ((std::uint64_t{1} << first_) - 1);
    const std::uint8_t* size = sizes + bits_set(skipped);
    std::size_t band = 0;
    int next = first_;
    for (std::uint64_t rest = present ^ skipped; rest != 0; rest &= rest - 1, ++size) {
      const int position = std::countr_zero(rest);
      if (position >= ends_.back()) {
        break;
      }
      if (*size <= approx_low_) {
        continue;
      }
      for (; position >= ends_[band]; ++band) {
        end_block(band, next);
      }
      add_level(position - next, *size - approx_low_, levels_[band]);
      next = position + 1;
    }
    for (; band < ends_.size(); ++band) {
      end_block(band, next);
    }
  }

  /// The symbols of each band's scan.
  [[nodiscard]] std::vector<ScanSymbols> finish() {
    std::vector<ScanSymbols> symbols;
    ScanSymbols levels_before;
    for (std::size_t band = 0; band < ends_.size(); ++band) {
      runs_[band].finish(blocks_ends_[band]);
      levels_before += levels_[band];
      symbols.push_back(levels_before);
      symbols.back() += blocks_ends_[band];
    }
    return symbols;
  }

 private:
  /// `next` is one behind the block's last level within this band, or the band's first position.
  void end_block(std::size_t band, int next) {
    if (next == first_) {
      runs_[band].add_block(blocks_ends_[band]);
      return;
    }
    runs_[band].finish(blocks_ends_[band]);
    if (next < ends_[band]) {
      runs_[band].add_block(blocks_ends_[band]);
    }
  }

  int first_;
  int approx_low_;
  std::span<const int> ends_;
  std::vector<ScanSymbols> levels_;       ///< levels at or behind the end before, by band
  std::vector<ScanSymbols> blocks_ends_;  ///< end-of-block codes of each band
  std::vector<EndOfBlockRun> runs_;
};

/// Counts a block of a refinement scan: one more bit of levels already begun, and levels that
/// begin with this bit.
void refine_block(const LevelSizes::Block& block, const std::uint8_t* size, int approx_low,
                  EndOfBlockRun& run, ScanSymbols& symbols) {
  std::uint64_t begun = 0;
  std::uint64_t beginning = 0;
  for (std::uint64_t rest = block.present; rest != 0; rest &= rest - 1, ++size) {
    const std::uint64_t bit = rest & (~rest + 1);
    begun |= *size > approx_low + 1 ? bit : 0;
    beginning |= *size == approx_low + 1 ? bit : 0;
  }
  symbols.extra_bits += static_cast<std::uint64_t>(bits_set(begun));  // a correction bit each
  int next = 1;
  for (; beginning != 0; beginning &= beginning - 1) {
    const int position = std::countr_zero(beginning);
    if (next == 1) {
      run.finish(symbols);
    }
    // Runs count zeros only; levels already begun are passed over.
    const std::uint64_t between =
        begun & ((std::uint64_t{1} << position) - (std::uint64_t{1} << next));
    add_level(position - next - bits_set(between), 1, symbols);
    next = position + 1;
  }
  if (next < kBlockCoeffs) {
    run.add_block(symbols);
  }
}

double whole_component_bits(const LevelSizes& levels, const ScanSymbols& symbols) {
  return kScanHeader_bits + static_cast<double>(table_bits(symbols)) +
         levels.blocks_per_sample() * static_cast<double>(coded_bits(symbols));
}

}  // namespace

LevelSizes::LevelSizes(const BlockPlane& levels, int row_stride) {
  const auto width = static_cast<std::size_t>(levels.width_blocks);
  const auto height = static_cast<std::size_t>(levels.height_blocks);
  const auto stride = static_cast<std::size_t>(row_stride);
  const std::size_t rows = (height + stride - 1) / stride;
  blocks_.reserve(rows * width);
  for (std::size_t row = stride / 2 < height ? stride / 2 : 0; row < height; row += stride) {
    for (std::size_t i = row * width; i < (row + 1) * width; ++i) {
      const std::int16_t* values = levels.values.data() + i * kBlockCoeffs;
      Block block{0, static_cast<std::uint32_t>(sizes_.size())};
      std::array<std::uint8_t, kBlockCoeffs> size_of;
      for (std::uint64_t rest = nonzero_mask(values) & ~std::uint64_t{1}; rest != 0;
           rest &= rest - 1) {
        const auto natural = static_cast<std::size_t>(std::countr_zero(rest));
        const std::size_t zigzag = kZigzagOfNatural[natural];
        block.present |= std::uint64_t{1} << zigzag;
        const auto magnitude = static_cast<unsigned>(std::abs(values[natural]));
        size_of[zigzag] = static_cast<std::uint8_t>(std::bit_width(magnitude));
      }
      for (std::uint64_t rest = block.present; rest != 0; rest &= rest - 1) {
        sizes_.push_back(size_of[static_cast<std::size_t>(std::countr_zero(rest))]);
      }
      blocks_.push_back(block);
    }
  }
  blocks_per_sample_ = static_cast<double>(levels.count()) / static_cast<double>(blocks_.size());
}

std::vector<double> first_scan_bits(const LevelSizes& levels, int first, std::span<const int> ends,
                                    int approx_low) {
  BandCounter counter(first, ends, approx_low);
  for (const LevelSizes::Block& block : levels.blocks()) {
    counter.add_block(block.present, levels.sizes().data() + block.first_size);
  }
  std::vector<double> bits;
  for (const ScanSymbols& symbols : counter.finish()) {
    bits.push_back(whole_component_bits(levels, symbols));
  }
  return bits;
}

double refinement_scan_bits(const LevelSizes& levels, int approx_low) {
  ScanSymbols symbols;
  EndOfBlockRun run;
  for (const LevelSizes::Block& block : levels.blocks()) {
    refine_block(block, levels.sizes().data() + block.first_size, approx_low, run, symbols);
  }
  run.finish(symbols);
  return whole_component_bits(levels, symbols);
}

}  // namespace jpegaware::detail
