// SPDX-License-Identifier: Apache-2.0
// Stage inside conv_kernels: planes, each filtered by a kernel of its own -> planes.
// Included once for each instruction set (Highway's foreach_target).
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

#include "conv_kernels.h"
#include "conv_product-inl.h"

#ifndef JPEGAWARE_CONV_DEPTHWISE_ONCE
#define JPEGAWARE_CONV_DEPTHWISE_ONCE
namespace jpegaware::saliency {
/// Floats after a depthwise row that whole vectors may read.
inline constexpr std::size_t kDepthwiseSlack = 8;
}  // namespace jpegaware::saliency
#endif

#if defined(JPEGAWARE_CONV_DEPTHWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef JPEGAWARE_CONV_DEPTHWISE_INL_H
#undef JPEGAWARE_CONV_DEPTHWISE_INL_H
#else
#define JPEGAWARE_CONV_DEPTHWISE_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace jpegaware::saliency {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Eight lanes at most: maps of 10 or 20 columns would leave half of a wider vector empty.
using Narrow = hn::CappedTag<float, 8>;
constexpr int kDepthwiseRows = 4;

/// One channel with its border of zeros, columns of one parity next to each other when stride is
/// 2, so that each kernel tap is one unaligned load.
struct PaddedPlane {
  float* data;
  std::size_t phase_stride;  ///< floats from even to odd columns
  std::size_t row_stride;
};

template <int kKernel, int kStride, int kRows>
HWY_INLINE void filter_rows(const PaddedPlane& plane, const float* HWY_RESTRICT weights, float bias,
                            Clip clip, float* HWY_RESTRICT out, std::size_t out_width) {
  const Narrow d;
  using V = hn::Vec<Narrow>;
  const std::size_t lanes = hn::Lanes(d);
  constexpr int kInputRows = (kRows - 1) * kStride + kKernel;
  const V low = hn::Set(d, clip.low);
  const V high = hn::Set(d, clip.high);
  for (std::size_t x = 0; x < out_width; x += lanes) {
    V sums[kRows];
    for (V& sum : sums) {
      sum = hn::Set(d, bias);
    }
    for (int y = 0; y < kInputRows; ++y) {
      const float* row = plane.data + static_cast<std::size_t>(y) * plane.row_stride + x;
      for (int kx = 0; kx < kKernel; ++kx) {
        const float* at = row + static_cast<std::size_t>(kx % kStride) * plane.phase_stride +
                          static_cast<std::size_t>(kx / kStride);
        const V sample = hn::LoadU(d, at);
        for (int r = 0; r < kRows; ++r) {
          const int ky = y - r * kStride;
          if (ky >= 0 && ky < kKernel) {
            sums[r] = hn::MulAdd(hn::Set(d, weights[ky * kKernel + kx]), sample, sums[r]);
          }
        }
      }
    }
    for (int r = 0; r < kRows; ++r) {
      float* to = out + static_cast<std::size_t>(r) * out_width + x;
      const V value = hn::Min(hn::Max(sums[r], low), high);
      if (HWY_LIKELY(x + lanes <= out_width)) {
        hn::StoreU(value, d, to);
      } else {
        HWY_ALIGN float edge[hn::MaxLanes(Narrow())];
        hn::Store(value, d, edge);
        std::copy(edge, edge + (out_width - x), to);
      }
    }
  }
}

struct DepthwiseShape {
  int in_height;
  int in_width;
  int out_height;
  int out_width;
  int kernel;
  int stride;

  [[nodiscard]] int before_y() const { return same_padding_before(in_height, kernel, stride); }
  [[nodiscard]] int before_x() const { return same_padding_before(in_width, kernel, stride); }
  [[nodiscard]] std::size_t padded_rows() const {
    return static_cast<std::size_t>((out_height - 1) * stride + kernel);
  }
  /// Floats of one parity of a padded row: whole vectors may be read past the last column.
  [[nodiscard]] std::size_t phase_width() const {
    return static_cast<std::size_t>(out_width + kernel) + kDepthwiseSlack;
  }
  [[nodiscard]] std::size_t row_stride() const {
    return phase_width() * static_cast<std::size_t>(stride);
  }
};

