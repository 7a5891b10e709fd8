// SPDX-License-Identifier: Apache-2.0
// One axis of a separable resize: which source samples make a destination sample, and how much.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace jpegaware::saliency {

/// For each destination sample a run of source samples and their weights, which sum to 1.
/// An axis that shrinks is averaged by area; one that grows is interpolated linearly between
/// sample centres (OpenCV's INTER_AREA and INTER_LINEAR do the same).
class AxisWeights {
 public:
  /// Both counts must be positive.
  AxisWeights(int source_count, int destination_count);

  [[nodiscard]] int first(int destination) const noexcept { return runs_[index(destination)].first; }
  [[nodiscard]] std::span<const float> weights(int destination) const noexcept {
    const Run& run = runs_[index(destination)];
    return {weights_.data() + run.begin, run.count};
  }

 private:
  struct Run {
    int first;
    std::size_t begin;
    std::size_t count;
  };
  static std::size_t index(int i) noexcept { return static_cast<std::size_t>(i); }
  void add_area(int source_count, int destination_count);
  void add_linear(int source_count, int destination_count);

  std::vector<Run> runs_;
  std::vector<float> weights_;
};

}  // namespace jpegaware::saliency
