// SPDX-License-Identifier: Apache-2.0
// Stage: window of the SSIM family and of VIF. Input: width and sigma. Output: taps that sum to 1.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace jpegaware::metrics::detail {

[[nodiscard]] inline std::vector<float> gaussian_taps(int count, double sigma) {
  std::vector<double> taps(static_cast<std::size_t>(count));
  double sum = 0.0;
  for (int i = 0; i < count; ++i) {
    const double distance = i - (count - 1) / 2.0;
    taps[static_cast<std::size_t>(i)] = std::exp(-distance * distance / (2.0 * sigma * sigma));
    sum += taps[static_cast<std::size_t>(i)];
  }
  std::vector<float> out(taps.size());
  double rest = 1.0;
  for (std::size_t i = 0; i < taps.size(); ++i) {
    out[i] = static_cast<float>(taps[i] / sum);
    if (i != taps.size() / 2) rest -= static_cast<double>(out[i]);
  }
  // Rounded taps must still sum to 1: what they miss, times the mean squared, looks like variance.
  out[taps.size() / 2] = static_cast<float>(rest);
  return out;
}

}  // namespace jpegaware::metrics::detail
