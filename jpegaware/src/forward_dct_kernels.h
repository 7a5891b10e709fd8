// SPDX-License-Identifier: Apache-2.0
// The two versions of forward_dct_row, which give the same bits, and the constants they share.
#pragma once

#include <array>

#include "coefficient_image.h"
#include "forward_dct.h"

namespace jpegaware::detail {

inline constexpr float kDctHalfSqrt2 = 0.707106781F;  // cos(4 pi / 16)
inline constexpr float kDctCos6 = 0.382683433F;       // cos(6 pi / 16)
inline constexpr float kDctCos2MinusCos6 = 0.541196100F;
inline constexpr float kDctCos2PlusCos6 = 1.306562965F;

/// What turns the factorisation's results into orthonormal ones with kCoeffFractionBits bits:
/// entry v * 8 + u is 16 / (8 a(u) a(v)), a(0) = 1, a(k) = sqrt(2) cos(k pi / 16).
extern const std::array<float, kBlockCoeffs> kDctScale;

void forward_dct_row_plain(const float* samples, std::size_t stride_samples, int block_count,
                           std::int16_t* coeffs);
void forward_dct_row_simd(const float* samples, std::size_t stride_samples, int block_count,
                          std::int16_t* coeffs);

}  // namespace jpegaware::detail
