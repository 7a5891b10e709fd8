// SPDX-License-Identifier: Apache-2.0
// Stage: a row of 8x8 sample blocks -> fixed-point DCT coefficients. The plain version.
#include "forward_dct.h"

#include <cmath>

#include "forward_dct_kernels.h"

namespace jpegaware::detail {
namespace {

constexpr int kSide = 8;

// sqrt(2) cos(k pi / 16), k >= 1; by hand because std::cos is not constexpr.
constexpr std::array<double, kSide> kAxisScale = {
    1.0, 1.387039845322148, 1.306562964876377, 1.175875602419359,
    1.0, 0.785694958387102, 0.541196100146197, 0.275899379282943};

constexpr std::array<float, kBlockCoeffs> make_scale() {
  std::array<float, kBlockCoeffs> scale{};
  for (std::size_t v = 0; v < kSide; ++v) {
    for (std::size_t u = 0; u < kSide; ++u) {
      scale[v * kSide + u] =
          static_cast<float>((1 << kCoeffFractionBits) / (8.0 * kAxisScale[u] * kAxisScale[v]));
    }
  }
  return scale;
}

/// Eight values a `step` apart, in place.
void transform_line(float* line, int step) {
  const auto at = [line, step](int i) -> float& { return line[i * step]; };
  const float sum07 = at(0) + at(7);
  const float sum16 = at(1) + at(6);
  const float sum25 = at(2) + at(5);
  const float sum34 = at(3) + at(4);
  const float diff07 = at(0) - at(7);
  const float diff16 = at(1) - at(6);
  const float diff25 = at(2) - at(5);
  const float diff34 = at(3) - at(4);

  const float even0 = sum07 + sum34;
  const float even3 = sum07 - sum34;
  const float even1 = sum16 + sum25;
  const float even2 = (sum16 - sum25 + even3) * kDctHalfSqrt2;
  at(0) = even0 + even1;
  at(4) = even0 - even1;
  at(2) = even3 + even2;
  at(6) = even3 - even2;

  const float odd0 = diff34 + diff25;
  const float odd1 = (diff25 + diff16) * kDctHalfSqrt2;
  const float odd2 = diff16 + diff07;
  const float shared = (odd0 - odd2) * kDctCos6;
  const float low = kDctCos2MinusCos6 * odd0 + shared;
  const float high = kDctCos2PlusCos6 * odd2 + shared;
  const float plus = diff07 + odd1;
  const float minus = diff07 - odd1;
  at(5) = minus + low;
  at(3) = minus - low;
  at(1) = plus + high;
  at(7) = plus - high;
}

}  // namespace

constexpr std::array<float, kBlockCoeffs> kDctScale = make_scale();

void forward_dct_row_plain(const float* samples, std::size_t stride_samples, int block_count,
                           std::int16_t* coeffs) {
  std::array<float, kBlockCoeffs> block;
  for (int b = 0; b < block_count; ++b, samples += kSide, coeffs += kBlockCoeffs) {
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        block[y * kSide + x] = samples[y * stride_samples + x];
      }
    }
    for (int x = 0; x < kSide; ++x) {
      transform_line(block.data() + x, kSide);
    }
    for (int y = 0; y < kSide; ++y) {
      transform_line(block.data() + y * kSide, 1);
    }
    for (std::size_t i = 0; i < kBlockCoeffs; ++i) {
      coeffs[i] = static_cast<std::int16_t>(std::lrint(block[i] * kDctScale[i]));
    }
  }
}

void forward_dct_row(const float* samples, std::size_t stride_samples, int block_count, Simd simd,
                     std::int16_t* coeffs) {
  if (simd == Simd::kPlain) {
    forward_dct_row_plain(samples, stride_samples, block_count, coeffs);
  } else {
    forward_dct_row_simd(samples, stride_samples, block_count, coeffs);
  }
}

}  // namespace jpegaware::detail
