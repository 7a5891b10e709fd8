// SPDX-License-Identifier: Apache-2.0
// Stage level_passes: coefficients, weights and prices in, levels and the prices of these out.
#include "level_passes.h"

#include <algorithm>
#include <utility>

#include "dc_quantizer.h"
#include "frame_layout.h"
#include "parallel_rows.h"

namespace jpegaware::detail {
namespace {

/// Counts of one worker: [component][band].
using WorkerCounts = std::vector<std::vector<SymbolCounts>>;

WorkerCounts empty_counts(const std::vector<LevelJob>& jobs) {
  WorkerCounts counts;
  for (const LevelJob& job : jobs) {
    counts.emplace_back(job.bands.size());
  }
  return counts;
}

enum class Keeps { kPrices, kLevels };

void quantize_row(const LevelJob& job, EndOfBlock mode, Keeps keeps, int row,
                  std::span<SymbolCounts> counts) {
  std::array<BandProgress, 2> progress{};
  const std::span<BandProgress> used(progress.data(), job.bands.size());
  std::array<std::int16_t, kBlockCoeffs> block;
  std::array<std::int16_t, kBlockCoeffs> not_kept;
  const auto width = static_cast<std::size_t>(job.coefficients->width_blocks);
  for (std::size_t i = static_cast<std::size_t>(row) * width;
       i < (static_cast<std::size_t>(row) + 1) * width; ++i) {
    const auto from = job.coefficients->block(i);
    std::copy(from.begin(), from.end(), block.begin());
    const std::span<std::int16_t, kBlockCoeffs> levels =
        keeps == Keeps::kLevels ? job.levels->block(i) : not_kept;
    if (job.loop) {
      quantize_ac(block, loop_step_bits(job, i), job.steps, mode, job.bands, job.rates, used,
                  levels);
    } else {
      quantize_ac(block, job.weights[i], job.steps, mode, job.bands, job.rates, used, levels);
    }
  }
  for (std::size_t band = 0; band < used.size(); ++band) {
    close_eob_run(used[band]);
    counts[band] += used[band].counts;
  }
}

/// Sequential files give Cb and Cr one table: their symbols are counted together.
void share_chroma_counts(WorkerCounts& counts, ScanLayout layout) {
  if (layout == ScanLayout::kSequentialBaseline && counts.size() == 3) {
    counts[1][0] += counts[2][0];
    counts[2][0] = counts[1][0];
  }
}

/// The weights that give DC errors the loop's price.
BlockWeights dc_weights(const LevelJob& job) {
  BlockWeights weights = job.weights;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i].dc = loop_step_bits(job, i)[0] / job.steps.error_bits[0];
  }
  return weights;
}

Result<void> run_pass(std::vector<LevelJob>& jobs, int stride, Keeps keeps,
                      const EncodeOptions& options, Cancellation& cancellation) {
  const EndOfBlock mode = end_of_block(options.scan_layout);
  std::vector<std::pair<std::size_t, int>> rows;
  for (std::size_t c = 0; c < jobs.size(); ++c) {
    for (int row = 0; row < jobs[c].coefficients->height_blocks; row += stride) {
      rows.emplace_back(c, row);
    }
  }
  std::vector<WorkerCounts> counts(static_cast<std::size_t>(options.threads), empty_counts(jobs));
  auto done = parallel_rows(
      static_cast<int>(rows.size()), options.threads, cancellation, [&](int i, int worker) {
        const auto [c, row] = rows[static_cast<std::size_t>(i)];
        quantize_row(jobs[c], mode, keeps, row, counts[static_cast<std::size_t>(worker)][c]);
      });
  if (!done) {
    return done;
  }
  WorkerCounts total = empty_counts(jobs);
  for (const WorkerCounts& one : counts) {
    for (std::size_t c = 0; c < jobs.size(); ++c) {
      for (std::size_t band = 0; band < total[c].size(); ++band) {
        total[c][band] += one[c][band];
      }
    }
  }
  share_chroma_counts(total, options.scan_layout);
  const CodePrice price = stride == 1 ? CodePrice::kHuffman : CodePrice::kIdeal;
  for (std::size_t c = 0; c < jobs.size(); ++c) {
    for (std::size_t band = 0; band < total[c].size(); ++band) {
      jobs[c].rates[band] = rates_from_counts(total[c][band], mode, price);
    }
  }
  return {};
}

}  // namespace

StepBits own_step_bits(const LevelJob& job, std::size_t block) noexcept {
  const BlockWeight& weight = job.weights[block];
  StepBits bits;
  for (std::size_t p = 0; p < bits.size(); ++p) {
    const float by_range = p <= std::size_t{kLastLowPosition} ? weight.low : weight.high;
    bits[p] = by_range * job.steps.error_bits[p];
  }
  bits[0] = weight.dc * job.steps.error_bits[0];
  return bits;
}

StepBits loop_step_bits(const LevelJob& job, std::size_t block) noexcept {
  StepBits bits = own_step_bits(job, block);
  for (float& one : bits) {
    one *= job.loop->own_share;
  }
  const CellCurvature& pull = job.loop->pull[block];
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    const auto& response = job.loop->response[scale];
    for (std::size_t p = 0; p < bits.size(); ++p) {
      bits[p] += pull[scale] * response[p];
    }
  }
  return bits;
}

EndOfBlock end_of_block(ScanLayout layout) noexcept {
  return layout == ScanLayout::kProgressive ? EndOfBlock::kRuns : EndOfBlock::kEachBlock;
}

Result<void> price_pass(std::vector<LevelJob>& jobs, int stride, const EncodeOptions& options,
                        Cancellation& cancellation) {
  return run_pass(jobs, stride, Keeps::kPrices, options, cancellation);
}

Result<void> trellis_pass(std::vector<LevelJob>& jobs, const EncodeOptions& options,
                          Cancellation& cancellation) {
  return run_pass(jobs, 1, Keeps::kLevels, options, cancellation);
}

/// Progressive files have a DC scan for each component, in raster order.
void choose_dc(const std::vector<LevelJob>& jobs, const CoefficientImage& image,
               ScanLayout layout) {
  const bool interleaved = layout == ScanLayout::kSequentialBaseline && jobs.size() > 1;
  const SamplingFactors factors = sampling_factors(image.geometry);
  for (std::size_t c = 0; c < jobs.size(); ++c) {
    const bool luma_of_several = interleaved && c == 0;
    const int across = luma_of_several ? factors.horizontal : 1;
    const int down = luma_of_several ? factors.vertical : 1;
    quantize_dc(*jobs[c].coefficients, jobs[c].loop ? dc_weights(jobs[c]) : jobs[c].weights,
                dc_scan_order(*jobs[c].coefficients, across, down), image.components[c].table[0],
                jobs[c].steps.error_bits[0], *jobs[c].levels);
  }
}

}  // namespace jpegaware::detail
