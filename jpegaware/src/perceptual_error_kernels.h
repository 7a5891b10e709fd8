// SPDX-License-Identifier: Apache-2.0
// The row operations under perceptual_error and light_pyramid: from pictures to XYB, and the way
// back for derivatives. Plain and vector versions give the same bits: the same operations in the
// same order, no fused multiply-add.
#pragma once

#include <array>
#include <cstddef>

#include "jpegaware/options.h"

namespace jpegaware::detail {

// -- Constants that both versions share -----------------------------------------------------------

inline constexpr float kRFromCr = 1.402F;
inline constexpr float kGFromCb = -0.344136F;
inline constexpr float kGFromCr = -0.714136F;
inline constexpr float kBFromCb = 1.772F;

/// sRGB's curve: below the knee a line, above it z^2.4 = z^2 times a polynomial in z's square root,
/// z = (u + 0.055) / 1.055; relative error 2e-4.
inline constexpr float kKnee = 0.04045F;
inline constexpr float kKneeSlope = 1.0F / 12.92F;
inline constexpr std::array<float, 5> kPower04 = {0.0429781F, 1.26875149F, -0.56044429F,
                                                  0.34547616F, -0.096851F};

// JPEG XL's opsin matrix and bias; ISO/IEC 18181-1, annex on XYB. X and B are moved to be positive.
inline constexpr float kOpsinBias = 0.0037930733F;
inline constexpr float kOpsinBiasRoot = 0.15595420F;
inline constexpr std::array<float, 3> kLong = {0.3F, 0.622F, 0.078F};
inline constexpr std::array<float, 3> kMiddle = {0.23F, 0.692F, 0.078F};
inline constexpr std::array<float, 3> kShort = {0.24342269F, 0.20476744F, 0.55180987F};
inline constexpr float kXScale = 7.0F;
inline constexpr float kXOffset = 0.42F;
inline constexpr float kYOffset = 0.01F - kOpsinBiasRoot;
inline constexpr float kBOffset = 0.55F;

/// v^(-1/3) for v in (0.003, 1.1): a third of the bit pattern from this, then one step of order
/// four: y (1 + c/3 + 2 c^2/9 + 14 c^3/81), c = 1 - v y^3. Relative error 2e-5, smooth.
inline constexpr int kInverseRootBits = 0x54A21000;
inline constexpr std::array<float, 3> kInverseRootSeries = {1.0F / 3, 2.0F / 9, 14.0F / 81};

// -- Rows -----------------------------------------------------------------------------------------

using RowsIn3 = std::array<const float*, 3>;
using RowsOut3 = std::array<float*, 3>;

/// Which channels weigh at a scale.
enum class Channels { kY, kXY, kXYB };

/// Original and error of channels X, Y, B.
struct OffsetRows {
  RowsOut3 original, error;
};

/// By X, Y, B (those of `channels`).
struct ChannelRows {
  Channels channels;
  RowsIn3 gradient, curvature;
};

struct PerceptualKernels {
  /// Y, Cb, Cr -> linear R, G, B.
  void (*light_row)(const RowsIn3& ycc, int width, const RowsOut3& light);
  /// Means of 2x2 samples, `width` of them.
  void (*halve_row)(const float* upper, const float* lower, int width, float* out);
  /// Linear R, G, B of both pictures -> original and error in XYB.
  void (*offsets_row)(Channels channels, const RowsIn3& original, const RowsIn3& rebuilt, int width,
                      const OffsetRows& out);
  /// `factor` times each coarse sample to the two finer ones above it; an odd last one gets both.
  void (*expand_row)(const float* coarse, float factor, int width, float* out);
  /// By X, Y, B -> by linear R, G, B, on top of what `coarser` scales say; curvature by Y, Cb, Cr
  /// is added to `curvature_sums`.
  void (*colour_back_row)(const RowsIn3& light, const ChannelRows& by_xyb, const RowsIn3& coarser,
                          int width, const RowsOut3& by_light, const RowsOut3& curvature_sums);
  /// The same for the full-size picture, where only Y weighs: by Y, Cb, Cr, of which light is made.
  void (*picture_back_row)(const RowsIn3& ycc, const float* gradient, const float* curvature,
                           const RowsIn3& coarser, int width, const RowsOut3& by_ycc,
                           const RowsOut3& curvature_sums);
};

[[nodiscard]] const PerceptualKernels& plain_perceptual_kernels() noexcept;
/// Those of the best instruction set that the processor has.
[[nodiscard]] const PerceptualKernels& simd_perceptual_kernels() noexcept;

[[nodiscard]] inline const PerceptualKernels& perceptual_kernels(Simd simd) noexcept {
  return simd == Simd::kPlain ? plain_perceptual_kernels() : simd_perceptual_kernels();
}

// -- Plain versions from a sample on --------------------------------------------------------------
// What vectors leave over at the right is theirs.

void light_row_from(int first, const RowsIn3& ycc, int width, const RowsOut3& light);
void halve_row_from(int first, const float* upper, const float* lower, int width, float* out);
void offsets_row_from(int first, Channels channels, const RowsIn3& original, const RowsIn3& rebuilt,
                      int width, const OffsetRows& out);
void expand_row_from(int first, const float* coarse, float factor, int width, float* out);
void colour_back_row_from(int first, const RowsIn3& light, const ChannelRows& by_xyb,
                          const RowsIn3& coarser, int width, const RowsOut3& by_light,
                          const RowsOut3& curvature_sums);
void picture_back_row_from(int first, const RowsIn3& ycc, const float* gradient,
                           const float* curvature, const RowsIn3& coarser, int width,
                           const RowsOut3& by_ycc, const RowsOut3& curvature_sums);

}  // namespace jpegaware::detail
