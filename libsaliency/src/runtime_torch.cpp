// SPDX-License-Identifier: Apache-2.0
// Stage: input planes -> feature maps, by LibTorch: the reference, and batches on a GPU. Its
// loadable module; the only file of the libraries with Torch (one such file costs seconds and
// most of a gigabyte to compile).
#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "runtime.h"

namespace jpegaware::saliency {
namespace {

at::Tensor tensor_of(std::span<const std::uint16_t> halves, at::IntArrayRef shape) {
  return at::from_blob(const_cast<std::uint16_t*>(halves.data()), shape, at::kHalf).to(at::kFloat);
}

at::Tensor tensor_of(std::span<const float> floats) {
  return at::from_blob(const_cast<float*>(floats.data()), {static_cast<std::int64_t>(floats.size())}, at::kFloat)
      .clone();
}

std::vector<std::int64_t> weight_shape(const Layer& layer) {
  const std::int64_t kernel = layer.kernel;
  const bool depthwise = layer.kind == LayerKind::kDepthwise;
  return {layer.out_channels, depthwise ? 1 : layer.in_channels / layer.groups, kernel, kernel};
}

at::Tensor activate(at::Tensor x, Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      return x.clamp_min_(0);
    case Activation::kRelu6:
      return x.clamp_(0, 6);
    case Activation::kNone:
      break;
  }
  return x;
}

/// TensorFlow's "same" padding, which Torch's own convolutions have not at stride 2.
at::Tensor pad_same(const at::Tensor& x, const Layer& layer) {
  std::vector<std::int64_t> pads;
  for (const int axis : {3, 2}) {
    const int side = static_cast<int>(x.size(axis));
    const int out = same_output_side(side, layer.stride);
    const int total = std::max((out - 1) * layer.stride + layer.kernel - side, 0);
    const int before = same_padding_before(side, layer.kernel, layer.stride);
    pads.push_back(before);
    pads.push_back(total - before);
  }
  return at::constant_pad_nd(x, pads);
}

/// Twice the size, cut to the size of `like`.
at::Tensor upsample2(const at::Tensor& x, const at::Tensor& like) {
  return at::upsample_bilinear2d(x, {x.size(2) * 2, x.size(3) * 2}, false)
      .narrow(2, 0, like.size(2))
      .narrow(3, 0, like.size(3));
}

struct Parameters {
  at::Tensor weight;
  at::Tensor bias;
};

class TorchRunner final : public NetworkRunner {
 public:
  explicit TorchRunner(const Network& network)
      : network_(network), device_(at::hasCUDA() ? at::kCUDA : at::kCPU) {
    for (const Layer& layer : network.layers) {
      Parameters parameters;
      if (!layer.weight.empty()) {
        parameters = {tensor_of(layer.weight, weight_shape(layer)).to(device_), tensor_of(layer.bias).to(device_)};
      }
      parameters_.push_back(std::move(parameters));
    }
  }

  Result<std::vector<FeatureMap>> run(const InputPlanes& input) override {
    auto batch = run_batch({&input, 1});
    if (!batch) {
      return std::move(batch).error();
    }
    return std::move(batch->front());
  }

  Result<std::vector<std::vector<FeatureMap>>> run_batch(std::span<const InputPlanes> inputs) override {
    try {
      return run_unguarded(inputs);
    } catch (const c10::Error& problem) {
      return Error{ErrorCode::kInternal, std::string("network: LibTorch: ") + problem.what_without_backtrace()};
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::kOutOfMemory, "network: out of memory"};
    } catch (const std::exception& problem) {
      return Error{ErrorCode::kInternal, std::string("network: LibTorch: ") + problem.what()};
    }
  }

 private:
  std::vector<std::vector<FeatureMap>> run_unguarded(std::span<const InputPlanes> inputs) {
    const c10::InferenceMode no_gradients;
    std::vector<at::Tensor> pictures;
    for (const InputPlanes& input : inputs) {
      pictures.push_back(at::from_blob(const_cast<float*>(input.samples.data()), {3, input.height, input.width},
                                       at::kFloat));
    }
    const at::Tensor picture = at::stack(pictures).to(device_);
    std::vector<at::Tensor> outputs;
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      outputs.push_back(run_layer(network_.layers[i], parameters_[i], picture, outputs));
    }
    std::vector<std::vector<FeatureMap>> features(inputs.size());
    for (const int wanted : network_.outputs) {
      const at::Tensor output = outputs[static_cast<std::size_t>(wanted)].to(at::kCPU).contiguous();
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        features[i].push_back(feature_of(output[static_cast<std::int64_t>(i)]));
      }
    }
    return features;
  }

  static at::Tensor run_layer(const Layer& layer, const Parameters& parameters, const at::Tensor& picture,
                              const std::vector<at::Tensor>& outputs) {
    const auto output_of = [&](int index) {
      return index == kPictureInput ? picture : outputs[static_cast<std::size_t>(index)];
    };
    const at::Tensor input = output_of(layer.inputs.front());
    switch (layer.kind) {
      case LayerKind::kMean:
        return input.mean({2, 3}, true);
      case LayerKind::kUpsample2:
        return upsample2(input, output_of(layer.inputs.at(1)));
      case LayerKind::kConvolution:
      case LayerKind::kDepthwise:
      case LayerKind::kPointwise:
        break;
    }
    at::Tensor x = input;
    if (layer.inputs.size() > 1) {
      std::vector<at::Tensor> parts;
      std::transform(layer.inputs.begin(), layer.inputs.end(), std::back_inserter(parts), output_of);
      x = at::cat(parts, 1);
    }
    const std::int64_t groups = layer.kind == LayerKind::kDepthwise ? layer.in_channels : layer.groups;
    const std::vector<std::int64_t> stride(2, layer.stride);
    const std::vector<std::int64_t> no_padding(2, 0);
    const std::vector<std::int64_t> dilation(2, 1);
    x = at::conv2d(pad_same(x, layer), parameters.weight, parameters.bias, stride, no_padding, dilation, groups);
    if (layer.added != kNoLayer) {
      x += output_of(layer.added);
    }
    return activate(std::move(x), layer.activation);
  }

  static FeatureMap feature_of(const at::Tensor& planes) {
    const auto* values = planes.data_ptr<float>();
    return {static_cast<int>(planes.size(0)), static_cast<int>(planes.size(1)), static_cast<int>(planes.size(2)),
            {values, values + planes.numel()}};
  }

  const Network& network_;
  at::Device device_;
  std::vector<Parameters> parameters_;
};

Result<std::unique_ptr<NetworkRunner>> make_torch_runner(const Network& network) {
  try {
    return std::unique_ptr<NetworkRunner>(std::make_unique<TorchRunner>(network));
  } catch (const std::exception& problem) {
    return Error{ErrorCode::kInternal, std::string("network: LibTorch: ") + problem.what()};
  }
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const RuntimeModule* jpegaware_runtime_module() {
  static constexpr RuntimeModule kModule{kRuntimeVersion, make_torch_runner};
  return &kModule;
}

}  // namespace jpegaware::saliency
