// SPDX-License-Identifier: Apache-2.0
// Training: it learns, repeats itself, goes on after an interruption, and the encoder computes what was trained.
#include "gaze_training.h"

#include <torch/types.h>

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <numeric>
#include <random>

#include "catch.hpp"
#include "gaze_head.h"
#include "half_from_float.h"
#include "runtime_module.h"

namespace jpegaware::apps {
namespace {

constexpr int kChannels = 8;

/// Photos whose first finest feature is high exactly where people looked; all others are noise.
std::vector<GazeExamples> learnable_examples(int count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  GazeExamples examples;
  examples.count = count;
  for (std::size_t i = 0; i < kGazeInputCount; ++i) {
    const int side = i < 3 ? 2 : i < 6 ? 4 : 8;
    FeatureBlock& block = examples.features[i];
    block = {4, side, side, {}};
    for (int photo = 0; photo < count; ++photo) {
      std::vector<std::uint16_t>& halves = block.halves.emplace_back();
      for (int k = 0; k < 4 * side * side; ++k) {
        halves.push_back(half_from_float(normal(random)));
      }
    }
  }
  FeatureBlock& finest = examples.features.back();
  for (int photo = 0; photo < count; ++photo) {
    const auto cell = static_cast<std::size_t>(random() % 64);
    finest.halves[static_cast<std::size_t>(photo)][cell] = half_from_float(20.0F);
    const auto x = (static_cast<float>(cell % 8) + 0.5F) / 8.0F;
    const auto y = (static_cast<float>(cell / 8) + 0.5F) / 8.0F;
    examples.fixations.push_back({{x, y}, {x, y}});
  }
  return {examples};
}

GazeTrainingOptions quick_options() {
  GazeTrainingOptions options;
  options.heads = 1;
  options.channels = kChannels;
  options.epochs = 3;
  options.dropout = 0.1;
  options.threads = 1;
  return options;
}

std::vector<double> losses_of(const std::vector<GazeExamples>& groups, const GazeTrainingOptions& options) {
  std::vector<double> losses;
  const auto tensors = train_gaze(groups, options, [&](const EpochReport& r) { losses.push_back(r.loss); });
  REQUIRE(tensors);
  return losses;
}

bool equal(const NamedTensors& a, const NamedTensors& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) {
           return x.first == y.first && x.second.shape == y.second.shape && x.second.values == y.second.values;
         });
}

TEST_CASE("gaze_training: the loss falls where there is something to learn", "[gaze_training][unit]") {
  GazeTrainingOptions options = quick_options();
  options.epochs = 12;
  const auto losses = losses_of(learnable_examples(160, 1), options);
  REQUIRE(losses.size() == 12);
  CHECK(losses.back() < 0.7 * losses.front());
}

TEST_CASE("gaze_training: the same seed gives the same head, another seed another", "[gaze_training][property]") {
  const auto groups = learnable_examples(32, 2);
  const auto quiet = [](const EpochReport&) {};
  GazeTrainingOptions options = quick_options();
  const auto first = train_gaze(groups, options, quiet);
  const auto again = train_gaze(groups, options, quiet);
  options.seed = 2;
  const auto other = train_gaze(groups, options, quiet);
  REQUIRE(first);
  REQUIRE(again);
  REQUIRE(other);
  CHECK(equal(*first, *again));
  CHECK_FALSE(equal(*first, *other));
}

struct Interrupted {};

TEST_CASE("gaze_training: going on after an interruption ends at the same heads", "[gaze_training][property]") {
  const auto groups = learnable_examples(32, 3);
  GazeTrainingOptions options = quick_options();
  options.heads = 2;
  const auto whole = train_gaze(groups, options, [](const EpochReport&) {});
  options.progress_file =
      std::filesystem::temp_directory_path() / ("gaze_training_test-" + std::to_string(::getpid()));
  const auto interrupt = [](const EpochReport& r) {
    if (r.head == 2) {
      throw Interrupted{};
    }
  };
  CHECK_THROWS_AS(train_gaze(groups, options, interrupt), Interrupted);
  std::vector<int> epochs;
  const auto resumed = train_gaze(groups, options, [&](const EpochReport& r) { epochs.push_back(r.epoch); });
  REQUIRE(whole);
  REQUIRE(resumed);
  CHECK(epochs == std::vector<int>{2, 3});
  CHECK(equal(*whole, *resumed));
  options.seed = 9;
  CHECK(train_gaze(groups, options, interrupt).error().code == ErrorCode::kInvalidArgument);
  std::ofstream(head_progress_file(options.progress_file, 0)) << "damaged";
  CHECK(train_gaze(groups, options, interrupt).error().code == ErrorCode::kBadInput);
  for (const int head : {0, 1}) {
    std::filesystem::remove(head_progress_file(options.progress_file, head));
  }
}

