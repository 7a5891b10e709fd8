// SPDX-License-Identifier: Apache-2.0
// Stage: features of several depths -> logits of where people look; and the head as tensors.
#include "gaze_head.h"

#include <torch/nn/functional/upsampling.h>
#include <torch/torch.h>

#include <cmath>
#include <cstddef>

namespace jpegaware::apps {
namespace {

/// A first layer of the head: which of kGazeInputs it reads, and where its weights are.
struct Reduction {
  const char* name;
  std::size_t first;
  std::size_t count;
};
constexpr std::array kReductions = {Reduction{"reduce32", 0, 3}, Reduction{"reduce16", 3, 3},
                                    Reduction{"reduce8", 6, 2}};
constexpr std::array kRefinements = {"refine32", "refine16", "refine8.0", "refine8.1"};

/// Share of the last layer's input channels that are dropped while training; 0.2 is no better.
constexpr double kLastDropout = 0.1;

const torch::Tensor& part(const Parameters& parameters, const std::string& name) {
  return parameters.at(name);
}

/// Uniform within 1 / sqrt(inputs), as Torch begins its own convolutions.
void add_layer(Parameters& parameters, const std::string& name, std::vector<std::int64_t> shape,
               std::int64_t inputs) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
  const std::int64_t outputs = shape.front();
  parameters[name + ".weight"] = torch::empty(shape).uniform_(-bound, bound);
  parameters[name + ".bias"] = torch::empty({outputs}).uniform_(-bound, bound);
}

torch::Tensor pointwise(const Parameters& parameters, const std::string& name,
                        const torch::Tensor& in) {
  const torch::Tensor& weight = part(parameters, name + ".weight");
  return torch::conv2d(in, weight.view({weight.size(0), weight.size(1), 1, 1}),
                       part(parameters, name + ".bias"));
}

torch::Tensor refine(const Parameters& parameters, const std::string& name,
                     const torch::Tensor& in) {
  const torch::Tensor& weight = part(parameters, name + ".depthwise.weight");
  const std::int64_t channels = weight.size(0);
  const torch::Tensor filtered = torch::relu(torch::conv2d(
      in, weight.view({channels, 1, 3, 3}), part(parameters, name + ".depthwise.bias"),
      /*stride=*/1, /*padding=*/1, /*dilation=*/1, channels));
  return in + pointwise(parameters, name + ".project", filtered);
}

torch::Tensor standardised(const FeatureScales& scales, const FeatureBatch& features,
                           const Reduction& reduction, double dropout) {
  std::vector<torch::Tensor> parts;
  for (std::size_t i = reduction.first; i < reduction.first + reduction.count; ++i) {
    parts.push_back((features[i] - scales.mean[i]) / scales.deviation[i]);
  }
  const torch::Tensor joined = torch::cat(parts, 1);
  return dropout > 0.0 ? torch::feature_dropout(joined, dropout, true) : joined;
}

/// Twice the size, bilinear between cell centres, cut to the finer map's size (an odd side of
/// which half has been rounded up).
torch::Tensor doubled(const torch::Tensor& coarse, const torch::Tensor& finer) {
  namespace functional = torch::nn::functional;
  const auto options = functional::InterpolateFuncOptions()
                           .scale_factor(std::vector<double>{2.0, 2.0})
                           .mode(torch::kBilinear)
                           .align_corners(false);
  return functional::interpolate(coarse, options)
      .slice(2, 0, finer.size(2))
      .slice(3, 0, finer.size(3));
}

/// The learned centre bias on a grid: b0 u^2 + b1 v^2 + b2 v + b3 u^4 + b4 v^4, where u and v run
/// from -1 to 1 over the photo. Even in u, because photos are mirrored.
torch::Tensor center_bias(const torch::Tensor& b, std::int64_t height, std::int64_t width) {
  const torch::Tensor v = ((torch::arange(height) + 0.5) / height * 2 - 1).unsqueeze(1);
  const torch::Tensor u = ((torch::arange(width) + 0.5) / width * 2 - 1).unsqueeze(0);
  return b[0] * u.pow(2) + b[1] * v.pow(2) + b[2] * v + b[3] * u.pow(4) + b[4] * v.pow(4);
}

TensorValues stored(const torch::Tensor& tensor, StoredAs stored_as) {
  const torch::Tensor plain = tensor.detach().to(torch::kFloat32).contiguous();
  TensorValues values{stored_as, {}, {}};
  for (const std::int64_t side : plain.sizes()) {
    values.shape.push_back(static_cast<int>(side));
  }
  const float* first = plain.data_ptr<float>();
  values.values.assign(first, first + plain.numel());
  return values;
}

/// A head's layers but the last, for features as the network gives them.
Parameters scales_folded_in(const Parameters& head, const FeatureScales& scales) {
  Parameters folded;
  for (const Reduction& reduction : kReductions) {
    std::vector<torch::Tensor> means;
    std::vector<torch::Tensor> deviations;
    for (std::size_t i = reduction.first; i < reduction.first + reduction.count; ++i) {
      means.push_back(scales.mean[i].flatten());
      deviations.push_back(scales.deviation[i].flatten());
    }
    const std::string name = reduction.name;
    const torch::Tensor weight = part(head, name + ".weight") / torch::cat(deviations).unsqueeze(0);
    folded[name + ".weight"] = weight;
    folded[name + ".bias"] = part(head, name + ".bias") - (weight * torch::cat(means)).sum(1);
  }
  for (const std::string name : kRefinements) {
    for (const char* layer :
         {".depthwise.weight", ".depthwise.bias", ".project.weight", ".project.bias"}) {
      folded[name + layer] = part(head, name + layer);
    }
  }
  return folded;
}

}  // namespace

