// SPDX-License-Identifier: Apache-2.0
// Stage: visual information fidelity. Input: two sRGB pictures. Output: a ratio near 0..1.
#include "jpegaware/metrics/vif.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include "gaussian_taps.h"
#include "luma.h"
#include "moments.h"

namespace jpegaware::metrics {
namespace {

using detail::Borders;
using detail::MomentRows;
using detail::PlaneF;

constexpr double kNoiseVariance = 2.0;  // the authors' model of the eye, in squared grey levels
constexpr double kTiny = 1e-10;         // variances below count as none

// Filters with the scale's own window, keeps every second pixel.
PlaneF halved(const PlaneF& in, const std::vector<float>& taps) {
  MomentRows rows(in, in, taps, Borders::kValid);
  PlaneF out((rows.width_px() + 1) / 2, (rows.height_px() + 1) / 2);
  for (int y = 0; y < out.height_px(); ++y) {
    const float* mean = rows.row(2 * y)[0];
    for (int x = 0; x < out.width_px(); ++x) out.row(y)[x] = mean[2 * x];
  }
  return out;
}

struct Information {
  double kept = 0.0;   ///< about the original, in the distorted picture
  double whole = 0.0;  ///< in the original itself
};

// One window: the distorted signal is gain times the original plus noise.
Information information_at(const std::array<const float*, 5>& m, int x) {
  const double mean_a = static_cast<double>(m[0][x]);
  const double mean_b = static_cast<double>(m[1][x]);
  double variance_a = std::max(static_cast<double>(m[2][x]) - mean_a * mean_a, 0.0);
  const double variance_b = std::max(static_cast<double>(m[3][x]) - mean_b * mean_b, 0.0);
  const double covariance = static_cast<double>(m[4][x]) - mean_a * mean_b;
  double gain = covariance / (variance_a + kTiny);
  double noise = variance_b - gain * covariance;
  if (variance_a < kTiny) {
    gain = 0.0;
    noise = variance_b;
    variance_a = 0.0;
  }
  if (variance_b < kTiny) {
    gain = 0.0;
    noise = 0.0;
  }
  if (gain < 0.0) {
    noise = variance_b;
    gain = 0.0;
  }
  noise = std::max(noise, kTiny);
  return {std::log2(1.0 + gain * gain * variance_a / (noise + kNoiseVariance)),
          std::log2(1.0 + variance_a / kNoiseVariance)};
}

}  // namespace

double vifp(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  constexpr int kSmallestSide_px = 41;  // 3 pixels are left for the last scale's window
  if (std::min(reference.width_px, reference.height_px) < kSmallestSide_px) return std::nan("");
  // Centred, so that float variances keep their digits; nothing here depends on the mean.
  PlaneF a = detail::luma_plane(reference, 128.0F);
  PlaneF b = detail::luma_plane(distorted, 128.0F);
  Information sum;
  for (const int window : {17, 9, 5, 3}) {
    const std::vector<float> taps = detail::gaussian_taps(window, window / 5.0);
    if (window != 17) {
      PlaneF smaller_a = halved(a, taps);
      PlaneF smaller_b = halved(b, taps);
      a = std::move(smaller_a);
      b = std::move(smaller_b);
    }
    MomentRows rows(a, b, taps, Borders::kValid);
    for (int y = 0; y < rows.height_px(); ++y) {
      const auto& moments = rows.row(y);
      for (int x = 0; x < rows.width_px(); ++x) {
        const Information at = information_at(moments, x);
        sum.kept += at.kept;
        sum.whole += at.whole;
      }
    }
  }
  return sum.whole > 0.0 ? sum.kept / sum.whole : 1.0;  // a flat original has nothing to lose
}

}  // namespace jpegaware::metrics
