// SPDX-License-Identifier: Apache-2.0
// Stage rate_model: symbol counts in, bits by symbol out.
#include "rate_model.h"

#include <algorithm>

#include "huffman_cost.h"
#include "portable_math.h"

namespace jpegaware::detail {
namespace {

constexpr std::array<Band, 1> kWholeBand = {{{1, 63}}};
constexpr std::array<Band, 2> kSplitBands = {{{1, 8}, {9, 63}}};
constexpr float kLongestCode = 16.0F;
constexpr std::size_t kZeroRunSymbol = 0xF0;

/// Counts added to every symbol: half an occurrence, the usual estimate for unseen events.
constexpr float kUnseenCount = 0.5F;

/// Fills the prices of all runs and sizes from the prices of the symbols themselves.
void expand_runs(const std::array<float, 256>& symbol, BandRates& rates) noexcept {
  for (std::size_t size = 0; size < rates.run_size.size(); ++size) {
    for (std::size_t run = 0; run < rates.run_size[size].size(); ++run) {
      rates.run_size[size][run] = symbol[(run % 16) << 4 | size] + static_cast<float>(size) +
                                  static_cast<float>(run / 16) * symbol[kZeroRunSymbol];
    }
  }
}

/// Extra bits included, the price of one EOB run of `length` blocks.
float eob_run_bits(const std::array<float, 256>& symbol, float length) noexcept {
  const int n = std::min(static_cast<int>(portable_log2(std::max(length, 1.0F)) + 1e-3F), 14);
  return symbol[static_cast<std::size_t>(n) << 4] + static_cast<float>(n);
}

/// Cutting a run of `before` blocks by a block with levels, after which `after` more would have
/// followed: two runs are coded instead of one.
void price_runs(const std::array<float, 256>& symbol, float mean_run, BandRates& rates) noexcept {
  rates.empty = 0.0F;
  for (std::size_t n = 0; n < rates.end.size(); ++n) {
    const float before = 1.5F * static_cast<float>(1U << n);
    const float longer = std::min(before + mean_run, static_cast<float>(kLongestEobRun));
    rates.end[n] = std::max(0.0F, eob_run_bits(symbol, before) + eob_run_bits(symbol, mean_run) -
                                      eob_run_bits(symbol, longer));
  }
}

float mean_eob_run(const SymbolCounts& counts) noexcept {
  std::uint32_t runs = 0;
  for (std::size_t n = 0; n < kEobRunClasses; ++n) {
    runs += counts.count[n << 4];
  }
  return static_cast<float>(counts.blocks) / static_cast<float>(std::max(runs, 1U));
}

}  // namespace

std::span<const Band> ac_bands(int component, ScanLayout layout) noexcept {
  if (component == 0 && layout == ScanLayout::kProgressive) {
    return kSplitBands;
  }
  return kWholeBand;
}

SymbolCounts& SymbolCounts::operator+=(const SymbolCounts& other) noexcept {
  for (std::size_t i = 0; i < count.size(); ++i) {
    count[i] += other.count[i];
  }
  blocks += other.blocks;
  return *this;
}

BandRates guessed_rates(EndOfBlock mode) noexcept {
  std::array<float, 256> symbol{};
  for (std::size_t run = 0; run < 16; ++run) {
    for (std::size_t size = 1; size <= 10; ++size) {
      symbol[run << 4 | size] = std::min(
          kLongestCode, 1.3F + 0.55F * static_cast<float>(run) + 1.4F * static_cast<float>(size));
    }
  }
  symbol[kZeroRunSymbol] = 9.0F;
  for (std::size_t n = 0; n < kEobRunClasses; ++n) {
    symbol[n << 4] = 2.5F + static_cast<float>(n);
  }
  BandRates rates{};
  expand_runs(symbol, rates);
  if (mode == EndOfBlock::kRuns) {
    price_runs(symbol, 2.0F, rates);
  } else {
    rates.empty = symbol[0];
    rates.end.fill(symbol[0]);
  }
  return rates;
}

BandRates rates_from_counts(const SymbolCounts& counts, EndOfBlock mode, CodePrice price) noexcept {
  float total = 0.0F;
  for (const std::uint32_t count : counts.count) {
    total += static_cast<float>(count);
  }
  const float log_total = portable_log2(total + kUnseenCount);
  std::array<float, 256> symbol{};
  for (std::size_t i = 0; i < symbol.size(); ++i) {
    const float count = static_cast<float>(counts.count[i]) + kUnseenCount;
    symbol[i] = std::clamp(log_total - portable_log2(count), 0.0F, kLongestCode);
  }
  if (price == CodePrice::kHuffman) {
    const CodeLengths lengths = code_lengths(counts.count);
    for (std::size_t i = 0; i < symbol.size(); ++i) {
      symbol[i] = lengths[i] != 0 ? static_cast<float>(lengths[i]) : symbol[i];
    }
  }
  BandRates rates{};
  expand_runs(symbol, rates);
  if (mode == EndOfBlock::kRuns) {
    price_runs(symbol, mean_eob_run(counts), rates);
  } else {
    rates.empty = symbol[0];
    rates.end.fill(symbol[0]);
  }
  return rates;
}

DcRates dc_rates_from_counts(const DcCounts& counts) noexcept {
  float total = kUnseenCount;
  for (const std::uint32_t count : counts) {
    total += static_cast<float>(count);
  }
  DcRates rates{};
  for (std::size_t size = 0; size < rates.size(); ++size) {
    const float count = static_cast<float>(counts[size]) + kUnseenCount;
    rates[size] = std::clamp(portable_log2(total) - portable_log2(count), 0.0F, kLongestCode) +
                  static_cast<float>(size);
  }
  return rates;
}

}  // namespace jpegaware::detail
