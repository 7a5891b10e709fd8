// SPDX-License-Identifier: Apache-2.0
// Stage: checked tensors -> network description. Written as code: no graph file to parse.
#include "network.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <utility>

namespace jpegaware::saliency {
namespace {

constexpr const char* kBackbone = "efficientnet-lite0";
constexpr int kStemChannels = 32;
constexpr int kHeadChannels = 1280;

struct Stage {
  int kernel;
  int expansion;
  int stride;
  int channels;
  int repeats;
};
constexpr std::array kStages = {
    Stage{3, 1, 1, 16, 1},  Stage{3, 6, 2, 24, 2},  Stage{5, 6, 2, 40, 2}, Stage{3, 6, 2, 80, 3},
    Stage{5, 6, 1, 112, 3}, Stage{5, 6, 2, 192, 4}, Stage{3, 6, 1, 320, 1}};

/// Adds layers and binds their tensors; keeps the first error.
class Builder {
 public:
  explicit Builder(const WeightsFile& weights) : weights_(weights) {}

  int convolution(Layer layer) {
    return add(std::move(layer), [](const Layer& l) {
      return std::vector<int>{l.out_channels, l.in_channels, l.kernel, l.kernel};
    });
  }
  int pointwise(Layer layer) {
    layer.kind = LayerKind::kPointwise;
    return add(std::move(layer), [](const Layer& l) {
      return std::vector<int>{l.out_channels, l.in_channels / l.groups};
    });
  }
  int depthwise(Layer layer) {
    layer.kind = LayerKind::kDepthwise;
    layer.out_channels = layer.in_channels;
    return add(std::move(layer), [](const Layer& l) {
      return std::vector<int>{l.in_channels, l.kernel, l.kernel};
    });
  }

  int without_weights(Layer layer) {
    layer.out_channels = layer.in_channels;
    network_.layers.push_back(std::move(layer));
    return last();
  }

  /// The layer of that name; it must have been added.
  [[nodiscard]] int find(const std::string& name) const {
    const auto found = std::find_if(network_.layers.begin(), network_.layers.end(),
                                    [&](const Layer& layer) { return layer.name == name; });
    assert(found != network_.layers.end());
    return static_cast<int>(found - network_.layers.begin());
  }
  [[nodiscard]] int channels_of(int index) const {
    return network_.layers[static_cast<std::size_t>(index)].out_channels;
  }
  [[nodiscard]] const WeightsFile& weights() const { return weights_; }

  [[nodiscard]] Result<Network> finish(std::vector<int> outputs) && {
    if (error_) {
      return *std::move(error_);
    }
    network_.outputs = std::move(outputs);
    return std::move(network_);
  }

 private:
  template <typename ShapeOf>
  int add(Layer layer, ShapeOf shape_of) {
    const std::vector<int> shape = shape_of(layer);
    auto weight = weights_.half_tensor(layer.name + ".weight", shape);
    auto bias = weights_.float_tensor(layer.name + ".bias", std::array{layer.out_channels});
    if (!weight || !bias) {
      if (!error_) {
        error_ = weight ? bias.error() : weight.error();
      }
    } else {
      layer.weight = *weight;
      layer.bias = *bias;
    }
    network_.layers.push_back(std::move(layer));
    return last();
  }
  [[nodiscard]] int last() const { return static_cast<int>(network_.layers.size()) - 1; }

