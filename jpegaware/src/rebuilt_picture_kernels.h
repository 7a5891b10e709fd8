// SPDX-License-Identifier: Apache-2.0
// The row operations under rebuilt_picture. Plain and vector versions give the same bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "coefficient_image.h"
#include "jpegaware/options.h"

namespace jpegaware::detail {

using DctBasis = std::array<std::array<float, 8>, 8>;

/// Row u holds the 8 samples of the orthonormal DCT's basis function of frequency u. The same bits
/// on every machine: libm's last digits vary.
constexpr DctBasis make_dct_basis() {
  constexpr std::array<float, 8> kCos = {0.5F,         0.490392640F, 0.461939766F, 0.415734806F,
                                         0.353553391F, 0.277785117F, 0.191341716F, 0.097545161F};
  DctBasis basis{};
  for (std::size_t u = 0; u < 8; ++u) {
    for (std::size_t x = 0; x < 8; ++x) {
      const std::size_t angle = (2 * x + 1) * u % 32;  // in pi / 16
      const std::size_t folded = angle > 16 ? 32 - angle : angle;
      const float value = folded > 8 ? -kCos[16 - folded] : folded == 8 ? 0.0F : kCos[folded];
      basis[u][x] = u == 0 ? kCos[4] : value;
    }
  }
  return basis;
}
inline constexpr DctBasis kDctBasis = make_dct_basis();

/// What one unit of each coefficient of a block is worth, natural order.
using CoeffUnits = std::array<float, kBlockCoeffs>;

struct RebuiltKernels {
  /// A row of blocks -> eight rows of samples.
  void (*inverse_dct_row)(const std::int16_t* blocks, const CoeffUnits& units, int block_count,
                          float* samples, std::size_t stride_samples);
  /// Eight rows of samples -> a row of blocks of orthonormal coefficients, natural order.
  void (*dct_row)(const float* samples, std::size_t stride_samples, int block_count, float* coeffs);
  /// 3/4 of the nearer row and 1/4 of the further.
  void (*mix_row)(const float* nearer, const float* further, int width, float* out);
  /// libjpeg-turbo's triangle filter: each sample gives 3/4 to the nearer two pixels of a row. One
  /// sample past both ends of `in` is read.
  void (*upsample_row)(const float* in, int width_out, float* out);
  /// Its transpose down: what pixel rows 2y - 1 .. 2y + 2 give to sample row y.
  void (*gather_down)(const std::array<const float*, 4>& rows, int width, float* out);
  /// Its transpose across: what pixels 2x - 1 .. 2x + 2 give to sample x.
  void (*gather_across)(const float* in, int width_out, float* out);
};

[[nodiscard]] const RebuiltKernels& plain_rebuilt_kernels() noexcept;
/// Those of the best instruction set that the processor has.
[[nodiscard]] const RebuiltKernels& simd_rebuilt_kernels() noexcept;

[[nodiscard]] inline const RebuiltKernels& rebuilt_kernels(Simd simd) noexcept {
  return simd == Simd::kPlain ? plain_rebuilt_kernels() : simd_rebuilt_kernels();
}

}  // namespace jpegaware::detail
