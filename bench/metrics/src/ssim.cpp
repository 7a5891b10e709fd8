// SPDX-License-Identifier: Apache-2.0
// Stage: structural similarity. Input: two sRGB pictures, perhaps weights. Output: 0..1 scores.
#include "jpegaware/metrics/ssim.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <utility>

#include "gaussian_taps.h"
#include "luma.h"
#include "moments.h"

namespace jpegaware::metrics {
namespace {

using detail::Borders;
using detail::MomentRows;
using detail::PlaneF;

constexpr int kWindow = 11;
constexpr double kSigma = 1.5;
constexpr float kC1 = (0.01F * 255.0F) * (0.01F * 255.0F);
constexpr float kC2 = (0.03F * 255.0F) * (0.03F * 255.0F);
// Luma is held less this: variances do not change and keep four times the digits.
constexpr float kCentre = 128.0F;

struct Terms {
  float luminance;           ///< compares means
  float contrast_structure;  ///< compares variances and covariance
};

Terms terms_at(const std::array<const float*, 5>& m, int x) {
  const float mean_a = m[0][x];
  const float mean_b = m[1][x];
  const float variances = (m[2][x] - mean_a * mean_a) + (m[3][x] - mean_b * mean_b);
  const float covariance = m[4][x] - mean_a * mean_b;
  const float a = mean_a + kCentre;
  const float b = mean_b + kCentre;
  return {(2.0F * a * b + kC1) / (a * a + b * b + kC1),
          (2.0F * covariance + kC2) / (variances + kC2)};
}

bool all_windows_leave_picture(const Picture& picture) {
  return picture.width_px < kWindow || picture.height_px < kWindow;
}

// Mean SSIM and mean contrast-structure term over the windows inside two planes.
struct Means {
  double ssim = 0.0;
  double contrast_structure = 0.0;
};

Means mean_terms(const PlaneF& a, const PlaneF& b) {
  MomentRows rows(a, b, detail::gaussian_taps(kWindow, kSigma), Borders::kValid);
  Means sum;
  for (int y = 0; y < rows.height_px(); ++y) {
    const auto& moments = rows.row(y);
    Means of_row;
    for (int x = 0; x < rows.width_px(); ++x) {
      const Terms terms = terms_at(moments, x);
      of_row.ssim += static_cast<double>(terms.luminance * terms.contrast_structure);
      of_row.contrast_structure += static_cast<double>(terms.contrast_structure);
    }
    sum.ssim += of_row.ssim;
    sum.contrast_structure += of_row.contrast_structure;
  }
  const double count = static_cast<double>(rows.width_px()) * rows.height_px();
  return {sum.ssim / count, sum.contrast_structure / count};
}

// Means of 2x2 pixels. An odd side gets a border of black on both ends, which the mean counts.
PlaneF halved(const PlaneF& in) {
  const int shift_x = in.width_px() % 2;
  const int shift_y = in.height_px() % 2;
  PlaneF out((in.width_px() + 2 * shift_x) / 2, (in.height_px() + 2 * shift_y) / 2);
  const auto at = [&in](int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < in.width_px() && y < in.height_px();
    return inside ? in.row(y)[x] : -kCentre;
  };
  for (int y = 0; y < out.height_px(); ++y) {
    const int top = 2 * y - shift_y;
    for (int x = 0; x < out.width_px(); ++x) {
      const int left = 2 * x - shift_x;
      out.row(y)[x] = 0.25F * (at(left, top) + at(left + 1, top) + at(left, top + 1) +
                               at(left + 1, top + 1));
    }
  }
  return out;
}

}  // namespace

std::vector<float> ssim_map(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  const PlaneF a = detail::luma_plane(reference, kCentre);
  const PlaneF b = detail::luma_plane(distorted, kCentre);
  MomentRows rows(a, b, detail::gaussian_taps(kWindow, kSigma), Borders::kMirrored);
  std::vector<float> map;
  map.reserve(static_cast<std::size_t>(rows.width_px()) *
              static_cast<std::size_t>(rows.height_px()));
  for (int y = 0; y < rows.height_px(); ++y) {
    const auto& moments = rows.row(y);
    for (int x = 0; x < rows.width_px(); ++x) {
      const Terms terms = terms_at(moments, x);
      map.push_back(terms.luminance * terms.contrast_structure);
    }
  }
  return map;
}

double ssim(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  if (all_windows_leave_picture(reference)) {
    double sum = 0.0;
    const std::vector<float> map = ssim_map(reference, distorted);
    for (const float value : map) sum += static_cast<double>(value);
    return sum / static_cast<double>(map.size());
  }
  return mean_terms(detail::luma_plane(reference, kCentre), detail::luma_plane(distorted, kCentre))
      .ssim;
}

double weighted_ssim(const Picture& reference, const Picture& distorted,
                     std::span<const float> weights) {
  const std::vector<float> map = ssim_map(reference, distorted);
  assert(weights.size() == map.size());
  double sum = 0.0;
  double weight_sum = 0.0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    sum += static_cast<double>(weights[i]) * static_cast<double>(map[i]);
    weight_sum += static_cast<double>(weights[i]);
  }
  return weight_sum > 0.0 ? sum / weight_sum : std::nan("");
}

double ms_ssim(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  constexpr std::array<double, 5> kWeights = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
  constexpr int kSmallestSide_px = (kWindow - 1) * 16 + 1;  // 11 pixels are left at a sixteenth
  if (std::min(reference.width_px, reference.height_px) < kSmallestSide_px) return std::nan("");
  PlaneF a = detail::luma_plane(reference, kCentre);
  PlaneF b = detail::luma_plane(distorted, kCentre);
  double product = 1.0;
  for (std::size_t scale = 0; scale < kWeights.size(); ++scale) {
    if (scale > 0) {
      a = halved(a);
      b = halved(b);
    }
    const Means means = mean_terms(a, b);
    const bool last = scale + 1 == kWeights.size();
    // Anticorrelated windows can make a mean negative, which has no real root.
    const double term = std::max(last ? means.ssim : means.contrast_structure, 0.0);
    product *= std::pow(term, kWeights[scale]);
  }
  return product;
}

}  // namespace jpegaware::metrics
