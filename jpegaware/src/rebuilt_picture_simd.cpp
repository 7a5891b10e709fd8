// SPDX-License-Identifier: Apache-2.0
// The row operations under rebuilt_picture. The vector versions: the plain ones' operations in the
// plain ones' order, so the bits are the same.
#include "rebuilt_picture_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rebuilt_picture_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace jpegaware::detail {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kSide = 8;
constexpr std::size_t kHalf = kSide / 2;
using D = hn::CappedTag<float, kSide>;
using V = hn::Vec<D>;

HWY_INLINE V weighed(float weight, V value) { return hn::Mul(hn::Set(D(), weight), value); }

/// basis row k's first half times four rows, in the order of the rows.
template <class Basis>
HWY_INLINE V folded_product(const Basis& at, V r0, V r1, V r2, V r3) {
  const V first = hn::Add(weighed(at(0), r0), weighed(at(1), r1));
  return hn::Add(hn::Add(first, weighed(at(2), r2)), weighed(at(3), r3));
}

HWY_INLINE void inverse_columns(const std::int16_t* HWY_RESTRICT blocks,
                                const float* HWY_RESTRICT units, float* HWY_RESTRICT half) {
  const D d;
  const hn::Rebind<std::int16_t, D> di16;
  const hn::Rebind<std::int32_t, D> di32;
  for (std::size_t x = 0; x < kSide; x += hn::Lanes(d)) {
    const auto coeff = [&](std::size_t k) HWY_ATTR {
      const auto value = hn::PromoteTo(di32, hn::LoadU(di16, blocks + k * kSide + x));
      return hn::Mul(hn::ConvertTo(d, value), hn::LoadU(d, units + k * kSide + x));
    };
    const V c0 = coeff(0);
    const V c1 = coeff(1);
    const V c2 = coeff(2);
    const V c3 = coeff(3);
    const V c4 = coeff(4);
    const V c5 = coeff(5);
    const V c6 = coeff(6);
    const V c7 = coeff(7);
    for (std::size_t y = 0; y < kHalf; ++y) {
      const auto even_at = [y](std::size_t i) HWY_ATTR { return kDctBasis[2 * i][y]; };
      const auto odd_at = [y](std::size_t i) HWY_ATTR { return kDctBasis[2 * i + 1][y]; };
      const V even = folded_product(even_at, c0, c2, c4, c6);
      const V odd = folded_product(odd_at, c1, c3, c5, c7);
      hn::Store(hn::Add(even, odd), d, half + y * kSide + x);
      hn::Store(hn::Sub(even, odd), d, half + (kSide - 1 - y) * kSide + x);
    }
  }
}

HWY_INLINE void forward_columns(const float* HWY_RESTRICT samples, std::size_t stride_samples,
                                float* HWY_RESTRICT half) {
  const D d;
  for (std::size_t x = 0; x < kSide; x += hn::Lanes(d)) {
    const auto sample = [&](std::size_t y)
                            HWY_ATTR { return hn::LoadU(d, samples + y * stride_samples + x); };
    const V s0 = hn::Add(sample(0), sample(7));
    const V s1 = hn::Add(sample(1), sample(6));
    const V s2 = hn::Add(sample(2), sample(5));
    const V s3 = hn::Add(sample(3), sample(4));
    const V d0 = hn::Sub(sample(0), sample(7));
    const V d1 = hn::Sub(sample(1), sample(6));
    const V d2 = hn::Sub(sample(2), sample(5));
    const V d3 = hn::Sub(sample(3), sample(4));
    for (std::size_t k = 0; k < kSide; k += 2) {
      const auto even_at = [k](std::size_t i) HWY_ATTR { return kDctBasis[k][i]; };
      const auto odd_at = [k](std::size_t i) HWY_ATTR { return kDctBasis[k + 1][i]; };
      hn::Store(folded_product(even_at, s0, s1, s2, s3), d, half + k * kSide + x);
      hn::Store(folded_product(odd_at, d0, d1, d2, d3), d, half + (k + 1) * kSide + x);
    }
  }
}

/// One row of eight times the matrix, whose rows lie one after the other.
HWY_INLINE void row_product(const float* HWY_RESTRICT row, const float* HWY_RESTRICT matrix,
                            float* HWY_RESTRICT out) {
  const D d;
  for (std::size_t x = 0; x < kSide; x += hn::Lanes(d)) {
    V sum = hn::Mul(hn::Set(d, row[0]), hn::Load(d, matrix + x));
    for (std::size_t k = 1; k < kSide; ++k) {
      sum = hn::Add(sum, hn::Mul(hn::Set(d, row[k]), hn::Load(d, matrix + k * kSide + x)));
    }
    hn::StoreU(sum, d, out + x);
  }
}

void inverse_dct_row(const std::int16_t* blocks, const CoeffUnits& units, int block_count,
                     float* samples, std::size_t stride_samples) {
  HWY_ALIGN float half[kBlockCoeffs];
  HWY_ALIGN float matrix[kBlockCoeffs];
  for (std::size_t i = 0; i < kBlockCoeffs; ++i) {
    matrix[i] = kDctBasis[i / kSide][i % kSide];
  }
  for (int b = 0; b < block_count; ++b, blocks += kBlockCoeffs, samples += kSide) {
    inverse_columns(blocks, units.data(), half);
    for (std::size_t y = 0; y < kSide; ++y) {
      row_product(half + y * kSide, matrix, samples + y * stride_samples);
    }
  }
}