  const WeightsFile& weights_;
  Network network_;
  std::optional<Error> error_;
};

/// Expand, filter each channel, project; the input is added back where the shape allows.
int inverted_residual(Builder& builder, const std::string& name, const Stage& stage, int input,
                      int in_channels, int stride) {
  const int wide = in_channels * stage.expansion;
  int current = input;
  if (stage.expansion > 1) {
    current = builder.pointwise({.name = name + ".expand",
                                 .inputs = {input},
                                 .in_channels = in_channels,
                                 .out_channels = wide,
                                 .activation = Activation::kRelu6});
  }
  current = builder.depthwise({.name = name + ".depthwise",
                               .inputs = {current},
                               .in_channels = wide,
                               .kernel = stage.kernel,
                               .stride = stride,
                               .activation = Activation::kRelu6});
  const bool same_shape = stride == 1 && in_channels == stage.channels;
  return builder.pointwise({.name = name + ".project",
                            .inputs = {current},
                            .added = same_shape ? input : kNoLayer,
                            .in_channels = wide,
                            .out_channels = stage.channels});
}

/// How wide the gaze head is: `groups` heads that were trained apart, side by side.
struct GazeWidth {
  int channels;
  int groups;
};

/// A small residual step of the gaze head: filter each channel, mix channels, add.
int refine(Builder& builder, const std::string& name, int input, GazeWidth width) {
  const int filtered = builder.depthwise({.name = name + ".depthwise",
                                          .inputs = {input},
                                          .in_channels = width.channels,
                                          .kernel = 3,
                                          .activation = Activation::kRelu});
  return builder.pointwise({.name = name + ".project",
                            .inputs = {filtered},
                            .added = input,
                            .in_channels = width.channels,
                            .out_channels = width.channels,
                            .groups = width.groups});
}

/// Mixes features of one stride down to `channels`, with what the coarser stride found added.
int reduce(Builder& builder, const std::string& name, std::vector<int> features, int coarser,
           int channels) {
  int in_channels = 0;
  for (const int feature : features) {
    in_channels += builder.channels_of(feature);
  }
  const int added = coarser == kNoLayer
                        ? kNoLayer
                        : builder.without_weights({.kind = LayerKind::kUpsample2,
                                                   .name = name + ".upsample",
                                                   .inputs = {coarser, features.front()},
                                                   .in_channels = channels});
  return builder.pointwise({.name = name,
                            .inputs = std::move(features),
                            .added = added,
                            .in_channels = in_channels,
                            .out_channels = channels,
                            .activation = Activation::kRelu});
}

/// Heads that were trained apart share the layers that read features, and answer together: the last
/// layer averages them.
GazeWidth gaze_width(const WeightsFile& weights) {
  const int channels = weights.side("gaze.reduce32.weight", 0);
  const int of_one_head = weights.side("gaze.refine32.project.weight", 1);
  return {channels, of_one_head > 0 ? std::max(1, channels / of_one_head) : 1};
}

/// From stride 32 to stride 8; the last layer's channels are the logits of one cell, or of the 2 x
/// 2 into which it is divided (gaze.h).
int gaze_head(Builder& builder) {
  const GazeWidth width = gaze_width(builder.weights());
  const auto feature = [&](const char* layer) { return builder.find(layer); };
  int current =
      reduce(builder, "gaze.reduce32",
             {feature("blocks.14.project"), feature("blocks.15.project"), feature("head")},
             kNoLayer, width.channels);
  current = refine(builder, "gaze.refine32", current, width);
  current = reduce(
      builder, "gaze.reduce16",
      {feature("blocks.7.project"), feature("blocks.10.project"), feature("blocks.11.expand")},
      current, width.channels);
  current = refine(builder, "gaze.refine16", current, width);
  current =
      reduce(builder, "gaze.reduce8", {feature("blocks.4.project"), feature("blocks.5.expand")},
             current, width.channels);
  current = refine(builder, "gaze.refine8.0", current, width);
  current = refine(builder, "gaze.refine8.1", current, width);
  return builder.pointwise({.name = kGazeLogitName,
                            .inputs = {current},
                            .in_channels = width.channels,
                            .out_channels = gaze_cells(builder.weights())});
}

}  // namespace

Result<Network> make_network(const WeightsFile& weights) {
  if (weights.backbone() != kBackbone) {
    return Error{ErrorCode::kBadWeights, "weights: backbone is '" + weights.backbone() +
                                             "', this library has '" + kBackbone + "'"};
  }
  Builder builder(weights);
  int current = builder.convolution({.kind = LayerKind::kConvolution,
                                     .name = "stem",
                                     .inputs = {kPictureInput},
                                     .in_channels = 3,
                                     .out_channels = kStemChannels,
                                     .kernel = 3,
                                     .stride = 2,
                                     .activation = Activation::kRelu6});
  int channels = kStemChannels;
  int block = 0;
  for (const Stage& stage : kStages) {
    for (int repeat = 0; repeat < stage.repeats; ++repeat, ++block) {
      current = inverted_residual(builder, "blocks." + std::to_string(block), stage, current,
                                  channels, repeat == 0 ? stage.stride : 1);
      channels = stage.channels;
    }
  }
  current = builder.pointwise({.name = "head",
                               .inputs = {current},
                               .in_channels = channels,
                               .out_channels = kHeadChannels,
                               .activation = Activation::kRelu6});
  const int mean = builder.without_weights({.kind = LayerKind::kMean,
                                            .name = "mean",
                                            .inputs = {current},
                                            .in_channels = kHeadChannels});
  const int logits =
      builder.pointwise({.name = kClassifierName,
                         .inputs = {mean},
                         .in_channels = kHeadChannels,
                         .out_channels = static_cast<int>(weights.classes().size())});
  std::vector<int> outputs{current, logits};
  if (has_gaze_head(weights)) {
    outputs.push_back(gaze_head(builder));
  }
  return std::move(builder).finish(std::move(outputs));
}

int gaze_cells(const WeightsFile& weights) {
  return weights.side(kGazeLogitName + std::string(".weight"), 0) == 1 ? 1 : 4;
}

bool has_gaze_head(const WeightsFile& weights) {
  return weights.has_tensor(kGazeLogitName + std::string(".weight"));
}

}  // namespace jpegaware::saliency
