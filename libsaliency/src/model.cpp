// SPDX-License-Identifier: Apache-2.0
// The table of contents of a heatmap: picture -> input -> features -> class maps and gaze.
#include "saliency/model.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "class_activation.h"
#include "confidence.h"
#include "gaze.h"
#include "network.h"
#include "preprocess.h"
#include "runtime.h"
#include "runtime_module.h"
#include "weights_file.h"

namespace jpegaware::saliency {
namespace {

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Built networks, lent to one thread each; at most as many as the machine has threads.
class RunnerPool {
 public:
  RunnerPool(const RuntimeModule* module, const Network& network)
      : module_(module), network_(network), limit_(std::max(1U, std::thread::hardware_concurrency())) {}

  Result<std::unique_ptr<NetworkRunner>> take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || made_ < limit_; });
    if (!idle_.empty()) {
      auto runner = std::move(idle_.back());
      idle_.pop_back();
      return runner;
    }
    ++made_;
    lock.unlock();
    auto runner = module_->make_runner(network_);
    if (!runner) {
      forget();
    }
    return runner;
  }

  void give_back(std::unique_ptr<NetworkRunner> runner) {
    {
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(runner));
    }
    returned_.notify_one();
  }

 private:
  void forget() {
    {
      const std::lock_guard lock(mutex_);
      --made_;
    }
    returned_.notify_one();
  }

  const RuntimeModule* module_;
  const Network& network_;
  std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<NetworkRunner>> idle_;
  std::size_t made_ = 0;
};

Result<void> validate_options(const ModelOptions& options) {
  if (options.weights_file.empty()) {
    return Error{ErrorCode::kInvalidArgument, "model: no weights file is named"};
  }
  if (!(options.presence_threshold > 0.0F && options.presence_threshold < 1.0F)) {
    return Error{ErrorCode::kInvalidArgument, "model: presence threshold " +
                                                  std::to_string(options.presence_threshold) +
                                                  " is not between 0 and 1"};
  }
  return {};
}

Result<Classifier> find_classifier(const WeightsFile& weights, const Network& network) {
  for (const Layer& layer : network.layers) {
    if (layer.name == kClassifierName) {
      return Classifier{layer.weight, weights.classes(), weights.class_output()};
    }
  }
  return Error{ErrorCode::kInternal, "model: the network has no classifier"};
}

}  // namespace

struct Model::State {
  State(ModelOptions wanted, WeightsFile file, const RuntimeModule* loaded)
      : options(std::move(wanted)), weights(std::move(file)), module(loaded) {}

  [[nodiscard]] InputPlanes prepare(const ImageView& image) const {
    return preprocess(image, input_size(image.width_px, image.height_px, options.map_size),
                      weights.input_scaling());
  }

  /// Heatmaps of inputs of one size.
  [[nodiscard]] Result<std::vector<Heatmap>> run(std::span<const InputPlanes> inputs) const {
    auto runner = pool->take();
    if (!runner) {
      return std::move(runner).error();
    }
    auto batch = (*runner)->run_batch(inputs);
    pool->give_back(std::move(*runner));
    if (!batch) {
      return std::move(batch).error();
    }
    std::vector<Heatmap> heatmaps;
    for (const std::vector<FeatureMap>& features : *batch) {
      heatmaps.push_back(read_out(features));
    }
    return heatmaps;
  }

  [[nodiscard]] Heatmap read_out(const std::vector<FeatureMap>& features) const {
    Heatmap heatmap;
    heatmap.classes = class_maps(features[kFeaturesOutput], features[kLogitsOutput], classifier,
                                 options.presence_threshold);
    if (features.size() > kGazeOutput) {
      heatmap.gaze = gaze_density(features[kGazeOutput], center_bias);
      heatmap.confidence = density_confidence(heatmap.gaze);
    }
    return heatmap;
  }

  ModelOptions options;
  WeightsFile weights;
  const RuntimeModule* module;
  Network network;
  Classifier classifier;
  CenterBias center_bias{};
  std::unique_ptr<RunnerPool> pool;
};

Model::Model(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

Result<Model> Model::load(const ModelOptions& options) {
  if (auto checked = validate_options(options); !checked) {
    return std::move(checked).error();
  }
  auto weights = WeightsFile::open(options.weights_file);
  if (!weights) {
    return std::move(weights).error();
  }
  auto module = load_runtime_module(options.runtime, options.module_dir);
  if (!module) {
    return std::move(module).error();
  }
  auto state = std::make_unique<State>(options, std::move(*weights), *module);
  auto network = make_network(state->weights);
  if (!network) {
    return std::move(network).error();
  }
  state->network = std::move(*network);
  auto classifier = find_classifier(state->weights, state->network);
  if (!classifier) {
    return std::move(classifier).error();
  }
  state->classifier = *classifier;
  if (has_gaze_head(state->weights)) {
    auto center_bias = read_center_bias(state->weights);
    if (!center_bias) {
      return std::move(center_bias).error();
    }
    state->center_bias = *center_bias;
  }
  state->pool = std::make_unique<RunnerPool>(state->module, state->network);
  return Model(std::move(state));
}

Result<Heatmap> Model::heatmap(const ImageView& image, HeatmapTiming* timing) const {
  if (auto checked = validate(image); !checked) {
    return std::move(checked).error();
  }
  try {
    const double start_s = now_s();
    const InputPlanes input = state_->prepare(image);
    const double prepared_s = now_s();
    auto heatmaps = state_->run({&input, 1});
    if (!heatmaps) {
      return std::move(heatmaps).error();
    }
    if (timing != nullptr) {
      *timing = {prepared_s - start_s, now_s() - prepared_s};
    }
    Heatmap heatmap = std::move(heatmaps->front());
    heatmap.confidence *= size_confidence(image.width_px, image.height_px);
    return heatmap;
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "heatmap: out of memory"};
  }
}

Result<std::vector<Heatmap>> Model::heatmaps(std::span<const ImageView> images) const {
  for (const ImageView& image : images) {
    if (auto checked = validate(image); !checked) {
      return std::move(checked).error();
    }
  }
  try {
    // By input size; positions[i] says which picture the i-th input of a size is.
    std::map<std::pair<int, int>, std::vector<std::size_t>> sizes;
    std::vector<InputPlanes> inputs;
    for (std::size_t i = 0; i < images.size(); ++i) {
      inputs.push_back(state_->prepare(images[i]));
      sizes[{inputs.back().height, inputs.back().width}].push_back(i);
    }
    std::vector<Heatmap> heatmaps(images.size());
    for (const auto& [size, positions] : sizes) {
      std::vector<InputPlanes> batch;
      for (const std::size_t position : positions) {
        batch.push_back(std::move(inputs[position]));
      }
      auto made = state_->run(batch);
      if (!made) {
        return std::move(made).error();
      }
      for (std::size_t i = 0; i < positions.size(); ++i) {
        const std::size_t position = positions[i];
        heatmaps[position] = std::move((*made)[i]);
        heatmaps[position].confidence *= size_confidence(images[position].width_px, images[position].height_px);
      }
    }
    return heatmaps;
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "heatmaps: out of memory"};
  }
}

}  // namespace jpegaware::saliency
