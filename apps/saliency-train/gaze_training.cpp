// SPDX-License-Identifier: Apache-2.0
// Stage: frozen features and fixations -> the gaze head's tensors. Optimiser, averages, resuming.
#include "gaze_training.h"

#include <ATen/Parallel.h>
#include <torch/serialize.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <utility>

#include "gaze_head.h"

namespace jpegaware::apps {
namespace {

// Chosen on a split inside osie's and nus_scene's training lists, 2026-11:
// half of each target is the histogram itself, half the histogram blurred by about one cell
// (bare histograms overfit: correlation -0.03); the two linear scores are part of the loss
// (correlation +0.01 at equal NSS; half or double the weights change less than a seed does).
constexpr double kBlurredShare = 0.5;
constexpr double kBlurSigma_cells = 1.0;  ///< on a grid of 40 x 30, in proportion on others
constexpr double kReferenceCells = 40.0 * 30.0;
constexpr double kNssWeight = 0.3;
constexpr double kCorrelationWeight = 0.5;

constexpr int kWarmUpSteps = 100;
constexpr double kAverageDecay = 0.998;
constexpr double kAverageWarmUpSteps = 20.0;
constexpr double kMomentDecay = 0.9;
constexpr double kSquareDecay = 0.999;
constexpr double kTiny = 1e-8;

/// Rows of one group that make a step.
struct Batch {
  std::size_t group = 0;
  std::vector<std::int64_t> rows;
};

struct Targets {
  torch::Tensor mixed;    ///< count x cells, each of sum 1
  torch::Tensor blurred;  ///< likewise
};

/// Everything that changes from step to step.
struct State {
  Parameters parameters;
  Parameters average;
  Parameters first_moment;
  Parameters second_moment;
  std::int64_t steps = 0;
  int epochs_done = 0;
};

torch::Tensor blurred(const torch::Tensor& histograms, double sigma) {
  const auto reach = static_cast<std::int64_t>(std::max(1.0, std::floor(3.0 * sigma + 0.5)));
  const torch::Tensor offsets = torch::arange(-reach, reach + 1, torch::kFloat32);
  torch::Tensor taps = torch::exp(-offsets.square() / (2.0 * sigma * sigma));
  taps = taps / taps.sum();
  const torch::Tensor across =
      torch::conv2d(histograms, taps.view({1, 1, 1, -1}), {}, 1, at::IntArrayRef{0, reach});
  return torch::conv2d(across, taps.view({1, 1, -1, 1}), {}, 1, at::IntArrayRef{reach, 0});
}

Targets make_targets(const GazeExamples& examples) {
  const FeatureBlock& finest = examples.features.back();
  const int height = finest.height * kGazeParts;
  const int width = finest.width * kGazeParts;
  torch::Tensor counts = torch::zeros({examples.count, 1, height, width});
  auto cells = counts.accessor<float, 4>();
  for (int i = 0; i < examples.count; ++i) {
    for (const RelativePoint& point : examples.fixations[static_cast<std::size_t>(i)]) {
      const int y = std::min(static_cast<int>(point.y * static_cast<float>(height)), height - 1);
      const int x = std::min(static_cast<int>(point.x * static_cast<float>(width)), width - 1);
      cells[i][0][y][x] += 1.0F;
    }
  }
  const double sigma = kBlurSigma_cells * std::sqrt(height * width / kReferenceCells);
  const auto shares = [](const torch::Tensor& maps) {
    const torch::Tensor flat = maps.flatten(1);
    return flat / flat.sum(1, /*keepdim=*/true);
  };
  const torch::Tensor sharp = shares(counts);
  const torch::Tensor soft = shares(blurred(counts, sigma));
  return {kBlurredShare * soft + (1.0 - kBlurredShare) * sharp, soft};
}

/// Each row less its mean, in its standard deviations.
torch::Tensor in_deviations(const torch::Tensor& rows) {
  return (rows - rows.mean(1, true)) / (rows.std(1, /*unbiased=*/true, /*keepdim=*/true) + 1e-9);
}

/// Cross-entropy less what NSS and correlation earn, summed over the batch.
torch::Tensor loss_of(const torch::Tensor& logits, const torch::Tensor& mixed,
                      const torch::Tensor& soft) {
  const torch::Tensor log_density = logits.flatten(1).log_softmax(1);
  const torch::Tensor map = in_deviations(log_density.exp());
  const torch::Tensor entropy = -(mixed * log_density).sum(1);
  const torch::Tensor nss = (map * mixed).sum(1);
  const torch::Tensor correlation = (map * in_deviations(soft)).mean(1);
  return (entropy - kNssWeight * nss - kCorrelationWeight * correlation).sum();
}

/// All batches of an epoch in an order that seed and epoch decide.
std::vector<Batch> shuffled_batches(const std::vector<GazeExamples>& groups, int batch,
                                    std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Batch> batches;
  for (std::size_t group = 0; group < groups.size(); ++group) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(groups[group].count));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = static_cast<std::int64_t>(i);
    }
    std::shuffle(rows.begin(), rows.end(), random);
    const auto size = static_cast<std::size_t>(batch);
    for (std::size_t first = 0; first < rows.size(); first += size) {
      const std::size_t last = std::min(rows.size(), first + size);
      batches.push_back({group,
                         {rows.begin() + static_cast<std::ptrdiff_t>(first),
                          rows.begin() + static_cast<std::ptrdiff_t>(last)}});
    }
  }
  std::shuffle(batches.begin(), batches.end(), random);
  return batches;
}

