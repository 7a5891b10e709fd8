// SPDX-License-Identifier: Apache-2.0
// Stage trellis_quantizer: a block's coefficients and weight in, its AC levels out.
#include "trellis_quantizer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "portable_math.h"

namespace jpegaware::detail {
namespace {

constexpr int kLargestAcLevel = 1023;  // T.81, table F.2: size categories up to 10 at 8 bits

constexpr std::array<std::uint8_t, kBlockCoeffs> invert_zigzag() {
  std::array<std::uint8_t, kBlockCoeffs> inverse{};
  for (std::size_t i = 0; i < inverse.size(); ++i) {
    inverse[kNaturalOfZigzag[i]] = static_cast<std::uint8_t>(i);
  }
  return inverse;
}
constexpr auto kZigzagOfNatural = invert_zigzag();

/// Bit p is set where the coefficient at zigzag position p rounds to a level other than 0.
std::uint64_t significant_positions(std::span<const std::int16_t, kBlockCoeffs> block,
                                    const StepTable& steps) noexcept {
  std::array<std::uint8_t, kBlockCoeffs> flags;
  for (std::size_t k = 0; k < kBlockCoeffs; ++k) {
    const int c = block[k];
    const auto magnitude = static_cast<std::uint16_t>(c < 0 ? -c : c);
    flags[k] = magnitude >= steps.threshold[k] ? 1 : 0;
  }
  std::uint64_t zigzag = 0;
  for (std::size_t row = 0; row < 8; ++row) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, flags.data() + row * 8, 8);
    while (bytes != 0) {
      const auto byte = static_cast<std::size_t>(std::countr_zero(bytes)) / 8;
      bytes &= bytes - 1;
      zigzag |= std::uint64_t{1} << kZigzagOfNatural[row * 8 + byte];
    }
  }
  return zigzag & ~std::uint64_t{1};
}

/// The best way to end a chain of levels at one zigzag position. Costs are relative to leaving
/// everything zero, so coefficients between two levels need no accounting.
struct ChainEnd {
  float cost;
  std::int16_t magnitude;
  std::uint8_t position;
  std::uint8_t previous;  ///< index of the chain's previous end; 0 is the empty chain
};

struct Chains {
  std::array<ChainEnd, kBlockCoeffs + 1> ends;
  /// Ends that may be continued, by position; their costs rise, so the first is the cheapest.
  std::array<std::uint8_t, kBlockCoeffs + 1> open;
  std::size_t count = 0;
  std::size_t open_count = 0;
};

/// The cheapest open end to put a level of `size` bits at `position` after.
struct Link {
  float cost;
  std::uint8_t previous;
};

Link cheapest_link(const Chains& chains, const std::array<float, 64>& rate_by_run,
                   int position) noexcept {
  Link best{1e30F, 0};
  for (std::size_t i = 0; i < chains.open_count; ++i) {
    const std::uint8_t index = chains.open[i];
    const ChainEnd& end = chains.ends[index];
    const float cost =
        end.cost + rate_by_run[static_cast<std::size_t>(position - end.position - 1)];
    if (cost < best.cost) {
      best = {cost, index};
    }
  }
  return best;
}

/// Appends the best chain that ends with a level at `position`.
void extend_chains(Chains& chains, const BandRates& rates, int position, float in_steps,
                   float error_bits, float towards_zero) noexcept {
  const int nearest = std::min(static_cast<int>(in_steps + 0.5F), kLargestAcLevel);
  int magnitude = std::max(nearest, 1);
  auto size = static_cast<std::size_t>(std::bit_width(static_cast<unsigned>(magnitude)));
  const float least_open = chains.ends[chains.open[0]].cost;
  ChainEnd best{1e30F, 0, static_cast<std::uint8_t>(position), 0};
  for (;;) {
    const float error = in_steps - static_cast<float>(magnitude);
    const float error_cost = error_bits * (error * error) * (error > 0.0F ? towards_zero : 1.0F);
    if (error_cost + least_open >= best.cost) {
      break;  // smaller levels err more, and the price of a symbol is never negative
    }
    const Link link = cheapest_link(chains, rates.run_size[size], position);
    if (link.cost + error_cost < best.cost) {
      best.cost = link.cost + error_cost;
      best.magnitude = static_cast<std::int16_t>(magnitude);
      best.previous = link.previous;
    }
    if (size == 1) {
      break;
    }
    --size;
    magnitude = (1 << size) - 1;
  }
  best.cost -= error_bits * (in_steps * in_steps) * towards_zero;
  // An earlier end that costs no less leaves longer runs behind it, which cost more: drop it.
  while (chains.open_count > 0 &&
         chains.ends[chains.open[chains.open_count - 1]].cost >= best.cost) {
    --chains.open_count;
  }
  chains.open[chains.open_count++] = static_cast<std::uint8_t>(chains.count);
  chains.ends[chains.count++] = best;
}

