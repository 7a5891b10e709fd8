// SPDX-License-Identifier: Apache-2.0
// The gaze head as LibTorch trains it: features of several depths in, log density out. The same
// layers as the gaze part of libsaliency's network.cpp, by the same names. Includes Torch.
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "gaze_examples.h"
#include "weights_writer.h"

namespace jpegaware::apps {

/// Tensors by the names that the weights file has, without "gaze." before them.
using Parameters = std::map<std::string, torch::Tensor>;

/// Mean and deviation of each channel of each input, 1 x channels x 1 x 1: the head is trained on
/// standardised features; gaze_tensors() folds them into its first layers.
struct FeatureScales {
  std::array<torch::Tensor, kGazeInputCount> mean;
  std::array<torch::Tensor, kGazeInputCount> deviation;
};

/// Features of a batch of equally large photos, batch x channels x height x width, 32-bit floats.
using FeatureBatch = std::array<torch::Tensor, kGazeInputCount>;

/// Each cell of the finest input is divided into so many by so many, and the head answers for all of them:
/// the grid, not what the features know, limits how near a peak comes to what was looked at.
inline constexpr int kGazeParts = 2;

/// Scales over every fourth example of every group.
[[nodiscard]] FeatureScales measure_scales(const std::vector<GazeExamples>& groups);

/// New parameters, drawn from Torch's generator. `channels`: width of the head.
[[nodiscard]] Parameters make_gaze_parameters(const std::vector<GazeExamples>& groups, int channels);

/// The examples' features as tensors.
/// @param rows  places of the photos in `examples`
[[nodiscard]] FeatureBatch batch_of(const GazeExamples& examples, std::span<const std::int64_t> rows);

/// Logits of where people look, batch x (kGazeParts * height) x (kGazeParts * width) of the finest input.
/// @param dropout  share of input channels that are dropped; 0 outside training
[[nodiscard]] torch::Tensor gaze_logits(const Parameters& parameters, const FeatureScales& scales,
                                        const FeatureBatch& features, double dropout);

/// Heads of one width as the weights file stores them: side by side in each layer, scales folded in; the
/// last layer reads all of them and gives their mean logits times `exponent`.
[[nodiscard]] NamedTensors gaze_tensors(std::span<const Parameters> heads, const FeatureScales& scales,
                                        double exponent);

}  // namespace jpegaware::apps
