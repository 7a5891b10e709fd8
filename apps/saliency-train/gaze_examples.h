// SPDX-License-Identifier: Apache-2.0
// Stage: photos with fixations -> what the gaze head learns from: frozen features and targets.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fixation_set.h"
#include "jpegaware/result.h"
#include "network.h"
#include "runtime.h"
#include "saliency/model.h"
#include "weights_file.h"

namespace jpegaware::apps {

/// The layers that the head reads, coarsest first.
inline constexpr std::array kGazeInputs = {
    "blocks.14.project", "blocks.15.project", "head",           // stride 32
    "blocks.7.project",  "blocks.10.project", "blocks.11.expand",  // stride 16
    "blocks.4.project",  "blocks.5.expand"};                    // stride 8
inline constexpr std::size_t kGazeInputCount = kGazeInputs.size();

/// One layer's output for several photos of one size.
struct FeatureBlock {
  int channels = 0;
  int height = 0;
  int width = 0;
  /// For each photo channels x height x width 16-bit floats: half the memory of what is the
  /// training's largest part.
  std::vector<std::vector<std::uint16_t>> halves;
};

/// A fixation as a share of the photo's sides, in [0, 1).
struct RelativePoint {
  float x = 0.0F;
  float y = 0.0F;
};

/// Photos that the network sees at one size, so that they fit one batch. `fixations` has `count`
/// entries.
struct GazeExamples {
  int count = 0;
  std::array<FeatureBlock, kGazeInputCount> features;
  std::vector<std::vector<RelativePoint>> fixations;
};

/// The same layers, read out in the order of kGazeInputs.
[[nodiscard]] Result<saliency::Network> with_gaze_inputs_read_out(const saliency::Network& network);

/// Called with how many of how many photos are done.
using Progress = std::function<void(int done, int total)>;

/// Which views of a photo are examples.
enum class Views : unsigned char {
  kBoth,       ///< the photo and its mirror image
  kAlternate,  ///< of one photo the first, of the next the second: half the memory
};

/// Runs the frozen network over each photo's views, with the encoder's own preprocessing and runtime,
/// so that the head is trained on the numbers that it will meet.
/// Photos without a fixation inside are left out. About 25 ms a picture at the default size.
/// @param network  as make_network gives it; its outputs are not used
[[nodiscard]] Result<std::vector<GazeExamples>> make_gaze_examples(
    const std::vector<Stimulus>& stimuli, const saliency::WeightsFile& weights,
    const saliency::Network& network, const saliency::RuntimeModule& runtime,
    saliency::MapSize map_size, Views views, const Progress& progress);

}  // namespace jpegaware::apps