void count_end(BandProgress& progress, EndOfBlock mode, bool trailing_zeros) noexcept {
  if (mode == EndOfBlock::kEachBlock) {
    progress.counts.count[0] += trailing_zeros ? 1 : 0;
    return;
  }
  close_eob_run(progress);
  progress.eob_run = trailing_zeros ? 1 : 0;
}

void count_empty(BandProgress& progress, EndOfBlock mode) noexcept {
  if (mode == EndOfBlock::kEachBlock) {
    ++progress.counts.count[0];
  } else if (++progress.eob_run == kLongestEobRun) {
    close_eob_run(progress);
  }
}

/// Writes the chain's levels with the coefficients' signs and counts their symbols.
void write_chain(const Chains& chains, std::size_t last,
                 std::span<const std::int16_t, kBlockCoeffs> block, SymbolCounts& counts,
                 std::span<std::int16_t, kBlockCoeffs> levels) noexcept {
  for (std::size_t index = last; index != 0;) {
    const ChainEnd& end = chains.ends[index];
    const std::size_t natural = kNaturalOfZigzag[end.position];
    levels[natural] =
        block[natural] < 0 ? static_cast<std::int16_t>(-end.magnitude) : end.magnitude;
    const auto run = static_cast<unsigned>(end.position - chains.ends[end.previous].position - 1);
    const auto size = static_cast<unsigned>(std::bit_width(static_cast<unsigned>(end.magnitude)));
    counts.count[0xF0] += run / 16;
    ++counts.count[(run % 16) << 4 | size];
    index = end.previous;
  }
}

/// Bits of a squared error of one step at a zigzag position, where a block has a weight a range.
struct RangeWeights {
  const BlockWeight& weight;
  const StepTable& steps;
  [[nodiscard]] float operator()(std::size_t position) const noexcept {
    return (position <= std::size_t{kLastLowPosition} ? weight.low : weight.high) *
           steps.error_bits[position];
  }
};

/// The same where every coefficient has its own.
struct OwnWeights {
  std::span<const float, kBlockCoeffs> error_bits;
  [[nodiscard]] float operator()(std::size_t position) const noexcept {
    return error_bits[position];
  }
};

template <typename Weights>
void quantize_band(std::span<const std::int16_t, kBlockCoeffs> block, std::uint64_t positions,
                   const Weights& weights, const StepTable& steps, EndOfBlock mode, Band band,
                   const BandRates& rates, BandProgress& progress,
                   std::span<std::int16_t, kBlockCoeffs> levels) noexcept {
  ++progress.counts.blocks;
  if (positions == 0) {
    count_empty(progress, mode);
    return;
  }
  Chains chains;
  chains.ends[0] = {0.0F, 0, static_cast<std::uint8_t>(band.first - 1), 0};
  chains.open[0] = 0;
  chains.count = 1;
  chains.open_count = 1;
  while (positions != 0) {
    const int position = std::countr_zero(positions);
    positions &= positions - 1;
    const auto p = static_cast<std::size_t>(position);
    const auto c = static_cast<float>(std::abs(block[kNaturalOfZigzag[p]]));
    extend_chains(chains, rates, position, c * steps.inverse_step[p], weights(p),
                  steps.towards_zero);
  }
  const float end_cost =
      rates.end[static_cast<std::size_t>(std::bit_width(progress.eob_run | 1U) - 1)];
  std::size_t last = chains.open[0];
  float cost = chains.ends[last].cost + end_cost;
  const std::size_t newest = chains.open[chains.open_count - 1];
  const bool trailing_zeros =
      chains.ends[newest].position < band.last || chains.ends[newest].cost >= cost;
  if (!trailing_zeros) {  // a level at the band's last position needs no end-of-block symbol
    last = newest;
    cost = chains.ends[newest].cost;
  }
  if (last == 0 || cost >= rates.empty) {
    count_empty(progress, mode);
    return;
  }
  count_end(progress, mode, trailing_zeros);
  write_chain(chains, last, block, progress.counts, levels);
}