/// AdamW (Loshchilov and Hutter 2019), then the running average of the weights.
void step(State& state, const GazeTrainingOptions& options, double rate) {
  const torch::NoGradGuard no_gradients;
  ++state.steps;
  const auto count = static_cast<double>(state.steps);
  const double first_scale = 1.0 - std::pow(kMomentDecay, count);
  const double second_scale = 1.0 - std::pow(kSquareDecay, count);
  const double keep = std::min(kAverageDecay, count / (count + kAverageWarmUpSteps));
  for (auto& [name, parameter] : state.parameters) {
    const torch::Tensor& gradient = parameter.grad();
    torch::Tensor& first = state.first_moment.at(name);
    torch::Tensor& second = state.second_moment.at(name);
    first.mul_(kMomentDecay).add_(gradient, 1.0 - kMomentDecay);
    second.mul_(kSquareDecay).addcmul_(gradient, gradient, 1.0 - kSquareDecay);
    parameter.mul_(1.0 - rate * options.weight_decay);
    parameter.addcdiv_(first, (second / second_scale).sqrt_().add_(kTiny), -rate / first_scale);
    parameter.mutable_grad().zero_();
    state.average.at(name).mul_(keep).add_(parameter, 1.0 - keep);
  }
}

State begin(const std::vector<GazeExamples>& groups, const GazeTrainingOptions& options) {
  torch::manual_seed(options.seed);
  State state;
  state.parameters = make_gaze_parameters(groups, options.channels);
  for (auto& [name, parameter] : state.parameters) {
    state.average[name] = parameter.clone();
    state.first_moment[name] = torch::zeros_like(parameter);
    state.second_moment[name] = torch::zeros_like(parameter);
    parameter.requires_grad_(true);
    parameter.mutable_grad() = torch::zeros_like(parameter);
  }
  return state;
}

/// What must be equal for a progress file to be this training's.
std::string fingerprint(const std::vector<GazeExamples>& groups,
                        const GazeTrainingOptions& options) {
  std::string text = std::to_string(options.channels) + '/' + std::to_string(options.epochs) + '/' +
                     std::to_string(options.batch) + '/' + std::to_string(options.rate) + '/' +
                     std::to_string(options.weight_decay) + '/' + std::to_string(options.dropout) +
                     '/' + std::to_string(options.seed) + '/' + std::to_string(options.threads);
  for (const GazeExamples& examples : groups) {
    text += '/' + std::to_string(examples.count);
  }
  return text;
}

constexpr std::array kStateParts = {"parameters", "average", "first_moment", "second_moment"};

std::array<Parameters*, 4> parts_of(State& state) {
  return {&state.parameters, &state.average, &state.first_moment, &state.second_moment};
}

/// Written beside its place and renamed, so that an interruption leaves the older file whole.
Result<void> save(State& state, const std::string& mark, const std::filesystem::path& path) {
  torch::serialize::OutputArchive archive;
  archive.write("options", c10::IValue(mark));
  archive.write("steps", c10::IValue(state.steps));
  archive.write("epochs_done", c10::IValue(static_cast<std::int64_t>(state.epochs_done)));
  const auto parts = parts_of(state);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    torch::serialize::OutputArchive inner;
    for (const auto& [name, tensor] : *parts[i]) {
      // Torch's archives read a dot as a path.
      std::string key = name;
      std::replace(key.begin(), key.end(), '.', '_');
      inner.write(key, tensor.detach(), /*is_buffer=*/true);
    }
    archive.write(kStateParts[i], inner);
  }
  const std::string temporary = path.string() + ".part";
  archive.save_to(temporary);
  std::error_code failed;
  std::filesystem::rename(temporary, path, failed);
  if (failed) {
    return Error{ErrorCode::kIo, path.string() + ": " + failed.message()};
  }
  return {};
}

Result<void> restore(State& state, const std::string& mark, const std::filesystem::path& path) {
  torch::serialize::InputArchive archive;
  archive.load_from(path.string());
  c10::IValue value;
  archive.read("options", value);
  if (value.toStringRef() != mark) {
    return Error{ErrorCode::kInvalidArgument,
                 path.string() +
                     ": belongs to a training with other options or photos; remove it or "
                     "name another"};
  }
  archive.read("steps", value);
  state.steps = value.toInt();
  archive.read("epochs_done", value);
  state.epochs_done = static_cast<int>(value.toInt());
  const torch::NoGradGuard no_gradients;
  const auto parts = parts_of(state);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    torch::serialize::InputArchive inner;
    archive.read(kStateParts[i], inner);
    for (auto& [name, tensor] : *parts[i]) {
      std::string key = name;
      std::replace(key.begin(), key.end(), '.', '_');
      torch::Tensor stored;
      inner.read(key, stored, /*is_buffer=*/true);
      tensor.copy_(stored);
    }
  }
  return {};
}

