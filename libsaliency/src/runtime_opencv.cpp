// SPDX-License-Identifier: Apache-2.0
// Stage: input planes -> feature maps, by OpenCV's dnn. Its loadable module; the only file with
// OpenCV. dnn holds the graph, its memory and the order of work; the convolutions are layers of
// our own registered with it (conv_kernels), which take half the time of OpenCV 4.6's, use one
// thread and leave OpenCV's global settings alone.
#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <opencv2/dnn.hpp>
#include <opencv2/dnn/layer.details.hpp>
#include <string>
#include <utility>

#include "conv_kernels.h"
#include "runtime.h"

namespace jpegaware::saliency {
namespace {

using cv::dnn::MatShape;

constexpr const char* kLayerType = "JpegawareConvolution";
constexpr const char* kLayerPointer = "layer";
constexpr const char* kExpandPointer = "expand";
constexpr const char* kChannels = "channels";

/// dnn's blobs are matrices here, the planes of a feature map one under another: a cv::Mat of more
/// than two dimensions asks for memory whenever it is copied, and OpenCV 4.6 loses the pixels where
/// that fails.
MatShape blob_shape(int channels, LayerSize size) { return {channels * size.height, size.width}; }

Planes planes_of(const cv::Mat& blob, int channels) {
  return {const_cast<float*>(blob.ptr<float>()), channels, blob.rows / channels, blob.cols};
}

/// One layer of the description as a layer of dnn, or two: an expansion and the depthwise layer
/// that alone reads it.
class ConvolutionLayer final : public cv::dnn::Layer {
 public:
  explicit ConvolutionLayer(const cv::dnn::LayerParams& parameters)
      : cv::dnn::Layer(parameters),
        expand_(pointer_of(parameters, kExpandPointer)),
        layer_(*pointer_of(parameters, kLayerPointer)) {
    const cv::dnn::DictValue& channels = parameters.get(kChannels);
    for (int i = 0; i < channels.size(); ++i) {
      channels_.push_back(channels.get<int>(i));
    }
  }

  static cv::Ptr<cv::dnn::Layer> create(cv::dnn::LayerParams& parameters) {
    return cv::makePtr<ConvolutionLayer>(parameters);
  }

  // The scratch memory is asked of dnn, which shares it between layers.
  bool getMemoryShapes(const std::vector<MatShape>& inputs, int /*required_outputs*/,
                       std::vector<MatShape>& outputs, std::vector<MatShape>& internals) const override {
    const LayerSize in = plane_size(inputs.at(0), channels_.at(0));
    const LayerSize second = plane_size(inputs.back(), channels_.back());
    outputs.assign(1, blob_shape(layer_.out_channels, output_size(layer_, in, second)));
    const std::size_t floats =
        expand_ == nullptr ? scratch_floats(layer_, in, second) : scratch_floats(*expand_, layer_, in);
    // dnn wants at least one element.
    internals.assign(1, {1, static_cast<int>(std::max<std::size_t>(floats, 1))});
    return false;
  }

  void forward(cv::InputArrayOfArrays inputs, cv::OutputArrayOfArrays outputs,
               cv::OutputArrayOfArrays internals) override {
    std::vector<cv::Mat> in;
    std::vector<cv::Mat> out;
    std::vector<cv::Mat> scratch;
    inputs.getMatVector(in);
    outputs.getMatVector(out);
    internals.getMatVector(scratch);
    const std::span<float> scratch_memory{scratch.at(0).ptr<float>(), scratch[0].total()};
    std::vector<Planes> planes;
    planes.reserve(in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
      planes.push_back(planes_of(in[i], channels_.at(i)));
    }
    const Planes made = planes_of(out.at(0), layer_.out_channels);
    if (expand_ != nullptr) {
      run_expand_depthwise(*expand_, layer_, planes.at(0), made, scratch_memory);
      return;
    }
    Planes added;
    if (layer_.added != kNoLayer) {
      added = planes.back();
      planes.pop_back();
    }
    run_layer(layer_, planes, added, made, scratch_memory);
  }

 private:
  static const saliency::Layer* pointer_of(const cv::dnn::LayerParams& parameters, const char* key) {
    return reinterpret_cast<const saliency::Layer*>(parameters.get<int64>(key));
  }

  static LayerSize plane_size(const MatShape& shape, int channels) {
    return {shape.at(0) / channels, shape.at(1)};
  }

  const saliency::Layer* expand_;  ///< null when there is only one
  const saliency::Layer& layer_;
  std::vector<int> channels_;  ///< of each input, and of what is added
};

void register_layer_once() {
  static std::once_flag once;
  std::call_once(once, [] { cv::dnn::LayerFactory::registerLayer(kLayerType, ConvolutionLayer::create); });
}

/// Runs `function`, turning OpenCV's and the standard library's exceptions into errors.
template <typename Function>
auto guarded(Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const cv::Exception& problem) {
    const auto code = problem.code == cv::Error::StsNoMem ? ErrorCode::kOutOfMemory : ErrorCode::kInternal;
    return Error{code, "network: OpenCV: " + problem.err};
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "network: out of memory"};
  } catch (const std::exception& problem) {
    return Error{ErrorCode::kInternal, std::string("network: ") + problem.what()};
  }
}