FeatureBatch batch_of(const GazeExamples& examples, std::span<const std::int64_t> rows) {
  FeatureBatch batch;
  for (std::size_t i = 0; i < kGazeInputCount; ++i) {
    const FeatureBlock& block = examples.features[i];
    std::vector<torch::Tensor> photos;
    for (const std::int64_t row : rows) {
      const auto& halves = block.halves[static_cast<std::size_t>(row)];
      // from_blob wants a pointer to non-const; the tensor is only read.
      photos.push_back(
          torch::from_blob(const_cast<std::uint16_t*>(
                               halves.data()),  // NOLINT(cppcoreguidelines-pro-type-const-cast)
                           {block.channels, block.height, block.width}, torch::kHalf));
    }
    batch[i] = torch::stack(photos).to(torch::kFloat32);
  }
  return batch;
}

FeatureScales measure_scales(const std::vector<GazeExamples>& groups) {
  constexpr int kEvery = 4;
  constexpr double kLeastDeviation = 1e-3;
  FeatureScales scales;
  std::array<torch::Tensor, kGazeInputCount> sum;
  std::array<torch::Tensor, kGazeInputCount> squares;
  std::array<double, kGazeInputCount> samples{};
  for (const GazeExamples& examples : groups) {
    for (int row = 0; row < examples.count; row += kEvery) {
      const FeatureBatch features = batch_of(examples, std::array{static_cast<std::int64_t>(row)});
      for (std::size_t i = 0; i < kGazeInputCount; ++i) {
        const torch::Tensor values = features[i].to(torch::kFloat64);
        const torch::Tensor one = values.sum({0, 2, 3}, /*keepdim=*/true);
        const torch::Tensor two = values.square().sum({0, 2, 3}, /*keepdim=*/true);
        sum[i] = sum[i].defined() ? sum[i] + one : one;
        squares[i] = squares[i].defined() ? squares[i] + two : two;
        samples[i] += static_cast<double>(values.size(2) * values.size(3));
      }
    }
  }
  for (std::size_t i = 0; i < kGazeInputCount; ++i) {
    const torch::Tensor mean = sum[i] / samples[i];
    const torch::Tensor variance = (squares[i] / samples[i] - mean.square()).clamp_min(0.0);
    scales.mean[i] = mean.to(torch::kFloat32);
    scales.deviation[i] = variance.sqrt().clamp_min(kLeastDeviation).to(torch::kFloat32);
  }
  return scales;
}