class Training {
 public:
  Training(const std::vector<GazeExamples>& groups, const FeatureScales& scales,
           const GazeTrainingOptions& options)
      : groups_(groups), options_(options), scales_(scales), state_(begin(groups, options)) {
    for (const GazeExamples& examples : groups) {
      targets_.push_back(make_targets(examples));
    }
  }

  /// One pass over all examples; their mean loss.
  double run_epoch() {
    // Each epoch draws from a seed of its own, so that a resumed training needs no generator's
    // state.
    const std::uint64_t seed =
        options_.seed * 1000003U + static_cast<std::uint64_t>(state_.epochs_done);
    torch::manual_seed(seed);
    double total = 0.0;
    std::size_t examples = 0;
    const auto batches = shuffled_batches(groups_, options_.batch, seed);
    const double all_steps = static_cast<double>(batches.size()) * options_.epochs;
    for (const Batch& batch : batches) {
      const auto rows = torch::tensor(batch.rows);
      const Targets& targets = targets_[batch.group];
      const torch::Tensor logits = gaze_logits(
          state_.parameters, scales_, batch_of(groups_[batch.group], batch.rows), options_.dropout);
      const torch::Tensor loss = loss_of(logits, targets.mixed.index_select(0, rows),
                                         targets.blurred.index_select(0, rows));
      total += loss.item<double>();
      examples += batch.rows.size();
      // Over the full batch size, so that an example of a small batch weighs as much as any.
      (loss / options_.batch).backward();
      const auto done = static_cast<double>(state_.steps);
      const double rise = std::min(1.0, (done + 1.0) / kWarmUpSteps);
      step(state_, options_,
           options_.rate * rise * 0.5 * (1.0 + std::cos(M_PI * done / all_steps)));
    }
    ++state_.epochs_done;
    return total / static_cast<double>(examples);
  }

  [[nodiscard]] State& state() { return state_; }

 private:
  const std::vector<GazeExamples>& groups_;
  const GazeTrainingOptions& options_;
  const FeatureScales& scales_;
  State state_;
  std::vector<Targets> targets_;
};

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Runs what is left of a training, from its progress file where there is one.
Result<void> run(Training& training, int head, const std::string& mark,
                 const GazeTrainingOptions& options, const EpochReporter& report) {
  const std::filesystem::path& file = options.progress_file;
  if (!file.empty() && std::filesystem::exists(file)) {
    if (auto restored = restore(training.state(), mark, file); !restored) {
      return restored;
    }
  }
  const double start_s = now_s();
  const int already_done = training.state().epochs_done;
  while (training.state().epochs_done < options.epochs) {
    const double loss = training.run_epoch();
    const int done = training.state().epochs_done;
    if (!file.empty()) {
      if (auto saved = save(training.state(), mark, file); !saved) {
        return saved;
      }
    }
    const double epoch_s = (now_s() - start_s) / (done - already_done);
    report({head + 1, options.heads, done, options.epochs, loss,
            epoch_s * (options.epochs * (options.heads - head) - done)});
  }
  return {};
}

/// Torch's and the library's exceptions as errors.
template <typename Work>
auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const c10::Error& problem) {
    return Error{ErrorCode::kBadInput,
                 std::string("training: ") + problem.what_without_backtrace()};
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "training: out of memory"};
  }
}

}  // namespace

std::filesystem::path head_progress_file(const std::filesystem::path& progress_file, int head) {
  return progress_file.empty()
             ? progress_file
             : std::filesystem::path(progress_file.string() + std::to_string(head));
}

Result<NamedTensors> train_gaze(const std::vector<GazeExamples>& groups,
                                const GazeTrainingOptions& options, const EpochReporter& report) {
  if (groups.empty()) {
    return Error{ErrorCode::kInvalidArgument, "training: there is no photo with fixations"};
  }
  return guarded([&]() -> Result<NamedTensors> {
    at::set_num_threads(options.threads);
    const FeatureScales scales = measure_scales(groups);
    std::vector<Parameters> heads;
    for (int head = 0; head < options.heads; ++head) {
      GazeTrainingOptions one = options;
      one.seed += static_cast<std::uint64_t>(head);
      one.progress_file = head_progress_file(options.progress_file, head);
      Training training(groups, scales, one);
      if (auto trained = run(training, head, fingerprint(groups, one), one, report); !trained) {
        return std::move(trained).error();
      }
      heads.push_back(training.state().average);
    }
    return gaze_tensors(heads, scales, options.exponent);
  });
}

}  // namespace jpegaware::apps
