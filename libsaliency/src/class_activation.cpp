// SPDX-License-Identifier: Apache-2.0
// Stage: features and logits -> class activation maps. One Eigen product over our own buffers.
#include "class_activation.h"

#include <Eigen/Core>
#include <algorithm>
#include <numeric>

#include "half_float.h"

namespace jpegaware::saliency {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::vector<float> softmax(std::span<const float> logits) {
  const float highest = *std::max_element(logits.begin(), logits.end());
  std::vector<float> probabilities;
  probabilities.reserve(logits.size());
  for (const float logit : logits) {
    probabilities.push_back(std::exp(logit - highest));
  }
  const float sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0F);
  for (float& probability : probabilities) {
    probability /= sum;
  }
  return probabilities;
}

std::vector<float> sigmoid(std::span<const float> logits) {
  std::vector<float> probabilities;
  probabilities.reserve(logits.size());
  for (const float logit : logits) {
    probabilities.push_back(1.0F / (1.0F + std::exp(-logit)));
  }
  return probabilities;
}

std::vector<int> present_classes(std::span<const float> probabilities, float threshold) {
  std::vector<int> present;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    if (probabilities[i] >= threshold) {
      present.push_back(static_cast<int>(i));
    }
  }
  std::stable_sort(present.begin(), present.end(), [&](int a, int b) {
    return probabilities[static_cast<std::size_t>(a)] > probabilities[static_cast<std::size_t>(b)];
  });
  return present;
}

/// Cuts negative values and divides by the maximum; false when nothing is positive.
bool normalise(std::vector<float>& cells) {
  const float highest = *std::max_element(cells.begin(), cells.end());
  if (!(highest > 0.0F)) {
    return false;
  }
  for (float& cell : cells) {
    cell = std::max(cell, 0.0F) / highest;
  }
  return true;
}

}  // namespace

std::vector<ClassMap> class_maps(const FeatureMap& features, const FeatureMap& logits,
                                 const Classifier& classifier, float presence_threshold) {
  const std::vector<float> probabilities =
      classifier.output == ClassOutput::kSigmoid ? sigmoid(logits.values) : softmax(logits.values);
  const std::vector<int> present = present_classes(probabilities, presence_threshold);
  const Eigen::Index cells = Eigen::Index{features.height} * features.width;
  Matrix weights(static_cast<Eigen::Index>(present.size()), features.channels);
  for (std::size_t k = 0; k < present.size(); ++k) {
    const auto row = classifier.weight.subspan(
        static_cast<std::size_t>(present[k]) * static_cast<std::size_t>(features.channels),
        static_cast<std::size_t>(features.channels));
    std::transform(row.begin(), row.end(), weights.row(static_cast<Eigen::Index>(k)).begin(), float_from_half);
  }
  const Eigen::Map<const Matrix> values(features.values.data(), features.channels, cells);
  const Matrix activations = weights * values;
  std::vector<ClassMap> maps;
  for (std::size_t k = 0; k < present.size(); ++k) {
    const auto row = activations.row(static_cast<Eigen::Index>(k));
    const auto index = static_cast<std::size_t>(present[k]);
    FloatGrid grid{features.width, features.height, {row.begin(), row.end()}};
    if (normalise(grid.cells)) {
      maps.push_back({present[k], classifier.names[index], probabilities[index], std::move(grid)});
    }
  }
  return maps;
}

FloatGrid sum_class_maps(std::span<const ClassMap> classes) {
  if (classes.empty()) {
    return {};
  }
  FloatGrid sum = classes.front().activation;
  std::fill(sum.cells.begin(), sum.cells.end(), 0.0F);
  for (const ClassMap& one : classes) {
    for (std::size_t i = 0; i < sum.cells.size(); ++i) {
      sum.cells[i] += one.probability * one.activation.cells[i];
    }
  }
  return sum;
}

}  // namespace jpegaware::saliency
