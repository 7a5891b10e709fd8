// SPDX-License-Identifier: Apache-2.0
// The row operations under rebuilt_picture: the plain versions.
#include "rebuilt_picture_kernels.h"

namespace jpegaware::detail {
namespace {

constexpr std::size_t kSide = 8;
constexpr std::size_t kHalf = kSide / 2;
using Block = std::array<float, kBlockCoeffs>;

/// Columns: even basis functions are symmetric, odd ones antisymmetric.
void inverse_columns(const Block& in, Block& out) {
  for (std::size_t x = 0; x < kSide; ++x) {
    for (std::size_t y = 0; y < kHalf; ++y) {
      float even = kDctBasis[0][y] * in[x];
      float odd = kDctBasis[1][y] * in[kSide + x];
      for (std::size_t k = 2; k < kSide; k += 2) {
        even += kDctBasis[k][y] * in[k * kSide + x];
        odd += kDctBasis[k + 1][y] * in[(k + 1) * kSide + x];
      }
      out[y * kSide + x] = even + odd;
      out[(kSide - 1 - y) * kSide + x] = even - odd;
    }
  }
}

void forward_columns(const float* samples, std::size_t stride_samples, Block& out) {
  for (std::size_t x = 0; x < kSide; ++x) {
    std::array<float, kHalf> sums;
    std::array<float, kHalf> differences;
    for (std::size_t y = 0; y < kHalf; ++y) {
      const float upper = samples[y * stride_samples + x];
      const float lower = samples[(kSide - 1 - y) * stride_samples + x];
      sums[y] = upper + lower;
      differences[y] = upper - lower;
    }
    for (std::size_t k = 0; k < kSide; ++k) {
      const auto& folded = k % 2 == 0 ? sums : differences;
      float sum = kDctBasis[k][0] * folded[0];
      for (std::size_t y = 1; y < kHalf; ++y) {
        sum += kDctBasis[k][y] * folded[y];
      }
      out[k * kSide + x] = sum;
    }
  }
}

/// One element of a row times a matrix.
template <typename At>
float row_product(const float* row, const At& at) {
  float sum = row[0] * at(0);
  for (std::size_t k = 1; k < kSide; ++k) {
    sum += row[k] * at(k);
  }
  return sum;
}

void inverse_dct_row(const std::int16_t* blocks, const CoeffUnits& units, int block_count,
                     float* samples, std::size_t stride_samples) {
  Block block;
  Block half;
  for (int b = 0; b < block_count; ++b, blocks += kBlockCoeffs, samples += kSide) {
    for (std::size_t k = 0; k < kBlockCoeffs; ++k) {
      block[k] = static_cast<float>(blocks[k]) * units[k];
    }
    inverse_columns(block, half);
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        samples[y * stride_samples + x] =
            row_product(&half[y * kSide], [x](std::size_t k) { return kDctBasis[k][x]; });
      }
    }
  }
}

void dct_row(const float* samples, std::size_t stride_samples, int block_count, float* coeffs) {
  Block half;
  for (int b = 0; b < block_count; ++b, samples += kSide, coeffs += kBlockCoeffs) {
    forward_columns(samples, stride_samples, half);
    for (std::size_t v = 0; v < kSide; ++v) {
      for (std::size_t u = 0; u < kSide; ++u) {
        coeffs[v * kSide + u] =
            row_product(&half[v * kSide], [u](std::size_t x) { return kDctBasis[u][x]; });
      }
    }
  }
}

void mix_row(const float* nearer, const float* further, int width, float* out) {
  for (int x = 0; x < width; ++x) {
    out[x] = 0.75F * nearer[x] + 0.25F * further[x];
  }
}

void upsample_row(const float* in, int width_out, float* out) {
  for (int x = 0; x < width_out; ++x) {
    const int nearer = x / 2;
    out[x] = 0.75F * in[nearer] + 0.25F * in[x % 2 == 0 ? nearer - 1 : nearer + 1];
  }
}

void gather_down(const std::array<const float*, 4>& rows, int width, float* out) {
  for (int x = 0; x < width; ++x) {
    out[x] = 0.75F * (rows[1][x] + rows[2][x]) + 0.25F * (rows[0][x] + rows[3][x]);
  }
}

void gather_across(const float* in, int width_out, float* out) {
  for (int x = 0; x < width_out; ++x) {
    const float* at = in + 2 * x;
    out[x] = 0.75F * (at[0] + at[1]) + 0.25F * (at[-1] + at[2]);
  }
}

}  // namespace

const RebuiltKernels& plain_rebuilt_kernels() noexcept {
  static constexpr RebuiltKernels kKernels = {.inverse_dct_row = inverse_dct_row,
                                              .dct_row = dct_row,
                                              .mix_row = mix_row,
                                              .upsample_row = upsample_row,
                                              .gather_down = gather_down,
                                              .gather_across = gather_across};
  return kKernels;
}

}  // namespace jpegaware::detail