/// Even columns of a row to one place, odd ones to another.
void split_columns(const float* from, std::size_t count, float* even, float* odd) {
  const Narrow d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t x = 0;
  for (; x + 2 * lanes <= count; x += 2 * lanes) {
    hn::Vec<Narrow> evens;
    hn::Vec<Narrow> odds;
    hn::LoadInterleaved2(d, from + x, evens, odds);
    hn::StoreU(evens, d, even + x / 2);
    hn::StoreU(odds, d, odd + x / 2);
  }
  for (; x < count; ++x) {
    (x % 2 == 0 ? even : odd)[x / 2] = from[x];
  }
}

void pad_plane(const DepthwiseShape& shape, const float* plane, float* padded) {
  const auto before_x = static_cast<std::size_t>(shape.before_x());
  const auto width = static_cast<std::size_t>(shape.in_width);
  for (int y = 0; y < shape.in_height; ++y) {
    const float* from = plane + static_cast<std::size_t>(y) * width;
    float* row = padded + static_cast<std::size_t>(y + shape.before_y()) * shape.row_stride();
    if (shape.stride == 1) {
      std::copy(from, from + width, row + before_x);
      continue;
    }
    // Column x lies at x + before_x of the padded row: its parity says which half it goes to.
    float* const phases[2] = {row, row + shape.phase_width()};
    split_columns(from, width, phases[before_x % 2] + before_x / 2,
                  phases[(before_x + 1) % 2] + (before_x + 1) / 2);
  }
}

template <int kKernel, int kStride>
void filter_plane(const DepthwiseShape& shape, const float* padded, const float* weights,
                  float bias, Clip clip, float* out) {
  const auto width = static_cast<std::size_t>(shape.out_width);
  int y = 0;
  const auto plane_at = [&](int row) {
    return PaddedPlane{
        const_cast<float*>(padded) + static_cast<std::size_t>(row * kStride) * shape.row_stride(),
        shape.phase_width(), shape.row_stride()};
  };
  for (; y + kDepthwiseRows <= shape.out_height; y += kDepthwiseRows) {
    filter_rows<kKernel, kStride, kDepthwiseRows>(plane_at(y), weights, bias, clip,
                                                  out + static_cast<std::size_t>(y) * width, width);
  }
  for (; y < shape.out_height; ++y) {
    filter_rows<kKernel, kStride, 1>(plane_at(y), weights, bias, clip,
                                     out + static_cast<std::size_t>(y) * width, width);
  }
}

/// The border is written once: channels overwrite the inside only.
void clear_padded(const DepthwiseShape& shape, float* padded) {
  std::fill(padded, padded + shape.padded_rows() * shape.row_stride(), 0.0F);
}

void filter_channels(const DepthwiseShape& shape, const Planes& input, const float* weights,
                     const float* bias, Clip clip, float* out, float* padded) {
  const auto taps = static_cast<std::size_t>(shape.kernel * shape.kernel);
  const auto out_size =
      static_cast<std::size_t>(shape.out_height) * static_cast<std::size_t>(shape.out_width);
  auto* filter = shape.kernel == 3 ? (shape.stride == 1 ? filter_plane<3, 1> : filter_plane<3, 2>)
                                   : (shape.stride == 1 ? filter_plane<5, 1> : filter_plane<5, 2>);
  for (int c = 0; c < input.channels; ++c) {
    const auto channel = static_cast<std::size_t>(c);
    pad_plane(shape, input.data + channel * input.plane_size(), padded);
    filter(shape, padded, weights + channel * taps, bias[c], clip, out + channel * out_size);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::saliency
HWY_AFTER_NAMESPACE();

#endif
