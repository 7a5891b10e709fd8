// SPDX-License-Identifier: Apache-2.0
// The one description of the network: a list of layers with their weights, walked by every runtime.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "jpegaware/result.h"
#include "weights_file.h"

namespace jpegaware::saliency {

enum class LayerKind : unsigned char {
  kConvolution,  ///< dense k x k; weight [out, in, k, k]
  kPointwise,    ///< 1 x 1 over the concatenated inputs; weight [out, in / groups]
  kDepthwise,    ///< k x k on each channel by itself; weight [channels, k, k]
  kMean,         ///< each channel's mean over the picture; no weight
  kUpsample2,    ///< input 0 at twice the size, cut to the size of input 1; bilinear between
                 ///< sample centres, edges repeated; no weight
};

enum class Activation : unsigned char { kNone, kRelu, kRelu6 };

/// A layer's input: another layer by its index, or the picture.
inline constexpr int kPictureInput = -1;
inline constexpr int kNoLayer = -2;

/// One convolution with everything that belongs to it. Padding is TensorFlow's "same": the output
/// has ceil(side / stride) samples, and of an odd number of padding samples the larger half lies
/// right and below (padding of another kind changes the answers).
struct Layer {
  LayerKind kind = LayerKind::kPointwise;
  std::string name;
  std::vector<int> inputs;         ///< several for kPointwise: channels concatenated
  int added = kNoLayer;            ///< a layer of the output's shape that is added, before `activation`
  int in_channels = 0;
  int out_channels = 0;
  int kernel = 1;
  int stride = 1;
  int groups = 1;  ///< kPointwise of one input: its channels and the output's in so many equal
                   ///< parts, each part of the output from the part at its place
  Activation activation = Activation::kNone;
  std::span<const std::uint16_t> weight{};  ///< IEEE binary16 bit patterns, in the weights file
  std::span<const float> bias{};            ///< one an output channel, in the weights file
};

/// Layers in an order in which every input comes before its use, and the ones that are read out.
/// Spans point into the WeightsFile, which must outlive the network.
struct Network {
  std::vector<Layer> layers;
  std::vector<int> outputs;  ///< layers that are read out, by index, at the places named below
};

/// Places in Network::outputs. The last is there when the file has a gaze head.
inline constexpr std::size_t kFeaturesOutput = 0;  ///< before pooling: 1280 channels, stride 32
inline constexpr std::size_t kLogitsOutput = 1;    ///< one a class of the file's list
inline constexpr std::size_t kGazeOutput = 2;      ///< gaze_cells() channels, stride 8

/// EfficientNet-Lite0 (Tan and Le 2019; TensorFlow's models, efficientnet_lite_builder) with its
/// classifier, and, when the file has one, the gaze head on features of three strides
/// (docs/decisions says what was tried). bad_weights names what does not match.
[[nodiscard]] Result<Network> make_network(const WeightsFile& weights);

/// The layer whose weights are the class maps'.
inline constexpr const char* kClassifierName = "classifier";
/// The gaze head's last layer, and its learned centre bias of five coefficients (see gaze.h).
inline constexpr const char* kGazeLogitName = "gaze.logit";
inline constexpr const char* kGazeCenterBiasName = "gaze.center_bias";

/// Logits that the gaze head gives for a cell of stride 8: 4 (see gaze_density), or 1 in a file whose
/// last layer has one row.
[[nodiscard]] int gaze_cells(const WeightsFile& weights);

/// Whether the file has a gaze head; without one the heatmap's gaze is empty.
[[nodiscard]] bool has_gaze_head(const WeightsFile& weights);

/// Side of a layer's output for an input of `side` samples: "same" padding.
[[nodiscard]] constexpr int same_output_side(int side, int stride) noexcept {
  return (side + stride - 1) / stride;
}

/// Samples of padding before the first one; the rest of the kernel's reach pads the other end.
[[nodiscard]] constexpr int same_padding_before(int side, int kernel, int stride) noexcept {
  const int total = (same_output_side(side, stride) - 1) * stride + kernel - side;
  return total > 0 ? total / 2 : 0;
}

struct LayerSize {
  int height = 0;
  int width = 0;
};

/// Size of the planes that a layer makes of planes of this size; `second` is the size of input 1,
/// for kUpsample2.
[[nodiscard]] constexpr LayerSize output_size(const Layer& layer, LayerSize in,
                                              LayerSize second = {}) noexcept {
  if (layer.kind == LayerKind::kUpsample2) {
    return second;
  }
  if (layer.kind == LayerKind::kMean) {
    return {1, 1};
  }
  return {same_output_side(in.height, layer.stride), same_output_side(in.width, layer.stride)};
}

}  // namespace jpegaware::saliency
