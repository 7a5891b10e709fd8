// SPDX-License-Identifier: Apache-2.0
// Stage inside the resizers: two lengths -> the weights of one axis.
#include "axis_weights.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace jpegaware::saliency {

AxisWeights::AxisWeights(int source_count, int destination_count) {
  assert(source_count > 0 && destination_count > 0);
  runs_.reserve(index(destination_count));
  if (destination_count <= source_count) {
    add_area(source_count, destination_count);
  } else {
    add_linear(source_count, destination_count);
  }
}

void AxisWeights::add_area(int source_count, int destination_count) {
  const double scale = static_cast<double>(source_count) / destination_count;
  for (int i = 0; i < destination_count; ++i) {
    const double from = i * scale;
    const double to = std::min((i + 1) * scale, static_cast<double>(source_count));
    const int first = std::min(static_cast<int>(from), source_count - 1);
    const int last = std::clamp(static_cast<int>(std::ceil(to)), first + 1, source_count);
    runs_.push_back({first, weights_.size(), index(last - first)});
    for (int s = first; s < last; ++s) {
      const double overlap = std::min(to, s + 1.0) - std::max(from, static_cast<double>(s));
      weights_.push_back(static_cast<float>(std::max(overlap, 0.0) / (to - from)));
    }
  }
}

void AxisWeights::add_linear(int source_count, int destination_count) {
  const double scale = static_cast<double>(source_count) / destination_count;
  for (int i = 0; i < destination_count; ++i) {
    const double centre = std::clamp((i + 0.5) * scale - 0.5, 0.0, source_count - 1.0);
    const int first = static_cast<int>(centre);
    const double part = centre - first;
    const bool two = first + 1 < source_count;
    runs_.push_back({first, weights_.size(), two ? std::size_t{2} : std::size_t{1}});
    weights_.push_back(two ? static_cast<float>(1.0 - part) : 1.0F);
    if (two) {
      weights_.push_back(static_cast<float>(part));
    }
  }
}

}  // namespace jpegaware::saliency
