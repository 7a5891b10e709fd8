// SPDX-License-Identifier: Apache-2.0
// Stage: a row of 8x8 byte blocks -> the coefficients of libjpeg's "islow" DCT, to the last bit.
//
// libjpeg rounds each output of a one-dimensional pass once, after an exact integer sum; so a pass
// is fully told by its integer matrix. The constants are the 13-bit ones of Loeffler, Ligtenberg
// and Moschytz's factorisation (ICASSP 1989), multiplied out.
#include <array>
#include <cstdint>

#include "coefficient_image.h"
#include "forward_dct.h"

namespace jpegaware::detail {
namespace {

constexpr int kSide = 8;
constexpr int kConstantBits = 13;
constexpr int kFirstPassBits = 2;  // kept between the passes
constexpr int kResultFractionBits = 3;
static_assert(kResultFractionBits <= kCoeffFractionBits);

constexpr std::int32_t fixed13(double value) {
  return static_cast<std::int32_t>(value * (1 << kConstantBits) + 0.5);
}

constexpr std::int32_t kCos6 = fixed13(0.541196100);
constexpr std::int32_t kCos2MinusCos6 = fixed13(0.765366865);
constexpr std::int32_t kCos2PlusCos6 = fixed13(1.847759065);
constexpr std::int32_t kCos3 = fixed13(1.175875602);
constexpr std::int32_t kOuter = fixed13(0.899976223);
constexpr std::int32_t kInner = fixed13(2.562915447);
constexpr std::int32_t kEven = fixed13(1.961570560);
constexpr std::int32_t kOdd = fixed13(0.390180644);

/// Rows: outputs 1, 3, 5, 7; columns: the differences x0-x7, x1-x6, x2-x5, x3-x4.
constexpr std::int32_t kOddMatrix[4][4] = {
    {fixed13(1.501321110) - kOuter - kOdd + kCos3, kCos3, kCos3 - kOdd, kCos3 - kOuter},
    {kCos3, fixed13(3.072711026) - kInner - kEven + kCos3, kCos3 - kInner, kCos3 - kEven},
    {kCos3 - kOdd, kCos3 - kInner, fixed13(2.053119869) - kInner - kOdd + kCos3, kCos3},
    {kCos3 - kOuter, kCos3 - kEven, kCos3, fixed13(0.298631336) - kOuter - kEven + kCos3}};

constexpr std::int32_t rounded_shift(std::int32_t value, int bits) {
  return (value + (1 << (bits - 1))) >> bits;
}

/// Eight values a `step` apart, in place; sums without a factor are shifted by `plain_shift`
/// (left if negative), the others back by `scaled_shift`.
void transform_line(std::int32_t* line, int step, int plain_shift, int scaled_shift) {
  std::int32_t sum[4];
  std::int32_t difference[4];
  for (int i = 0; i < 4; ++i) {
    sum[i] = line[i * step] + line[(7 - i) * step];
    difference[i] = line[i * step] - line[(7 - i) * step];
  }
  const std::int32_t outer = sum[0] - sum[3];
  const std::int32_t inner = sum[1] - sum[2];
  const std::int32_t total = sum[0] + sum[3] + (sum[1] + sum[2]);
  const std::int32_t alternating = sum[0] + sum[3] - (sum[1] + sum[2]);
  const auto plain = [plain_shift](std::int32_t value) {
    return plain_shift < 0 ? value * (1 << -plain_shift) : rounded_shift(value, plain_shift);
  };
  line[0] = plain(total);
  line[4 * step] = plain(alternating);
  line[2 * step] = rounded_shift(outer * (kCos6 + kCos2MinusCos6) + inner * kCos6, scaled_shift);
  line[6 * step] = rounded_shift(outer * kCos6 + inner * (kCos6 - kCos2PlusCos6), scaled_shift);
  for (int k = 0; k < 4; ++k) {
    std::int32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      value += kOddMatrix[k][i] * difference[i];
    }
    line[(2 * k + 1) * step] = rounded_shift(value, scaled_shift);
  }
}

}  // namespace

void forward_dct_row_reference(const std::uint8_t* samples, std::size_t stride_samples,
                               int block_count, std::int16_t* coeffs) {
  std::array<std::int32_t, kBlockCoeffs> block;
  for (int b = 0; b < block_count; ++b, samples += kSide, coeffs += kBlockCoeffs) {
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        block[y * kSide + x] = samples[y * stride_samples + x] - 128;
      }
    }
    for (int y = 0; y < kSide; ++y) {
      transform_line(block.data() + y * kSide, 1, -kFirstPassBits, kConstantBits - kFirstPassBits);
    }
    for (int x = 0; x < kSide; ++x) {
      transform_line(block.data() + x, kSide, kFirstPassBits, kConstantBits + kFirstPassBits);
    }
    for (std::size_t i = 0; i < kBlockCoeffs; ++i) {
      coeffs[i] =
          static_cast<std::int16_t>(block[i] * (1 << (kCoeffFractionBits - kResultFractionBits)));
    }
  }
}

}  // namespace jpegaware::detail