template <typename Weights>
void quantize_bands(std::span<const std::int16_t, kBlockCoeffs> block, const Weights& weights,
                    const StepTable& steps, EndOfBlock mode, std::span<const Band> bands,
                    std::span<const BandRates> rates, std::span<BandProgress> progress,
                    std::span<std::int16_t, kBlockCoeffs> levels) noexcept {
  std::memset(levels.data() + 1, 0, (kBlockCoeffs - 1) * sizeof(std::int16_t));
  const std::uint64_t significant = significant_positions(block, steps);
  for (std::size_t b = 0; b < bands.size(); ++b) {
    const std::uint64_t in_band = (~std::uint64_t{0} << bands[b].first) &
                                  (~std::uint64_t{0} >> (kBlockCoeffs - 1 - bands[b].last));
    quantize_band(block, significant & in_band, weights, steps, mode, bands[b], rates[b],
                  progress[b], levels);
  }
}

}  // namespace

StepTable make_step_table(const QuantTable& table, const ErrorWeight& weight) noexcept {
  StepTable steps{};
  for (std::size_t position = 0; position < kBlockCoeffs; ++position) {
    const std::size_t natural = kNaturalOfZigzag[position];
    const int step = table[natural];
    steps.threshold[natural] =
        static_cast<std::uint16_t>(std::min(step << (kCoeffFractionBits - 1), 0xFFFF));
    steps.inverse_step[position] = 1.0F / static_cast<float>(step << kCoeffFractionBits);
    const auto u = static_cast<float>(natural % 8);
    const auto v = static_cast<float>(natural / 8);
    const float radius = std::sqrt(u * u + v * v) / 7.0F;
    steps.error_bits[position] = weight.mu * portable_pow(1.0F + 2.0F * radius, -weight.slope);
  }
  steps.error_bits[0] *= weight.dc;
  steps.towards_zero = 1.0F + weight.shrink;
  return steps;
}

void quantize_ac(std::span<const std::int16_t, kBlockCoeffs> block, const BlockWeight& weight,
                 const StepTable& steps, EndOfBlock mode, std::span<const Band> bands,
                 std::span<const BandRates> rates, std::span<BandProgress> progress,
                 std::span<std::int16_t, kBlockCoeffs> levels) noexcept {
  quantize_bands(block, RangeWeights{weight, steps}, steps, mode, bands, rates, progress, levels);
}

void quantize_ac(std::span<const std::int16_t, kBlockCoeffs> block,
                 std::span<const float, kBlockCoeffs> error_bits, const StepTable& steps,
                 EndOfBlock mode, std::span<const Band> bands, std::span<const BandRates> rates,
                 std::span<BandProgress> progress,
                 std::span<std::int16_t, kBlockCoeffs> levels) noexcept {
  quantize_bands(block, OwnWeights{error_bits}, steps, mode, bands, rates, progress, levels);
}

void close_eob_run(BandProgress& progress) noexcept {
  if (progress.eob_run > 0) {
    const auto n = static_cast<std::size_t>(std::bit_width(progress.eob_run) - 1);
    ++progress.counts.count[n << 4];
    progress.eob_run = 0;
  }
}

void quantize_by_rounding(std::span<const std::int16_t, kBlockCoeffs> block,
                          const QuantTable& table,
                          std::span<std::int16_t, kBlockCoeffs> levels) noexcept {
  for (std::size_t k = 0; k < kBlockCoeffs; ++k) {
    const int divisor = table[k] << kCoeffFractionBits;
    const int magnitude = (std::abs(block[k]) + divisor / 2) / divisor;
    const int level = k == 0 ? magnitude : std::min(magnitude, kLargestAcLevel);
    levels[k] = static_cast<std::int16_t>(block[k] < 0 ? -level : level);
  }
}

}  // namespace jpegaware::detail
