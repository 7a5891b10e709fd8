// SPDX-License-Identifier: Apache-2.0
// Stage: coefficients of a block, its weight and the price of symbols -> AC levels.
//
// This is where the quality of a block lives: a file has one table a component, so a block that
// matters less gets levels that cost fewer bits, not a coarser step. For each block the levels l
// minimise
//
//     bits(l) + sum_k weight_k * mu_k * (c_k / q_k - l_k)^2
//
// over every sequence of zeros, nearest levels and largest levels of smaller size categories, by
// dynamic programming over the zigzag. Any decoder rebuilds l_k * q_k and knows nothing of it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "block_weights.h"
#include "coefficient_image.h"
#include "perceptual_parameters.h"
#include "rate_model.h"

namespace jpegaware::detail {

/// Natural index of each zigzag position (T.81, figure 5).
inline constexpr std::array<std::uint8_t, kBlockCoeffs> kNaturalOfZigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

/// A component's table made ready for the trellis.
struct StepTable {
  /// Least magnitude that rounds to a level other than 0, coefficient units, natural order.
  std::array<std::uint16_t, kBlockCoeffs> threshold;
  /// Levels a coefficient unit: 1 / (step << kCoeffFractionBits), zigzag order.
  std::array<float, kBlockCoeffs> inverse_step;
  /// Bits that a squared error of one step costs in a block of weight 1, zigzag order.
  std::array<float, kBlockCoeffs> error_bits;
  /// How much more an error towards zero weighs than one away from it: a factor, 1 or more.
  float towards_zero;
};

[[nodiscard]] StepTable make_step_table(const QuantTable& table,
                                        const ErrorWeight& weight) noexcept;

/// What is carried along a row of blocks for one band: the open end-of-block run, and the symbols
/// coded so far.
struct BandProgress {
  std::uint32_t eob_run = 0;
  SymbolCounts counts;
};

/// Chooses the AC levels of one block and counts their symbols.
///
/// @param block    coefficients, natural order
/// @param weight   of errors in this block
/// @param bands    ac_bands() of the component; rates and progress have one entry a band
/// @param levels   receives the 63 AC levels, natural order, each within +-1023; [0] is left alone
void quantize_ac(std::span<const std::int16_t, kBlockCoeffs> block, const BlockWeight& weight,
                 const StepTable& steps, EndOfBlock mode, std::span<const Band> bands,
                 std::span<const BandRates> rates, std::span<BandProgress> progress,
                 std::span<std::int16_t, kBlockCoeffs> levels) noexcept;

/// The same where every coefficient has its own weight.
///
/// @param error_bits bits that a squared error of one step costs, zigzag order; [0] is not read
void quantize_ac(std::span<const std::int16_t, kBlockCoeffs> block,
                 std::span<const float, kBlockCoeffs> error_bits, const StepTable& steps,
                 EndOfBlock mode, std::span<const Band> bands, std::span<const BandRates> rates,
                 std::span<BandProgress> progress,
                 std::span<std::int16_t, kBlockCoeffs> levels) noexcept;

/// Closes the open run at the end of a row, so that rows can be counted in any order.
void close_eob_run(BandProgress& progress) noexcept;

/// Division and rounding to nearest, halves away from zero: what libjpeg does with its islow
/// coefficients, to the bit.
void quantize_by_rounding(std::span<const std::int16_t, kBlockCoeffs> block,
                          const QuantTable& table,
                          std::span<std::int16_t, kBlockCoeffs> levels) noexcept;

}  // namespace jpegaware::detail
