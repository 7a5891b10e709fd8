// SPDX-License-Identifier: Apache-2.0
// Laws of the choice of AC levels, against a slow search over every candidate.
#include "trellis_quantizer.h"

#include <cstdlib>
#include <random>
#include <vector>

#include "catch.hpp"
#include "coefficient_factory.h"
#include "quant_tables.h"

using namespace jpegaware::detail;
using jpegaware::ScanLayout;

namespace {

constexpr Band kWhole{1, 63};

/// What levels cost: the formula of the header, written as it reads.
double cost_of(std::span<const std::int16_t, 64> block, std::span<const std::int16_t, 64> levels,
               float weight, const StepTable& steps, const BandRates& rates) {
  double cost = 0.0;
  int last = 0;
  for (int position = 1; position < 64; ++position) {
    const auto p = static_cast<std::size_t>(position);
    const std::size_t natural = kNaturalOfZigzag[p];
    const float ideal = static_cast<float>(block[natural]) * steps.inverse_step[p];
    const double error = ideal - static_cast<float>(levels[natural]);
    const bool towards_zero = std::abs(ideal) > std::abs(static_cast<float>(levels[natural]));
    cost +=
        weight * steps.error_bits[p] * error * error * (towards_zero ? steps.towards_zero : 1.0F);
    if (levels[natural] != 0) {
      const auto size = static_cast<std::size_t>(size_category(std::abs(levels[natural])));
      cost += rates.run_size[size][static_cast<std::size_t>(position - last - 1)];
      last = position;
    }
  }
  return cost + (last == 0 ? rates.empty : last < 63 ? rates.end[0] : 0.0F);
}

/// Tries every combination of candidates at the positions that do not round to zero.
double least_cost(std::span<const std::int16_t, 64> block, float weight, const StepTable& steps,
                  const BandRates& rates, std::array<std::int16_t, 64>& levels, std::size_t p) {
  if (p == 64) {
    return cost_of(block, levels, weight, steps, rates);
  }
  const std::size_t natural = kNaturalOfZigzag[p];
  levels[natural] = 0;
  double best = least_cost(block, weight, steps, rates, levels, p + 1);
  const int nearest = static_cast<int>(std::abs(static_cast<float>(block[natural])) * steps.inverse_step[p] + 0.5F);
  for (int level = nearest; level > 0; level = (1 << (size_category(level) - 1)) - 1) {
    levels[natural] = static_cast<std::int16_t>(block[natural] < 0 ? -level : level);
    best = std::min(best, least_cost(block, weight, steps, rates, levels, p + 1));
  }
  levels[natural] = 0;
  return best;
}

BandRates counted_rates(EndOfBlock mode) {
  SymbolCounts counts;  // a table whose prices rise with the run, as photos' do
  for (std::size_t run = 0; run < 16; ++run) {
    for (std::size_t size = 1; size < 8; ++size) {
      counts.count[run << 4 | size] =
          static_cast<std::uint32_t>(20000.0F / static_cast<float>((run + 1) * size * size));
    }
  }
  counts.count[0xF0] = 40;
  counts.count[0] = 9000;
  counts.blocks = 20000;
  return rates_from_counts(counts, mode);
}

struct Setting {
  QuantTable table = perceptual_table(0, 75.0F, ScanLayout::kProgressive, shipped_parameters());
  StepTable steps = make_step_table(table, shipped_parameters().errors[0]);
};

}  // namespace