TEST_CASE("gaze_training: without examples there is nothing to learn", "[gaze_training][unit]") {
  CHECK(train_gaze({}, quick_options(), [](const EpochReport&) {}).error().code == ErrorCode::kInvalidArgument);
}

saliency::InputPlanes noise_picture(int width, int height) {
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  saliency::InputPlanes planes{width, height, {}};
  for (int i = 0; i < 3 * width * height; ++i) {
    planes.samples.push_back(normal(random));
  }
  return planes;
}

TEST_CASE("gaze_head: the encoder's runtime computes what was trained", "[gaze_head][weights]") {
  std::ifstream stream(TEST_WEIGHTS, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const auto shipped = saliency::WeightsFile::from_bytes(std::as_bytes(std::span(text)), "shipped");
  const auto runtime = saliency::load_runtime_module(saliency::Runtime::kOpenCv, TEST_MODULE_DIR);
  REQUIRE(shipped);
  REQUIRE(runtime);
  auto network = saliency::make_network(*shipped);
  REQUIRE(network);
  // Sides that are odd at stride 32, where coarse maps are cut after they are doubled.
  const auto picture = noise_picture(208, 112);
  const auto readable = with_gaze_inputs_read_out(*network);
  REQUIRE(readable);
  auto runner = (*runtime)->make_runner(*readable);
  REQUIRE(runner);
  const auto maps = (*runner)->run(picture);
  REQUIRE(maps);
  FeatureBatch batch;
  for (std::size_t i = 0; i < kGazeInputCount; ++i) {
    const saliency::FeatureMap& map = (*maps)[i];
    batch[i] = torch::tensor(at::ArrayRef<float>(map.values)).view({1, map.channels, map.height, map.width});
  }
  GazeExamples example;
  example.count = 1;
  for (std::size_t i = 0; i < kGazeInputCount; ++i) {
    example.features[i] = {(*maps)[i].channels, (*maps)[i].height, (*maps)[i].width, {{}}};
    for (const float value : (*maps)[i].values) {
      example.features[i].halves[0].push_back(half_from_float(value));
    }
  }
  const std::vector<GazeExamples> groups{example};
  const std::vector<Parameters> heads{make_gaze_parameters(groups, 16), make_gaze_parameters(groups, 16)};
  const FeatureScales scales = measure_scales(groups);
  constexpr double kExponent = 1.25;
  const auto bytes = with_tensors(std::as_bytes(std::span(text)), gaze_tensors(heads, scales, kExponent), {});
  REQUIRE(bytes);
  const auto trained = saliency::WeightsFile::from_bytes(*bytes, "trained");
  REQUIRE(trained);
  const auto whole = saliency::make_network(*trained);
  REQUIRE(whole);
  auto encoder = (*runtime)->make_runner(*whole);
  REQUIRE(encoder);
  const auto outputs = (*encoder)->run(picture);
  REQUIRE(outputs);
  const torch::NoGradGuard no_gradients;
  // The new heads' centre bias is zero, so that their logits are the last layer's.
  const torch::Tensor both = gaze_logits(heads[0], scales, batch, 0.0) + gaze_logits(heads[1], scales, batch, 0.0);
  const torch::Tensor expected =
      torch::pixel_unshuffle((both * (0.5 * kExponent)).unsqueeze(1), kGazeParts).contiguous();
  const std::vector<float>& values = outputs->back().values;
  REQUIRE(static_cast<std::size_t>(expected.numel()) == values.size());
  float furthest = 0.0F;
  for (std::size_t i = 0; i < values.size(); ++i) {
    furthest = std::max(furthest, std::abs(values[i] - expected.data_ptr<float>()[i]));
  }
  CHECK(furthest < 2e-3F);  // weights are stored as 16-bit floats
}

}  // namespace
}  // namespace jpegaware::apps
