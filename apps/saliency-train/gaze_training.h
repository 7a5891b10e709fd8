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
  int channels = 64;
  int epochs = 5;
  int batch = 16;
  double rate = 2e-3;          ///< highest learning rate: a rise over 100 steps, then a cosine to 0
  double weight_decay = 0.05;
  double dropout = 0.4;        ///< of input channels
  double exponent = 1.15;      ///< the density is raised to this power in the stored head
  std::uint64_t seed = 1;
  int threads = 2;
  /// Where to keep what is needed to go on after an interruption; empty: nowhere.
  std::filesystem::path progress_file;
};

struct EpochReport {
  int epoch = 0;
  int epochs = 0;
  double loss = 0.0;      ///< mean over the epoch
  double left_s = 0.0;    ///< estimate for the rest
};

/// Called after each epoch.
using EpochReporter = std::function<void(const EpochReport&)>;

/// Trains a head from scratch, or goes on from `progress_file` where that exists and was made
/// with the same options and examples. The stored head is the exponential average of the weights
/// over the steps. Examples that have been taught learn from their teacher as well. The same
/// options, examples, machine and threads give the same tensors, in one go or resumed.
///
/// @return invalid_argument when there are no examples; io or bad_input for the progress file
[[nodiscard]] Result<NamedTensors> train_gaze(const std::vector<GazeExamples>& groups,
                                              const GazeTrainingOptions& options,
                                              const EpochReporter& report);

/// Trains a head on all examples and gives the pupils its densities (GazeExamples::taught): of each
/// photo the mean over its sizes and its mirror image, which is better than the head at any one
/// of them, and which a head can learn to give at once (Hinton et al. 2015).
///
/// @param finer  the same photos at further sizes, only for the teacher; gone afterwards
/// @return as train_gaze
[[nodiscard]] Result<void> teach_gaze(std::vector<GazeExamples>& pupils, std::vector<GazeExamples> finer,
                                      const GazeTrainingOptions& options, const EpochReporter& report);

}  // namespace jpegaware::apps
