// SPDX-License-Identifier: Apache-2.0
// Stage: squared error. Input: two sRGB pictures, perhaps weights. Output: decibels.
#include "jpegaware/metrics/psnr.h"

#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace jpegaware::metrics {
namespace {

double decibels(double mean_squared_error) {
  if (std::isnan(mean_squared_error)) return mean_squared_error;
  if (mean_squared_error <= 0.0) return std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(255.0 * 255.0 / mean_squared_error);
}

// Luma is linear, so the error of two lumas is the luma of the error: exact in thousandths.
int luma_error_thousandths(const std::uint8_t* a, const std::uint8_t* b) {
  return 299 * (a[0] - b[0]) + 587 * (a[1] - b[1]) + 114 * (a[2] - b[2]);
}

double squared_luma_error(const std::uint8_t* a, const std::uint8_t* b) {
  const double error = luma_error_thousandths(a, b) * 1e-3;
  return error * error;
}

}  // namespace

double psnr_y_db(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  double sum = 0.0;
  for (int y = 0; y < reference.height_px; ++y) {
    const std::uint8_t* a = reference.row(y);
    const std::uint8_t* b = distorted.row(y);
    double row_sum = 0.0;
    for (int x = 0; x < reference.width_px; ++x) row_sum += squared_luma_error(a + 3 * x, b + 3 * x);
    sum += row_sum;
  }
  return decibels(sum / (static_cast<double>(reference.width_px) * reference.height_px));
}

double psnr_rgb_db(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  double sum = 0.0;
  for (int y = 0; y < reference.height_px; ++y) {
    const std::uint8_t* a = reference.row(y);
    const std::uint8_t* b = distorted.row(y);
    std::int64_t row_sum = 0;
    for (int i = 0; i < 3 * reference.width_px; ++i) row_sum += (a[i] - b[i]) * (a[i] - b[i]);
    sum += static_cast<double>(row_sum);
  }
  return decibels(sum / (3.0 * reference.width_px * reference.height_px));
}

double weighted_psnr_y_db(const Picture& reference, const Picture& distorted,
                          std::span<const float> weights) {
  assert(comparable(reference, distorted));
  assert(weights.size() == static_cast<std::size_t>(reference.width_px) *
                               static_cast<std::size_t>(reference.height_px));
  double error = 0.0;
  double weight_sum = 0.0;
  const float* weight = weights.data();
  for (int y = 0; y < reference.height_px; ++y, weight += reference.width_px) {
    const std::uint8_t* a = reference.row(y);
    const std::uint8_t* b = distorted.row(y);
    for (int x = 0; x < reference.width_px; ++x) {
      error += static_cast<double>(weight[x]) * squared_luma_error(a + 3 * x, b + 3 * x);
      weight_sum += static_cast<double>(weight[x]);
    }
  }
  return decibels(weight_sum > 0.0 ? error / weight_sum : std::nan(""));
}

}  // namespace jpegaware::metrics
