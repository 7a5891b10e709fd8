// SPDX-License-Identifier: Apache-2.0
// Stage: inner loops of the metrics. Input: rows of floats. Output: rows of floats or sums.
// The same loops are compiled once for any processor and once for AVX2 with fused multiply-add;
// which is used is chosen once. Results differ in the last bits only.
#pragma once

#include <cstddef>

namespace jpegaware::metrics::detail {

/// Coefficients of the recursive Gaussian: y_k(n) = n2_k (x(n-R-1) + x(n+R-1)) - d1_k y_k(n-1) -
/// y_k(n-2), summed over k; R = 5 for sigma 1.5.
struct RecursiveGaussian {
  float n2[3];
  float d1[3];
};
inline constexpr int kBlurRadius = 5;

/// Floats of scratch that a horizontal blur needs for `strips` strips of eight rows.
[[nodiscard]] constexpr std::size_t strip_floats(int width_px, int strips) {
  return static_cast<std::size_t>((width_px + 7) / 8 * 8 + 2 * kBlurRadius + 8) * 8 *
         static_cast<std::size_t>(strips);
}

/// Rows of one plane of a scale; `stride` in floats, the same for every plane of that scale.
struct ScaleSize {
  int width_px;
  int height_px;
  std::ptrdiff_t stride;
};

/// Sums over a plane of the three error maps and of their fourth powers.
struct ErrorSums {
  double ssim = 0.0, ssim4 = 0.0;
  double ringing = 0.0, ringing4 = 0.0;
  double smoothing = 0.0, smoothing4 = 0.0;
};

struct Kernels {
  /// Linear RGB to the metric's XYB, each moved into about 0..1; n pixels.
  void (*xyb_row)(const float* r, const float* g, const float* b, float* x, float* y, float* bb,
                  int n);
  /// Means of 2x2 pixels; `width_in` pixels in each row, the last one repeated if it is odd.
  void (*halve_row)(const float* upper, const float* lower, float* out, int width_in);
  /// Horizontal blur of p and p*p, eight rows at a time. `columns` holds strip_floats(width, 3) floats.
  void (*blur_rows_reference)(const RecursiveGaussian& filter, const float* p, const ScaleSize& size,
                              float* columns, float* mean, float* square);
  /// Vertical blur of one plane into another.
  void (*blur_columns)(const RecursiveGaussian& filter, const float* in, const ScaleSize& size,
                       float* out);
  /// Horizontal blur of q, q*q and p*q. `columns` holds strip_floats(width, 5) floats.
  void (*blur_rows_distorted)(const RecursiveGaussian& filter, const float* p, const float* q,
                              const ScaleSize& size, float* columns, float* mean, float* square,
                              float* product);
  /// Vertical blur of the three planes above, with the error maps summed as the rows come out.
  ErrorSums (*compare_columns)(const RecursiveGaussian& filter, const float* p, const float* p_mean,
                               const float* p_square, const float* q, const float* mean,
                               const float* square, const float* product, const ScaleSize& size);
  /// Vertical sums of taps over rows for the five moments that SSIM needs, n pixels.
  /// a and b hold `tap_count` row pointers each; out five rows: a, b, aa, bb, ab.
  void (*moments_down)(const float* const* a, const float* const* b, const float* taps,
                       int tap_count, float* const* out, int n);
  /// out[x] = sum over i of taps[i] in[x+i], n pixels.
  void (*filter_row)(const float* in, const float* taps, int tap_count, float* out, int n);
};

enum class SimdLevel { kBaseline, kAvx2 };

/// Loops for a level; the baseline's where this build or processor lacks it.
[[nodiscard]] const Kernels& kernels(SimdLevel level);

/// Loops of the best level here, chosen once.
[[nodiscard]] const Kernels& kernels();

}  // namespace jpegaware::metrics::detail
