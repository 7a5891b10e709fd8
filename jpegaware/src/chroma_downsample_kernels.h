// SPDX-License-Identifier: Apache-2.0
// The two versions of the row operations under chroma_downsample, which give the same bits.
#pragma once

#include <cstddef>

namespace jpegaware::detail {

inline constexpr float kKernelCentre = 0.75F;
inline constexpr float kKernelSide = 0.125F;

void box_downsample_row_plain(const float* upper, const float* lower, int out_width, float* out);
void box_downsample_row_simd(const float* upper, const float* lower, int out_width, float* out);

/// out[x] = centre[x] * 3/4 + (above[x] + below[x]) / 8
void smooth_column_plain(const float* above, const float* centre, const float* below, int width,
                         float* out);
void smooth_column_simd(const float* above, const float* centre, const float* below, int width,
                        float* out);

/// out[x] = (current[x] + original[x]) - (smoothed[x] * 3/4 + (smoothed[x-1] + smoothed[x+1]) / 8);
/// smoothed[-1] and smoothed[width] are read.
void correct_row_plain(const float* smoothed, const float* current, const float* original,
                       int width, float* out);
void correct_row_simd(const float* smoothed, const float* current, const float* original, int width,
                      float* out);

}  // namespace jpegaware::detail
