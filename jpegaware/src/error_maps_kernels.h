// SPDX-License-Identifier: Apache-2.0
// The row operations under error_maps: blurs, maps and their derivatives. Plain and vector versions
// give the same bits: the same operations in the same order, no fused multiply-add. Rows may be
// read kReach samples past both ends.
#pragma once

#include <array>
#include <cstddef>

#include "jpegaware/options.h"

namespace jpegaware::detail {

/// Gaussian, exp(-x^2 / 4.5), x = 0..4, summing to 1 with both sides: its own transpose.
inline constexpr int kReach = 4;
inline constexpr std::array<float, kReach + 1> kTaps = {0.26655997F, 0.21344454F, 0.10958608F,
                                                        0.03607497F, 0.00761442F};

inline constexpr float kStructureC2 = 0.0009F;

/// Rows y - kReach .. y + kReach.
using BlurRows = std::array<const float*, 2 * kReach + 1>;

/// Blurred downwards: original, its square, error, its square, their product.
using MomentRows = std::array<float*, 5>;

/// One channel's moments, original and error in a row.
struct MapRow {
  std::array<const float*, 5> moments;
  const float* original;
  const float* error;
};

/// Running sums of structure, structure^4, ringing, ringing^4, smoothing, smoothing^4: sample x
/// goes to lane x % 8, whatever the vectors' width.
inline constexpr std::size_t kSumLanes = 8;
using LaneSums = std::array<std::array<float, kSumLanes>, 6>;

/// Derivatives by a map's value: mean + norm4 * value^3.
struct MapSlope {
  float mean, norm4;
};
struct MapSlopes {
  MapSlope structure, ringing, smoothing;
};

/// Derivatives by the blurred square of the error, product and mean, still to be blurred back, and
/// those by the sample itself with their curvature.
struct SlopeRows {
  float* by_square;
  float* by_product;
  float* by_mean;
  float* gradient;
  float* curvature;
};

/// What is done to a row of one channel.
struct MapKernels {
  void (*moments_down)(const BlurRows& original, const BlurRows& error, int width,
                       const MomentRows& out);
  void (*sum_row)(const MapRow& row, int width, LaneSums& sums);
  /// Sums as sum_row() does.
  void (*differentiate_row)(const MapRow& row, const MapSlopes& slopes, int width,
                            const SlopeRows& out, LaneSums& sums);
  void (*blur_down)(const BlurRows& rows, int width, float* out);
  /// Blurs the three derivatives across and adds them to those by the sample.
  void (*gradient_row)(const std::array<const float*, 3>& slopes_blurred_down,
                       const float* original, const float* error, int width, float* gradient,
                       float* curvature);
};

[[nodiscard]] const MapKernels& plain_map_kernels() noexcept;
/// Those of the best instruction set that the processor has.
[[nodiscard]] const MapKernels& simd_map_kernels() noexcept;

[[nodiscard]] inline const MapKernels& map_kernels(Simd simd) noexcept {
  return simd == Simd::kPlain ? plain_map_kernels() : simd_map_kernels();
}

// -- Plain versions from a sample on --------------------------------------------------------------
// What vectors leave over at the right is theirs.

void moments_down_from(int first, const BlurRows& original, const BlurRows& error, int width,
                       const MomentRows& out);
void sum_row_from(int first, const MapRow& row, int width, LaneSums& sums);
void differentiate_row_from(int first, const MapRow& row, const MapSlopes& slopes, int width,
                            const SlopeRows& out, LaneSums& sums);
void blur_down_from(int first, const BlurRows& rows, int width, float* out);
void gradient_row_from(int first, const std::array<const float*, 3>& slopes_blurred_down,
                       const float* original, const float* error, int width, float* gradient,
                       float* curvature);

}  // namespace jpegaware::detail
