// SPDX-License-Identifier: Apache-2.0
// The table of contents of a heatmap: picture -> input -> features -> class maps and gaze.
#include "saliency/model.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "class_activation.h"
#include "confidence.h"
#include "embedded_weights.h"
#include "gaze.h"
#include "network.h"
#include "no_throw.h"
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
  /// A network on loan. It goes back to the pool when keep() was called, and is destroyed when not:
  /// a network whose run failed is not trusted again.
  class Loan {
   public:
    Loan(RunnerPool& pool, std::unique_ptr<NetworkRunner> runner) noexcept
        : pool_(&pool), runner_(std::move(runner)) {}
    Loan(Loan&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), runner_(std::move(other.runner_)) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (pool_ != nullptr) {
        pool_->forget();
      }
    }
    NetworkRunner* operator->() const noexcept { return runner_.get(); }
    void fill(std::unique_ptr<NetworkRunner> runner) noexcept { runner_ = std::move(runner); }
    void keep() noexcept { std::exchange(pool_, nullptr)->take_back(std::move(runner_)); }

   private:
    RunnerPool* pool_;  ///< null once the network went back
    std::unique_ptr<NetworkRunner> runner_;
  };

  RunnerPool(const RuntimeModule* module, const Network& network)
      : module_(module), network_(network), limit_(std::max(1U, std::thread::hardware_concurrency())) {
    idle_.reserve(limit_);  // so that taking one back cannot fail
  }

  /// @param built  called where a network had to be built, with the seconds that it took
  template <typename Built>
  Result<Loan> lend(Built built) {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || made_ < limit_; });
    if (!idle_.empty()) {
      Loan loan(*this, std::move(idle_.back()));
      idle_.pop_back();
      return loan;
    }
    ++made_;
    lock.unlock();
    Loan place(*this, nullptr);  // given up again where building fails
    const double start_s = now_s();
    auto runner = module_->make_runner(network_);
    if (!runner) {
      return std::move(runner).error();
    }
    built(now_s() - start_s);
    place.fill(std::move(*runner));
    return place;
  }

 private:
  void take_back(std::unique_ptr<NetworkRunner> runner) noexcept {
    {
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(runner));
    }
    returned_.notify_one();
  }

  void forget() noexcept {
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
  if (options.weights_file.empty() && !has_embedded_weights()) {
    return Error{ErrorCode::kInvalidArgument,
                 "model: no weights file is named, and this build holds none inside"};
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

/// The named file's weights, else those inside the library.
Result<WeightsFile> open_weights(const ModelOptions& options) {
  return options.weights_file.empty() ? WeightsFile::from_bytes(embedded_weights(), "inside the library")
                                      : WeightsFile::open(options.weights_file);
}

std::string milliseconds(double elapsed_s) { return std::to_string(elapsed_s * 1e3) + " ms"; }

}  // namespace

struct Model::State {
  State(ModelOptions wanted, WeightsFile file, const RuntimeModule* loaded)
      : options(std::move(wanted)), weights(std::move(file)), module(loaded) {}

  /// Opens, checks and joins what `options` name.
  [[nodiscard]] static Result<std::unique_ptr<State>> make(const ModelOptions& options);
  [[nodiscard]] Result<Heatmap> see(const ImageView& image, HeatmapTiming* timing) const;
  [[nodiscard]] Result<std::vector<Heatmap>> see_all(std::span<const ImageView> images) const;

  [[nodiscard]] InputPlanes prepare(const ImageView& image) const {
    return preprocess(image, input_size(image.width_px, image.height_px, options.map_size),
                      weights.input_scaling());
  }

  /// Heatmaps of inputs of one size.
  [[nodiscard]] Result<std::vector<Heatmap>> run(std::span<const InputPlanes> inputs) const {
    auto runner = pool->lend([this](double elapsed_s) {
      log([&] { return "network built: " + milliseconds(elapsed_s); });
    });
    if (!runner) {
      return std::move(runner).error();
    }
    auto batch = (*runner)->run_batch(inputs);
    if (!batch) {
      return std::move(batch).error();
    }
    runner->keep();
    std::vector<Heatmap> heatmaps;
    for (const std::vector<FeatureMap>& features : *batch) {
      heatmaps.push_back(read_out(features));
    }
    return heatmaps;
  }

  /// Tells the caller what `line` returns, where a caller listens.
  template <typename Line>
  void log(Line line) const {
    if (options.on_log) {
      options.on_log(line());
    }
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

Result<std::unique_ptr<Model::State>> Model::State::make(const ModelOptions& options) {
  if (auto checked = validate_options(options); !checked) {
    return std::move(checked).error();
  }
  auto weights = open_weights(options);
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
  return state;
}

Result<Heatmap> Model::State::see(const ImageView& image, HeatmapTiming* timing) const {
  const double start_s = now_s();
  const InputPlanes input = prepare(image);
  const double prepared_s = now_s();
  auto heatmaps = run({&input, 1});
  if (!heatmaps) {
    return std::move(heatmaps).error();
  }
  const HeatmapTiming taken{prepared_s - start_s, now_s() - prepared_s};
  if (timing != nullptr) {
    *timing = taken;
  }
  log([&] {
    return "heatmap: preprocess " + milliseconds(taken.preprocess_s) + ", network " +
           milliseconds(taken.network_s);
  });
  Heatmap heatmap = std::move(heatmaps->front());
  heatmap.confidence *= size_confidence(image.width_px, image.height_px);
  return heatmap;
}

Result<std::vector<Heatmap>> Model::State::see_all(std::span<const ImageView> images) const {
  // By input size; positions[i] says which picture the i-th input of a size is.
  std::map<std::pair<int, int>, std::vector<std::size_t>> sizes;
  std::vector<InputPlanes> inputs;
  for (std::size_t i = 0; i < images.size(); ++i) {
    inputs.push_back(prepare(images[i]));
    sizes[{inputs.back().height, inputs.back().width}].push_back(i);
  }
  std::vector<Heatmap> heatmaps(images.size());
  for (const auto& [size, positions] : sizes) {
    std::vector<InputPlanes> batch;
    for (const std::size_t position : positions) {
      batch.push_back(std::move(inputs[position]));
    }
    auto made = run(batch);
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
}

Result<Model> Model::load(const ModelOptions& options) {
  return detail::no_throw([&]() -> Result<Model> {
    const double start_s = now_s();
    auto state = State::make(options);
    if (!state) {
      return std::move(state).error();
    }
    (*state)->log([&] {
      const std::string weights =
          options.weights_file.empty() ? "inside the library" : options.weights_file.string();
      return "model loaded: weights " + weights + ", " +
             std::to_string((*state)->weights.classes().size()) + " classes, " +
             milliseconds(now_s() - start_s);
    });
    return Model(std::move(*state));
  });
}

Result<Heatmap> Model::heatmap(const ImageView& image, HeatmapTiming* timing) const {
  return detail::no_throw([&]() -> Result<Heatmap> {
    if (auto checked = validate(image); !checked) {
      return std::move(checked).error();
    }
    return state_->see(image, timing);
  });
}

Result<std::vector<Heatmap>> Model::heatmaps(std::span<const ImageView> images) const {
  return detail::no_throw([&]() -> Result<std::vector<Heatmap>> {
    for (const ImageView& image : images) {
      if (auto checked = validate(image); !checked) {
        return std::move(checked).error();
      }
    }
    return state_->see_all(images);
  });
}

}  // namespace jpegaware::saliency
