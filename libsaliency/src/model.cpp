// SPDX-License-Identifier: Apache-2.0
// The table of contents of a heatmap: picture -> input -> features -> class maps and gaze.
#include "saliency/model.h"

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "class_activation.h"
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
      return Classifier{layer.weight, weights.classes()};
    }
  }
  return Error{ErrorCode::kInternal, "model: the network has no classifier"};
}

}  // namespace

struct Model::State {
  State(ModelOptions wanted, WeightsFile file, const RuntimeModule* loaded)
      : options(std::move(wanted)), weights(std::move(file)), module(loaded) {}

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
    const LayerSize size = input_size(image.width_px, image.height_px, state_->options.map_size);
    const InputPlanes input = preprocess(image, size, state_->weights.input_scaling());
    const double prepared_s = now_s();
    auto runner = state_->pool->take();
    if (!runner) {
      return std::move(runner).error();
    }
    auto features = (*runner)->run(input);
    state_->pool->give_back(std::move(*runner));
    if (!features) {
      return std::move(features).error();
    }
    Heatmap heatmap;
    heatmap.classes = class_maps((*features)[kFeaturesOutput], (*features)[kLogitsOutput], state_->classifier,
                                 state_->options.presence_threshold);
    if (features->size() > kGazeOutput) {
      heatmap.gaze = gaze_density((*features)[kGazeOutput], state_->center_bias);
    }
    if (timing != nullptr) {
      *timing = {prepared_s - start_s, now_s() - prepared_s};
    }
    return heatmap;
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "heatmap: out of memory"};
  }
}

}  // namespace jpegaware::saliency
