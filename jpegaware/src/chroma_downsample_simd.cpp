// SPDX-License-Identifier: Apache-2.0
// The row operations under chroma_downsample. The vector versions: the plain ones' operations in
// the plain ones' order, so the bits are the same.
#include "chroma_downsample_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chroma_downsample_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace jpegaware::detail {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Each returns how many samples at the left were done; the plain version does the rest.

int box_downsample(const float* upper, const float* lower, int out_width, float* out) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const auto quarter = hn::Set(d, 0.25F);
  int x = 0;
  for (; x + lanes <= out_width; x += lanes) {
    auto upper_even = hn::Zero(d);
    auto upper_odd = hn::Zero(d);
    auto lower_even = hn::Zero(d);
    auto lower_odd = hn::Zero(d);
    hn::LoadInterleaved2(d, upper + 2 * x, upper_even, upper_odd);
    hn::LoadInterleaved2(d, lower + 2 * x, lower_even, lower_odd);
    const auto sum = hn::Add(hn::Add(upper_even, upper_odd), hn::Add(lower_even, lower_odd));
    hn::StoreU(hn::Mul(sum, quarter), d, out + x);
  }
  return x;
}

int smooth_column(const float* above, const float* centre, const float* below, int width,
                  float* out) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const auto centre_weight = hn::Set(d, kKernelCentre);
  const auto side_weight = hn::Set(d, kKernelSide);
  int x = 0;
  for (; x + lanes <= width; x += lanes) {
    const auto sides = hn::Add(hn::LoadU(d, above + x), hn::LoadU(d, below + x));
    hn::StoreU(
        hn::Add(hn::Mul(hn::LoadU(d, centre + x), centre_weight), hn::Mul(sides, side_weight)), d,
        out + x);
  }
  return x;
}

int correct_row(const float* smoothed, const float* current, const float* original, int width,
                float* out) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const auto centre_weight = hn::Set(d, kKernelCentre);
  const auto side_weight = hn::Set(d, kKernelSide);
  int x = 0;
  for (; x + lanes <= width; x += lanes) {
    const auto sides = hn::Add(hn::LoadU(d, smoothed + x - 1), hn::LoadU(d, smoothed + x + 1));
    const auto blurred =
        hn::Add(hn::Mul(hn::LoadU(d, smoothed + x), centre_weight), hn::Mul(sides, side_weight));
    const auto raised = hn::Add(hn::LoadU(d, current + x), hn::LoadU(d, original + x));
    hn::StoreU(hn::Sub(raised, blurred), d, out + x);
  }
  return x;
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::detail
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace jpegaware::detail {

HWY_EXPORT(box_downsample);
HWY_EXPORT(smooth_column);
HWY_EXPORT(correct_row);

void box_downsample_row_simd(const float* upper, const float* lower, int out_width, float* out) {
  const int done = HWY_DYNAMIC_DISPATCH(box_downsample)(upper, lower, out_width, out);
  box_downsample_row_plain(upper + 2 * done, lower + 2 * done, out_width - done, out + done);
}

void smooth_column_simd(const float* above, const float* centre, const float* below, int width,
                        float* out) {
  const int done = HWY_DYNAMIC_DISPATCH(smooth_column)(above, centre, below, width, out);
  smooth_column_plain(above + done, centre + done, below + done, width - done, out + done);
}

void correct_row_simd(const float* smoothed, const float* current, const float* original, int width,
                      float* out) {
  const int done = HWY_DYNAMIC_DISPATCH(correct_row)(smoothed, current, original, width, out);
  correct_row_plain(smoothed + done, current + done, original + done, width - done, out + done);
}

}  // namespace jpegaware::detail
#endif  // HWY_ONCE
