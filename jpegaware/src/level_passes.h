// SPDX-License-Identifier: Apache-2.0
// Stage: what is known of every component -> its levels; one pass of the trellis, one of DC.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "block_weights.h"
#include "cancellation.h"
#include "coefficient_image.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "perceptual_error.h"
#include "rate_model.h"
#include "trellis_quantizer.h"

namespace jpegaware::detail {

/// Weights that a closed loop found, beside those of the parameters.
struct LoopWeights {
  float own_share = 1.0F;  ///< of the parameters' weights, what stays
  /// Bits that a squared unit at each scale costs, one entry a block.
  std::vector<CellCurvature> pull;
  /// Squared units at each scale that a squared error of one step makes, zigzag order.
  std::array<std::array<float, kBlockCoeffs>, kErrorScales> response{};
};

/// What the trellis needs to know of one component, and what it learns.
struct LevelJob {
  const BlockPlane* coefficients;  ///< may be `levels`: a block is read before it is written
  BlockWeights weights;
  StepTable steps;
  std::span<const Band> bands;
  std::vector<BandRates> rates;  ///< one a band
  BlockPlane* levels;
  std::optional<LoopWeights> loop{};
};

/// Bits that a squared error of one step costs in a block, by the parameters alone, zigzag order.
using StepBits = std::array<float, kBlockCoeffs>;
[[nodiscard]] StepBits own_step_bits(const LevelJob& job, std::size_t block) noexcept;

/// The same with the loop's weights: their share of the own ones, and what pulls.
[[nodiscard]] StepBits loop_step_bits(const LevelJob& job, std::size_t block) noexcept;

/// How trailing zeros are coded in a layout.
[[nodiscard]] EndOfBlock end_of_block(ScanLayout layout) noexcept;

/// One pass of the trellis over every stride-th row of blocks, whose levels are not kept;
/// afterwards the jobs' prices are those of the levels it chose: ideal ones after a sample of the
/// rows, the Huffman codes' after all. The same with any number of threads.
[[nodiscard]] Result<void> price_pass(std::vector<LevelJob>& jobs, int stride,
                                      const EncodeOptions& options, Cancellation& cancellation);

/// One pass over all rows, whose AC levels are kept: they may lie where the coefficients do.
[[nodiscard]] Result<void> trellis_pass(std::vector<LevelJob>& jobs, const EncodeOptions& options,
                                        Cancellation& cancellation);

/// Chooses all DC levels, along the DC scans' own order.
void choose_dc(const std::vector<LevelJob>& jobs, const CoefficientImage& image, ScanLayout layout);

}  // namespace jpegaware::detail