class OpenCvRunner final : public NetworkRunner {
 public:
  explicit OpenCvRunner(const Network& network) {
    const std::vector<int> readers = count_readers(network);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const saliency::Layer& layer = network.layers[i];
      const bool last = i + 1 == network.layers.size();
      if (!last && readers[i] == 1 && can_fuse(layer, network.layers[i + 1], static_cast<int>(i))) {
        ids_.push_back(kFused);
        continue;
      }
      const bool fused = !ids_.empty() && ids_.back() == kFused;
      ids_.push_back(add(network, layer, fused ? &network.layers[i - 1] : nullptr));
    }
    for (const int output : network.outputs) {
      const saliency::Layer& layer = network.layers[static_cast<std::size_t>(output)];
      outputs_.emplace_back(layer.name);
      output_channels_.push_back(layer.out_channels);
    }
    // Named, so that dnn does not look for other backends or an OpenCL device.
    net_.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net_.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  }

  Result<std::vector<FeatureMap>> run(const InputPlanes& input) override {
    return guarded([&]() -> Result<std::vector<FeatureMap>> { return run_unguarded(input); });
  }

 private:
  std::vector<FeatureMap> run_unguarded(const InputPlanes& input) {
    net_.setInput(cv::Mat(kPictureChannels * input.height, input.width, CV_32F,
                          const_cast<float*>(input.samples.data())));
    std::vector<std::vector<cv::Mat>> blobs;  // of each output: forward() copies none of these
    net_.forward(blobs, outputs_);
    std::vector<FeatureMap> features;
    features.reserve(blobs.size());
    for (std::size_t i = 0; i < blobs.size(); ++i) {
      const cv::Mat& blob = blobs[i].at(0);
      const Planes planes = planes_of(blob, output_channels_[i]);
      features.push_back({planes.channels, planes.height, planes.width,
                          {planes.data, planes.data + blob.total()}});
    }
    return features;
  }

  static constexpr int kFused = -1;
  static constexpr int kPictureChannels = 3;

  /// How often each layer's output is used, reading it out included.
  static std::vector<int> count_readers(const Network& network) {
    std::vector<int> readers(network.layers.size(), 0);
    const auto count = [&](int index) {
      if (index >= 0) {
        ++readers[static_cast<std::size_t>(index)];
      }
    };
    for (const saliency::Layer& layer : network.layers) {
      std::for_each(layer.inputs.begin(), layer.inputs.end(), count);
      count(layer.added);
    }
    std::for_each(network.outputs.begin(), network.outputs.end(), count);
    return readers;
  }

  static bool can_fuse(const saliency::Layer& first, const saliency::Layer& second, int first_index) {
    return first.kind == LayerKind::kPointwise && first.inputs.size() == 1 && first.groups == 1 &&
           first.added == kNoLayer &&
           second.kind == LayerKind::kDepthwise && second.inputs.at(0) == first_index;
  }

  [[nodiscard]] int id_of(int index) const {
    // dnn numbers its layers from 1; 0 is the input.
    return index == kPictureInput ? 0 : ids_.at(static_cast<std::size_t>(index));
  }

  int add(const Network& network, const saliency::Layer& layer, const saliency::Layer* expand) {
    const auto as_number = [](const saliency::Layer* pointer) {
      return static_cast<int64>(reinterpret_cast<std::intptr_t>(pointer));
    };
    cv::dnn::LayerParams parameters;
    parameters.set(kLayerPointer, as_number(&layer));
    parameters.set(kExpandPointer, as_number(expand));
    std::vector<int> inputs = (expand == nullptr ? layer : *expand).inputs;
    if (layer.added != kNoLayer) {
      inputs.push_back(layer.added);
    }
    std::vector<int> channels;
    for (const int input : inputs) {
      channels.push_back(input == kPictureInput
                             ? kPictureChannels
                             : network.layers.at(static_cast<std::size_t>(input)).out_channels);
    }
    parameters.set(kChannels, cv::dnn::DictValue::arrayInt(channels.data(), static_cast<int>(channels.size())));
    const int id = net_.addLayer(layer.name, kLayerType, parameters);
    for (std::size_t pin = 0; pin < inputs.size(); ++pin) {
      net_.connect(id_of(inputs[pin]), 0, id, static_cast<int>(pin));
    }
    return id;
  }

  cv::dnn::Net net_;
  std::vector<int> ids_;  ///< dnn's number of each layer of the description; kFused: in the next
  std::vector<cv::String> outputs_;
  std::vector<int> output_channels_;  ///< of each of outputs_
};

Result<std::unique_ptr<NetworkRunner>> make_opencv_runner(const Network& network) {
  return guarded([&]() -> Result<std::unique_ptr<NetworkRunner>> {
    register_layer_once();
    return std::unique_ptr<NetworkRunner>(std::make_unique<OpenCvRunner>(network));
  });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const RuntimeModule* jpegaware_runtime_module() {
  static constexpr RuntimeModule kModule{kRuntimeVersion, make_opencv_runner};
  return &kModule;
}

}  // namespace jpegaware::saliency
