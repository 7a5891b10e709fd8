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
  kPointwise,    ///< 1 x 1 over the concatenated inputs; weight [out, in]
  kDepthwise,    ///< k x k on each channel by itself; weight [channels, k, k]
  kMean,         ///< each channel's mean over the picture; no weight
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
  std::vector<int> inputs;         ///< more than one only for kPointwise: channels concatenated
  int added = kNoLayer;            ///< a layer of the output's shape that is added, before `activation`
  int in_channels = 0;
  int out_channels = 0;
  int kernel = 1;
  int stride = 1;
  Activation activation = Activation::kNone;
  std::span<const std::uint16_t> weight{};  ///< IEEE binary16 bit patterns, in the weights file
  std::span<const float> bias{};            ///< one an output channel, in the weights file
};

/// Layers in an order in which every input comes before its use, and the ones that are read out.
/// Spans point into the WeightsFile, which must outlive the network.
struct Network {
  std::vector<Layer> layers;
  std::vector<int> outputs;  ///< layers that are read out, by index: see make_network
};

/// EfficientNet-Lite0 (Tan and Le 2019; TensorFlow's models, efficientnet_lite_builder),
/// bound to the file's tensors. Output 0 is the last feature map before pooling, 1280 channels at
/// stride 32; output 1 the logits, one a class of the file's list. bad_weights names what does
/// not match.
[[nodiscard]] Result<Network> make_network(const WeightsFile& weights);

/// The layer whose weights are the class maps'.
inline constexpr const char* kClassifierName = "classifier";
/// Places in Network::outputs.
inline constexpr std::size_t kFeaturesOutput = 0;
inline constexpr std::size_t kLogitsOutput = 1;

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

/// Size of the planes that a layer makes of planes of this size.
[[nodiscard]] constexpr LayerSize output_size(const Layer& layer, LayerSize in) noexcept {
  if (layer.kind == LayerKind::kMean) {
    return {1, 1};
  }
  return {same_output_side(in.height, layer.stride), same_output_side(in.width, layer.stride)};
}

}  // namespace jpegaware::saliency