TEST_CASE("trellis_quantizer: finds the least cost there is", "[trellis_quantizer][property]") {
  const Setting setting;
  const auto mode = GENERATE(EndOfBlock::kEachBlock, EndOfBlock::kRuns);
  const BandRates rates = counted_rates(mode);
  std::mt19937 random(7);
  for (int trial = 0; trial < 200; ++trial) {
    std::array<std::int16_t, 64> block{};
    for (int i = 0; i < 7; ++i) {
      const std::size_t natural = kNaturalOfZigzag[1 + random() % 63];
      block[natural] = static_cast<std::int16_t>((static_cast<int>(random() % 7000) - 3500) *
                                                 setting.table[natural] / 64);
    }
    const float weight = 0.02F + 0.98F * static_cast<float>(random() % 1000) / 1000.0F;
    std::array<std::int16_t, 64> levels{};
    std::array<BandProgress, 1> progress{};
    quantize_ac(block, {weight, weight, weight}, setting.steps, mode, {&kWhole, 1}, {&rates, 1},
                progress, levels);
    std::array<std::int16_t, 64> scratch{};
    const double best = least_cost(block, weight, setting.steps, rates, scratch, 1);
    CAPTURE(trial, weight);
    CHECK(cost_of(block, levels, weight, setting.steps, rates) ==
          Approx(best).epsilon(1e-5).margin(1e-3));
  }
}

TEST_CASE("trellis_quantizer: a block that weighs more never errs more",
          "[trellis_quantizer][property]") {
  const Setting setting;
  const BandRates rates = counted_rates(EndOfBlock::kRuns);
  const auto plane = jpegaware::test::photo_like_plane(40, 5, 11);
  for (std::size_t i = 0; i < plane.count(); ++i) {
    double before = 1e30;
    for (const float weight : {0.01F, 0.05F, 0.2F, 0.5F, 1.0F, 4.0F, 50.0F}) {
      std::array<std::int16_t, 64> levels{};
      std::array<BandProgress, 1> progress{};
      quantize_ac(plane.block(i), {weight, weight, weight}, setting.steps, EndOfBlock::kRuns,
                  {&kWhole, 1}, {&rates, 1}, progress, levels);
      BandRates free{};
      const double error = cost_of(plane.block(i), levels, 1.0F, setting.steps, free);
      CAPTURE(i, weight);
      CHECK(error <= before + 1e-3);
      before = error;
    }
  }
}

TEST_CASE("trellis_quantizer: counts are those of the levels it wrote",
          "[trellis_quantizer][unit]") {
  const Setting setting;
  const BandRates rates = counted_rates(EndOfBlock::kRuns);
  const auto plane = jpegaware::test::photo_like_plane(30, 1, 5);
  std::array<BandProgress, 1> progress{};
  std::uint32_t nonzero = 0;
  for (std::size_t i = 0; i < plane.count(); ++i) {
    std::array<std::int16_t, 64> levels{};
    quantize_ac(plane.block(i), {1.0F, 1.0F, 1.0F}, setting.steps, EndOfBlock::kRuns, {&kWhole, 1},
                {&rates, 1}, progress, levels);
    for (const std::int16_t level : levels) {
      nonzero += level != 0 ? 1U : 0U;
    }
  }
  close_eob_run(progress[0]);
  std::uint32_t counted = 0;
  for (std::size_t symbol = 0; symbol < 256; ++symbol) {
    counted += symbol % 16 != 0 ? progress[0].counts.count[symbol] : 0;
  }
  CHECK(counted == nonzero);
  CHECK(progress[0].counts.blocks == plane.count());
  CHECK(nonzero > 0);
}

TEST_CASE("trellis_quantizer: rounding halves go away from zero, as in libjpeg",
          "[trellis_quantizer][unit]") {
  std::array<std::int16_t, 64> block{};
  QuantTable table{};
  table.fill(10);
  block[0] = 80;  // half a step
  block[1] = -80;
  block[2] = 79;
  block[3] = -79;
  block[4] = 16 * 25;
  std::array<std::int16_t, 64> levels{};
  quantize_by_rounding(block, table, levels);
  CHECK(levels[0] == 1);
  CHECK(levels[1] == -1);
  CHECK(levels[2] == 0);
  CHECK(levels[3] == 0);
  CHECK(levels[4] == 3);
}
