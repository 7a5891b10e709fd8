// SPDX-License-Identifier: Apache-2.0
// Stage: frozen features and fixations -> the gaze head's tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "gaze_examples.h"
#include "jpegaware/result.h"
#include "weights_writer.h"

namespace jpegaware::apps {

/// The recipe; the defaults made the shipped head (docs/decisions/ has what else was tried).
struct GazeTrainingOptions {
  int heads = 3;      ///< trained one after the other, seed, seed + 1, ..., and averaged
  int channels = 48;  ///< of each
  int epochs = 5;
  int batch = 16;
  double rate = 2e-3;          ///< highest learning rate: a rise over 100 steps, then a cosine to 0
  double weight_decay = 0.05;
  double dropout = 0.4;        ///< of input channels
  double exponent = 1.05;      ///< the density is raised to this power in the stored head
  std::uint64_t seed = 1;
  int threads = 2;
  /// Where to keep what is needed to go on after an interruption; empty: nowhere.
  std::filesystem::path progress_file;
};

struct EpochReport {
  int head = 1;
  int heads = 1;
  int epoch = 0;
  int epochs = 0;
  double loss = 0.0;      ///< mean over the epoch
  double left_s = 0.0;    ///< estimate for the rest, all heads
};

/// Called after each epoch.
using EpochReporter = std::function<void(const EpochReport&)>;

/// Where the state of one head is kept: beside the name in the options; nowhere when that is empty.
[[nodiscard]] std::filesystem::path head_progress_file(const std::filesystem::path& progress_file, int head);

/// Trains heads from scratch, or goes on from their progress files where those exist and were made
/// with the same options and examples. A stored head is the exponential average of its weights
/// over the steps; the heads' logits are averaged, which makes them one head of several branches. The
/// same options, examples, machine and threads give the same tensors, in one go or resumed.
///
/// @return invalid_argument when there are no examples; io or bad_input for the progress file
[[nodiscard]] Result<NamedTensors> train_gaze(const std::vector<GazeExamples>& groups,
                                              const GazeTrainingOptions& options,
                                              const EpochReporter& report);

}  // namespace jpegaware::apps