void dct_row(const float* samples, std::size_t stride_samples, int block_count, float* coeffs) {
  HWY_ALIGN float half[kBlockCoeffs];
  HWY_ALIGN float matrix[kBlockCoeffs];
  for (std::size_t i = 0; i < kBlockCoeffs; ++i) {
    matrix[i] = kDctBasis[i % kSide][i / kSide];
  }
  for (int b = 0; b < block_count; ++b, samples += kSide, coeffs += kBlockCoeffs) {
    forward_columns(samples, stride_samples, half);
    for (std::size_t v = 0; v < kSide; ++v) {
      row_product(half + v * kSide, matrix, coeffs + v * kSide);
    }
  }
}

// The others return how many samples at the left were done; the plain version does the rest.

int mix_row(const float* nearer, const float* further, int width, float* out) {
  const D d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  int x = 0;
  for (; x + lanes <= width; x += lanes) {
    const V near_part = weighed(0.75F, hn::LoadU(d, nearer + x));
    hn::StoreU(hn::Add(near_part, weighed(0.25F, hn::LoadU(d, further + x))), d, out + x);
  }
  return x;
}

int upsample_row(const float* in, int width_out, float* out) {
  const D d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  int x = 0;
  for (; x + 2 * lanes <= width_out; x += 2 * lanes) {
    const float* from = in + x / 2;
    const V near_part = weighed(0.75F, hn::LoadU(d, from));
    hn::StoreInterleaved2(hn::Add(near_part, weighed(0.25F, hn::LoadU(d, from - 1))),
                          hn::Add(near_part, weighed(0.25F, hn::LoadU(d, from + 1))), d, out + x);
  }
  return x;
}

int gather_down(const std::array<const float*, 4>& rows, int width, float* out) {
  const D d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  int x = 0;
  for (; x + lanes <= width; x += lanes) {
    const V inner = hn::Add(hn::LoadU(d, rows[1] + x), hn::LoadU(d, rows[2] + x));
    const V outer = hn::Add(hn::LoadU(d, rows[0] + x), hn::LoadU(d, rows[3] + x));
    hn::StoreU(hn::Add(weighed(0.75F, inner), weighed(0.25F, outer)), d, out + x);
  }
  return x;
}

int gather_across(const float* in, int width_out, float* out) {
  const D d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  int x = 0;
  for (; x + lanes <= width_out; x += lanes) {
    V before = hn::Zero(d);
    V even = hn::Zero(d);
    V odd = hn::Zero(d);
    V behind = hn::Zero(d);
    hn::LoadInterleaved2(d, in + 2 * x - 1, before, even);
    hn::LoadInterleaved2(d, in + 2 * x + 1, odd, behind);
    hn::StoreU(hn::Add(weighed(0.75F, hn::Add(even, odd)), weighed(0.25F, hn::Add(before, behind))),
               d, out + x);
  }
  return x;
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::detail
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace jpegaware::detail {
namespace {

HWY_EXPORT(inverse_dct_row);
HWY_EXPORT(dct_row);
HWY_EXPORT(mix_row);
HWY_EXPORT(upsample_row);
HWY_EXPORT(gather_down);
HWY_EXPORT(gather_across);

void inverse_dct_row_simd(const std::int16_t* blocks, const CoeffUnits& units, int block_count,
                          float* samples, std::size_t stride_samples) {
  HWY_DYNAMIC_DISPATCH(inverse_dct_row)(blocks, units, block_count, samples, stride_samples);
}

void dct_row_simd(const float* samples, std::size_t stride_samples, int block_count,
                  float* coeffs) {
  HWY_DYNAMIC_DISPATCH(dct_row)(samples, stride_samples, block_count, coeffs);
}

void mix_row_simd(const float* nearer, const float* further, int width, float* out) {
  const int done = HWY_DYNAMIC_DISPATCH(mix_row)(nearer, further, width, out);
  plain_rebuilt_kernels().mix_row(nearer + done, further + done, width - done, out + done);
}

void upsample_row_simd(const float* in, int width_out, float* out) {
  const int done = HWY_DYNAMIC_DISPATCH(upsample_row)(in, width_out, out);
  plain_rebuilt_kernels().upsample_row(in + done / 2, width_out - done, out + done);
}

void gather_down_simd(const std::array<const float*, 4>& rows, int width, float* out) {
  const int done = HWY_DYNAMIC_DISPATCH(gather_down)(rows, width, out);
  plain_rebuilt_kernels().gather_down(
      {rows[0] + done, rows[1] + done, rows[2] + done, rows[3] + done}, width - done, out + done);
}

void gather_across_simd(const float* in, int width_out, float* out) {
  const int done = HWY_DYNAMIC_DISPATCH(gather_across)(in, width_out, out);
  plain_rebuilt_kernels().gather_across(in + 2 * done, width_out - done, out + done);
}

}  // namespace

const RebuiltKernels& simd_rebuilt_kernels() noexcept {
  static constexpr RebuiltKernels kKernels = {.inverse_dct_row = inverse_dct_row_simd,
                                              .dct_row = dct_row_simd,
                                              .mix_row = mix_row_simd,
                                              .upsample_row = upsample_row_simd,
                                              .gather_down = gather_down_simd,
                                              .gather_across = gather_across_simd};
  return kKernels;
}

}  // namespace jpegaware::detail
#endif  // HWY_ONCE
