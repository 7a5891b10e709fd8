// SPDX-License-Identifier: Apache-2.0
// Stage: a row of 8x8 sample blocks -> fixed-point DCT coefficients. The vector version: the plain
// one's operations in the plain one's order, so the bits are the same.
#include "forward_dct_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "forward_dct_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace jpegaware::detail {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kSide = 8;

/// Transforms the eight lines whose elements lie across v0..v7, lane by lane.
template <class D, class V>
HWY_INLINE void transform_lines(D d, V& v0, V& v1, V& v2, V& v3, V& v4, V& v5, V& v6, V& v7) {
  const auto half_sqrt2 = hn::Set(d, kDctHalfSqrt2);
  const auto sum07 = hn::Add(v0, v7);
  const auto sum16 = hn::Add(v1, v6);
  const auto sum25 = hn::Add(v2, v5);
  const auto sum34 = hn::Add(v3, v4);
  const auto diff07 = hn::Sub(v0, v7);
  const auto diff16 = hn::Sub(v1, v6);
  const auto diff25 = hn::Sub(v2, v5);
  const auto diff34 = hn::Sub(v3, v4);

  const auto even0 = hn::Add(sum07, sum34);
  const auto even3 = hn::Sub(sum07, sum34);
  const auto even1 = hn::Add(sum16, sum25);
  const auto even2 = hn::Mul(hn::Add(hn::Sub(sum16, sum25), even3), half_sqrt2);
  v0 = hn::Add(even0, even1);
  v4 = hn::Sub(even0, even1);
  v2 = hn::Add(even3, even2);
  v6 = hn::Sub(even3, even2);

  const auto odd0 = hn::Add(diff34, diff25);
  const auto odd1 = hn::Mul(hn::Add(diff25, diff16), half_sqrt2);
  const auto odd2 = hn::Add(diff16, diff07);
  const auto shared = hn::Mul(hn::Sub(odd0, odd2), hn::Set(d, kDctCos6));
  const auto low = hn::Add(hn::Mul(hn::Set(d, kDctCos2MinusCos6), odd0), shared);
  const auto high = hn::Add(hn::Mul(hn::Set(d, kDctCos2PlusCos6), odd2), shared);
  const auto plus = hn::Add(diff07, odd1);
  const auto minus = hn::Sub(diff07, odd1);
  v5 = hn::Add(minus, low);
  v3 = hn::Sub(minus, low);
  v1 = hn::Add(plus, high);
  v7 = hn::Sub(plus, high);
}

/// Transforms the columns of an 8x8 block, as many at a time as the vector has lanes.
template <class D>
HWY_INLINE void transform_columns(D d, const float* HWY_RESTRICT from, std::size_t from_stride,
                                  float* HWY_RESTRICT to) {
  for (std::size_t x = 0; x < kSide; x += hn::Lanes(d)) {
    const auto load = [&](std::size_t y)
                          HWY_ATTR { return hn::LoadU(d, from + y * from_stride + x); };
    auto v0 = load(0);
    auto v1 = load(1);
    auto v2 = load(2);
    auto v3 = load(3);
    auto v4 = load(4);
    auto v5 = load(5);
    auto v6 = load(6);
    auto v7 = load(7);
    transform_lines(d, v0, v1, v2, v3, v4, v5, v6, v7);
    const auto store = [&](std::size_t y, auto v) HWY_ATTR { hn::Store(v, d, to + y * kSide + x); };
    store(0, v0);
    store(1, v1);
    store(2, v2);
    store(3, v3);
    store(4, v4);
    store(5, v5);
    store(6, v6);
    store(7, v7);
  }
}

HWY_INLINE void transpose(const float* HWY_RESTRICT from, float* HWY_RESTRICT to) {
#if HWY_TARGET == HWY_SCALAR || HWY_HAVE_SCALABLE
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) {
      to[x * kSide + y] = from[y * kSide + x];
    }
  }
#else
  // 4x4 quarters, so that 128-bit vectors do it on every processor.
  const hn::Full128<float> d;
  const hn::RepartitionToWide<decltype(d)> dw;
  for (std::size_t y = 0; y < kSide; y += 4) {
    for (std::size_t x = 0; x < kSide; x += 4) {
      const float* source = from + y * kSide + x;
      float* target = to + x * kSide + y;
      const auto r0 = hn::Load(d, source);
      const auto r1 = hn::Load(d, source + kSide);
      const auto r2 = hn::Load(d, source + 2 * kSide);
      const auto r3 = hn::Load(d, source + 3 * kSide);
      const auto low01 = hn::BitCast(dw, hn::InterleaveLower(d, r0, r1));
      const auto low23 = hn::BitCast(dw, hn::InterleaveLower(d, r2, r3));
      const auto high01 = hn::BitCast(dw, hn::InterleaveUpper(d, r0, r1));
      const auto high23 = hn::BitCast(dw, hn::InterleaveUpper(d, r2, r3));
      hn::Store(hn::BitCast(d, hn::InterleaveLower(dw, low01, low23)), d, target);
      hn::Store(hn::BitCast(d, hn::InterleaveUpper(dw, low01, low23)), d, target + kSide);
      hn::Store(hn::BitCast(d, hn::InterleaveLower(dw, high01, high23)), d, target + 2 * kSide);
      hn::Store(hn::BitCast(d, hn::InterleaveUpper(dw, high01, high23)), d, target + 3 * kSide);
    }
  }
#endif
}

/// Scales, rounds halves to even and narrows a transposed block into natural order.
template <class D>
HWY_INLINE void store_coeffs(D d, const float* HWY_RESTRICT block,
                             std::int16_t* HWY_RESTRICT coeffs) {
  const hn::Rebind<std::int16_t, D> di16;
  for (std::size_t i = 0; i < kBlockCoeffs; i += hn::Lanes(d)) {
    const auto scaled = hn::Mul(hn::Load(d, block + i), hn::LoadU(d, kDctScale.data() + i));
    hn::StoreU(hn::DemoteTo(di16, hn::NearestInt(scaled)), di16, coeffs + i);
  }
}

void forward_dct(const float* samples, std::size_t stride_samples, int block_count,
                 std::int16_t* coeffs) {
  const hn::CappedTag<float, kSide> d;
  HWY_ALIGN float columns[kBlockCoeffs];
  HWY_ALIGN float turned[kBlockCoeffs];
  for (int b = 0; b < block_count; ++b, samples += kSide, coeffs += kBlockCoeffs) {
    transform_columns(d, samples, stride_samples, columns);
    transpose(columns, turned);
    transform_columns(d, turned, kSide, columns);
    transpose(columns, turned);
    store_coeffs(d, turned, coeffs);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::detail
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace jpegaware::detail {

HWY_EXPORT(forward_dct);

void forward_dct_row_simd(const float* samples, std::size_t stride_samples, int block_count,
                          std::int16_t* coeffs) {
  HWY_DYNAMIC_DISPATCH(forward_dct)(samples, stride_samples, block_count, coeffs);
}

}  // namespace jpegaware::detail
#endif  // HWY_ONCE
