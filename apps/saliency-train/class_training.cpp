// SPDX-License-Identifier: Apache-2.0
// Stage: labelled features -> the classifier's tensors, each class a sigmoid of its own.
#include "class_training.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>

namespace jpegaware::apps {
namespace {

constexpr double kRate = 1e-3;
constexpr double kWeightDecay = 1e-2;

torch::Tensor tensor_of(const std::vector<float>& values, at::IntArrayRef shape) {
  return torch::tensor(at::ArrayRef<float>(values)).view(shape);
}

TensorValues stored(const torch::Tensor& tensor, StoredAs stored_as, std::vector<int> shape) {
  const torch::Tensor plain = tensor.detach().contiguous();
  const float* first = plain.data_ptr<float>();
  return {stored_as, std::move(shape), std::vector<float>(first, first + plain.numel())};
}

NamedTensors train(const ClassExamples& examples, const LinearClassifier& start,
                   const GazeTrainingOptions& options,
                   const EpochReporter& report) {
  at::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  const auto classes = static_cast<std::int64_t>(examples.classes.size());
  const torch::Tensor features = tensor_of(examples.features, {examples.count, examples.channels});
  const torch::Tensor labels = tensor_of(examples.labels, {examples.count, classes});
  torch::Tensor weight = tensor_of(start.weight, {classes, examples.channels}).set_requires_grad(true);
  torch::Tensor bias = tensor_of(start.bias, {classes}).set_requires_grad(true);
  torch::optim::AdamW optimizer({weight, bias}, torch::optim::AdamWOptions(kRate).weight_decay(kWeightDecay));
  const auto start_time = std::chrono::steady_clock::now();
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    double total = 0.0;
    for (const torch::Tensor& rows : torch::randperm(examples.count).split(options.batch)) {
      optimizer.zero_grad();
      const torch::Tensor logits = torch::linear(features.index_select(0, rows), weight, bias);
      const torch::Tensor loss =
          torch::binary_cross_entropy_with_logits(logits, labels.index_select(0, rows));
      loss.backward();
      optimizer.step();
      total += loss.item<double>() * static_cast<double>(rows.numel());
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_time;
    report({1, 1, epoch, options.epochs, total / examples.count,
            taken.count() / epoch * (options.epochs - epoch)});
  }
  const int rows = static_cast<int>(classes);
  return {{"classifier.weight", stored(weight, StoredAs::kFloat16, {rows, examples.channels})},
          {"classifier.bias", stored(bias, StoredAs::kFloat32, {rows})}};
}

}  // namespace

LinearClassifier rows_for(const ClassExamples& examples, const LinearClassifier& known,
                          std::span<const std::string> known_classes) {
  const auto channels = static_cast<std::size_t>(examples.channels);
  LinearClassifier rows{std::vector<float>(examples.classes.size() * channels, 0.0F),
                        std::vector<float>(examples.classes.size(), 0.0F)};
  for (std::size_t i = 0; i < examples.classes.size(); ++i) {
    const auto found = std::find(known_classes.begin(), known_classes.end(), examples.classes[i]);
    if (found != known_classes.end()) {
      const auto row = static_cast<std::size_t>(found - known_classes.begin());
      std::copy_n(known.weight.begin() + static_cast<std::ptrdiff_t>(row * channels), channels,
                  rows.weight.begin() + static_cast<std::ptrdiff_t>(i * channels));
      rows.bias[i] = known.bias[row];
    }
  }
  return rows;
}

Result<NamedTensors> train_classes(const ClassExamples& examples, const LinearClassifier& start,
                                   const GazeTrainingOptions& options,
                                   const EpochReporter& report) {
  if (examples.count == 0) {
    return Error{ErrorCode::kInvalidArgument, "training: there is no labelled photo"};
  }
  try {
    return train(examples, start, options, report);
  } catch (const c10::Error& problem) {
    return Error{ErrorCode::kInternal, std::string("training: ") + problem.what_without_backtrace()};
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "training: out of memory"};
  }
}

}  // namespace jpegaware::apps
