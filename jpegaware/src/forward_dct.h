// SPDX-License-Identifier: Apache-2.0
// Stage: a row of 8x8 sample blocks -> fixed-point DCT coefficients. Pure arithmetic, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "jpegaware/options.h"

namespace jpegaware::detail {

/// Orthonormal 8x8 DCT-II (T.81 A.3.3) by the factorisation of Arai, Agui and Nakajima (1988),
/// rounded to kCoeffFractionBits fractional bits, halves to even.
///
/// @param samples         8 rows of `block_count` * 8 floats in about [-128, 128], centred on 0
/// @param stride_samples  floats from a row to the next
/// @param coeffs          block_count * 64 values, natural order
/// @param simd            every choice gives the same bits
void forward_dct_row(const float* samples, std::size_t stride_samples, int block_count, Simd simd,
                     std::int16_t* coeffs);

/// libjpeg's "islow" integer DCT to the last bit, on bytes (not yet centred); its results are
/// eighths and are held exactly.
void forward_dct_row_reference(const std::uint8_t* samples, std::size_t stride_samples,
                               int block_count, std::int16_t* coeffs);

}  // namespace jpegaware::detail
