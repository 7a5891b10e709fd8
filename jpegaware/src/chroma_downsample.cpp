// SPDX-License-Identifier: Apache-2.0
// Stage: full-size chroma rows -> subsampled rows, sharpened against the decoder's upsampling.
#include "chroma_downsample.h"

#include <algorithm>
#include <cassert>

#include "chroma_downsample_kernels.h"

namespace jpegaware::detail {

void box_downsample_row_plain(const float* upper, const float* lower, int out_width, float* out) {
  for (int x = 0; x < out_width; ++x) {
    const float upper_sum = upper[2 * x] + upper[2 * x + 1];
    const float lower_sum = lower[2 * x] + lower[2 * x + 1];
    out[x] = (upper_sum + lower_sum) * 0.25F;
  }
}

void smooth_column_plain(const float* above, const float* centre, const float* below, int width,
                         float* out) {
  for (int x = 0; x < width; ++x) {
    out[x] = centre[x] * kKernelCentre + (above[x] + below[x]) * kKernelSide;
  }
}

void correct_row_plain(const float* smoothed, const float* current, const float* original,
                       int width, float* out) {
  for (int x = 0; x < width; ++x) {
    const float blurred =
        smoothed[x] * kKernelCentre + (smoothed[x - 1] + smoothed[x + 1]) * kKernelSide;
    out[x] = (current[x] + original[x]) - blurred;
  }
}

void box_downsample_row(const float* upper, const float* lower, int out_width, Simd simd,
                        float* out) {
  if (simd == Simd::kPlain) {
    box_downsample_row_plain(upper, lower, out_width, out);
  } else {
    box_downsample_row_simd(upper, lower, out_width, out);
  }
}

void box_downsample_row_reference(const std::uint8_t* upper, const std::uint8_t* lower,
                                  SamplingFactors factors, int out_width, std::uint8_t* out) {
  for (int x = 0; x < out_width; ++x) {
    if (factors.horizontal == 1) {
      out[x] = upper[x];
    } else if (factors.vertical == 1) {
      out[x] = static_cast<std::uint8_t>((upper[2 * x] + upper[2 * x + 1] + x % 2) >> 1);
    } else {
      const int sum = upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
      out[x] = static_cast<std::uint8_t>((sum + 1 + x % 2) >> 2);
    }
  }
}

int sharpening_margin_rows(SamplingFactors factors, int rounds) noexcept {
  return factors.vertical == 2 ? rounds : 0;
}

std::size_t sharpening_scratch_floats(int row_count, int plane_width) noexcept {
  // The rows as they came, the rows of the last round, one smoothed row with a sample each side.
  const auto width = static_cast<std::size_t>(plane_width);
  return 2 * static_cast<std::size_t>(row_count) * width + width + 2;
}

void sharpen_chroma(const PlaneRows& rows, SamplingFactors factors, int plane_width,
                    int plane_height, int rounds, Simd simd, std::span<float> scratch) {
  if (factors.horizontal == 1 || rounds == 0) {
    return;
  }
  const bool plain = simd == Simd::kPlain;
  const auto smooth_column = plain ? smooth_column_plain : smooth_column_simd;
  const auto correct_row = plain ? correct_row_plain : correct_row_simd;
  const auto width = static_cast<std::size_t>(plane_width);
  const auto count = static_cast<std::size_t>(rows.last - rows.first);
  assert(scratch.size() >= sharpening_scratch_floats(rows.last - rows.first, plane_width));
  float* const original = scratch.data();
  float* const current = original + count * width;
  float* const smoothed = current + count * width + 1;  // one sample of room on each side

  for (std::size_t i = 0; i < count; ++i) {
    std::copy_n(rows.first_row + i * rows.stride, width, original + i * width);
  }
  const int lowest = std::max(rows.first, 0);
  const int highest = std::min(rows.last, plane_height) - 1;
  const auto current_row = [&](int y) {
    return current + static_cast<std::size_t>(std::clamp(y, lowest, highest) - rows.first) * width;
  };
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < count; ++i) {
      std::copy_n(rows.first_row + i * rows.stride, width, current + i * width);
    }
    for (int y = lowest; y <= highest; ++y) {
      const auto i = static_cast<std::size_t>(y - rows.first);
      if (factors.vertical == 2) {
        smooth_column(current_row(y - 1), current_row(y), current_row(y + 1), plane_width,
                      smoothed);
      } else {
        std::copy_n(current_row(y), width, smoothed);
      }
      smoothed[-1] = smoothed[0];
      smoothed[width] = smoothed[width - 1];
      correct_row(smoothed, current_row(y), original + i * width, plane_width,
                  rows.first_row + i * rows.stride);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    float* const row = rows.first_row + i * rows.stride;
    std::transform(row, row + width, row, [](float v) { return std::clamp(v, -128.0F, 128.0F); });
  }
}

}  // namespace jpegaware::detail
