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
constexpr std::uint8_t kZeroRun16 = 0xF0;
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

constexpr std::uint64_t band_mask(int first, int last) {
  return (~std::uint64_t{0} << first) & (~std::uint64_t{0} >> (63 - last));
}

/// Counts the symbols of a scan block by block; the open end-of-block run is its state.
class SymbolCounter {
 public:
  void zero_run(int& run) {
    for (; run > kLongestRun; run -= kLongestRun + 1) {
      symbols_.count[kZeroRun16] += 1;
    }
  }
  void level(int run, int size) {
    symbols_.count[static_cast<std::size_t>(run * 16 + size)] += 1;
  }
  void extra(std::uint64_t bits) { symbols_.extra_bits += bits; }
  void end_block() {
    if (++eob_run_ == kLongestEobRun) {
      end_run();
    }
  }
  void end_run() {
    if (eob_run_ != 0) {
      const auto run_class = static_cast<std::size_t>(std::bit_width(eob_run_) - 1);
      symbols_.count[run_class * 16] += 1;
      symbols_.extra_bits += run_class;
      eob_run_ = 0;
    }
  }
  [[nodiscard]] const ScanSymbols& symbols() const { return symbols_; }

 private:
  ScanSymbols symbols_;
  std::uint32_t eob_run_ = 0;
};

/// T.81 G.1.2.2: a first scan of the band.
void count_first(const LevelSizes& levels, const BandScan& scan, SymbolCounter& counter) {
  const std::uint64_t band = band_mask(scan.first, scan.last);
  for (const LevelSizes::Block& block : levels.blocks()) {
    const std::uint64_t before = block.present & ~band & (band - 1);
    const std::uint8_t* size = levels.sizes().data() + block.first_size + std::popcount(before);
    int next = scan.first;
    for (std::uint64_t rest = block.present & band; rest != 0; rest &= rest - 1, ++size) {
      if (*size <= scan.approx_low) {
        continue;
      }
      const int position = std::countr_zero(rest);
      if (next == scan.first) {
        counter.end_run();
      }
      int run = position - next;
      counter.zero_run(run);
      const int sent_size = *size - scan.approx_low;
      counter.level(run, sent_size);
      counter.extra(static_cast<std::uint64_t>(sent_size));
      next = position + 1;
    }
    if (next <= scan.last) {
      counter.end_block();
    }
  }
  counter.end_run();
}

/// T.81 G.1.2.3: one more bit of levels already begun, and levels that begin with this bit.
void count_refinement(const LevelSizes& levels, const BandScan& scan, SymbolCounter& counter) {
  const std::uint64_t band = band_mask(scan.first, scan.last);
  for (const LevelSizes::Block& block : levels.blocks()) {
    const std::uint64_t before = block.present & ~band & (band - 1);
    const std::uint8_t* size = levels.sizes().data() + block.first_size + std::popcount(before);
    std::uint64_t begun = 0;
    std::uint64_t beginning = 0;
    for (std::uint64_t rest = block.present & band; rest != 0; rest &= rest - 1, ++size) {
      const std::uint64_t bit = rest & (~rest + 1);
      begun |= *size > scan.approx_high ? bit : 0;
      beginning |= *size == scan.approx_high ? bit : 0;
    }
    counter.extra(static_cast<std::uint64_t>(std::popcount(begun)));  // a correction bit each
    int next = scan.first;
    for (; beginning != 0; beginning &= beginning - 1) {
      const int position = std::countr_zero(beginning);
      if (next == scan.first) {
        counter.end_run();
      }
      // Runs count zeros only; levels already begun are passed over.
      int run = position - next - std::popcount(begun & band_mask(next, position));
      counter.zero_run(run);
      counter.level(run, 1);
      counter.extra(1);
      next = position + 1;
    }
    if (next <= scan.last) {
      counter.end_block();
    }
  }
  counter.end_run();
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
      for (std::uint64_t rest = nonzero_mask(values) & ~std::uint64_t{1}; rest != 0; rest &= rest - 1) {
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

double scan_bits(const LevelSizes& levels, const BandScan& scan) {
  SymbolCounter counter;
  if (scan.approx_high == 0) {
    count_first(levels, scan, counter);
  } else {
    count_refinement(levels, scan, counter);
  }
  return kScanHeader_bits + static_cast<double>(table_bits(counter.symbols())) +
         levels.blocks_per_sample() * static_cast<double>(coded_bits(counter.symbols()));
}

}  // namespace jpegaware::detail