Parameters make_gaze_parameters(const std::vector<GazeExamples>& groups, int channels) {
  constexpr double kFirstLogitWeights = 0.02;  // begins with a nearly uniform density
  Parameters parameters;
  for (const Reduction& reduction : kReductions) {
    std::int64_t inputs = 0;
    for (std::size_t i = reduction.first; i < reduction.first + reduction.count; ++i) {
      inputs += groups.front().features[i].channels;
    }
    add_layer(parameters, reduction.name, {channels, inputs}, inputs);
  }
  for (const std::string name : kRefinements) {
    add_layer(parameters, name + ".depthwise", {channels, 3, 3}, 9);
    add_layer(parameters, name + ".project", {channels, channels}, channels);
    parameters[name + ".project.bias"].zero_();
  }
  add_layer(parameters, "logit", {kGazeParts * kGazeParts, channels}, channels);
  parameters["logit.weight"].normal_(0.0, kFirstLogitWeights);
  parameters["center_bias"] = torch::zeros({5});
  return parameters;
}

torch::Tensor gaze_logits(const Parameters& parameters, const FeatureScales& scales,
                          const FeatureBatch& features, double dropout) {
  const auto reduced = [&](std::size_t i) {
    return pointwise(parameters, kReductions[i].name,
                     standardised(scales, features, kReductions[i], dropout));
  };
  torch::Tensor map = refine(parameters, "refine32", torch::relu(reduced(0)));
  const torch::Tensor middle = reduced(1);
  map = refine(parameters, "refine16", torch::relu(middle + doubled(map, middle)));
  const torch::Tensor fine = reduced(2);
  map = torch::relu(fine + doubled(map, fine));
  map = refine(parameters, "refine8.1", refine(parameters, "refine8.0", map));
  if (dropout > 0.0) {
    map = torch::feature_dropout(map, kLastDropout, true);
  }
  const torch::Tensor logits =
      torch::pixel_shuffle(pointwise(parameters, "logit", map), kGazeParts).squeeze(1);
  return logits + center_bias(part(parameters, "center_bias"), logits.size(1), logits.size(2));
}

NamedTensors gaze_tensors(std::span<const Parameters> heads, const FeatureScales& scales,
                          double exponent) {
  const torch::NoGradGuard no_gradients;
  const double share = exponent / static_cast<double>(heads.size());
  std::map<std::string, std::vector<torch::Tensor>> side_by_side;
  std::vector<torch::Tensor> logit_weights;
  torch::Tensor logit_bias = torch::zeros({kGazeParts * kGazeParts});
  torch::Tensor bias_of_center = torch::zeros({5});
  for (const Parameters& head : heads) {
    for (const auto& [name, tensor] : scales_folded_in(head, scales)) {
      side_by_side[name].push_back(tensor);
    }
    logit_weights.push_back(part(head, "logit.weight") * share);
    logit_bias = logit_bias + part(head, "logit.bias") * share;
    bias_of_center = bias_of_center + part(head, "center_bias") * share;
  }
  Parameters file{{"logit.weight", torch::cat(logit_weights, 1)},
                  {"logit.bias", logit_bias},
                  {"center_bias", bias_of_center}};
  for (const auto& [name, tensors] : side_by_side) {
    file[name] = torch::cat(tensors, 0);
  }
  NamedTensors tensors;
  for (const auto& [name, tensor] : file) {
    const bool is_weight = name.ends_with(".weight");
    tensors["gaze." + name] = stored(tensor, is_weight ? StoredAs::kFloat16 : StoredAs::kFloat32);
  }
  return tensors;
}

}  // namespace jpegaware::apps
