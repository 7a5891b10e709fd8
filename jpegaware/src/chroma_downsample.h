// SPDX-License-Identifier: Apache-2.0
// Stage: full-size chroma rows -> subsampled rows, sharpened against the decoder's upsampling.
// Pure arithmetic, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "frame_layout.h"
#include "jpegaware/options.h"

namespace jpegaware::detail {

/// Averages 2 or 4 samples into one (T.81 A.1.1's sampling ratios; centred as JFIF 1.02 says).
///
/// @param upper, lower   full-size rows of 2 * out_width samples; the same row where the vertical
///                       factor is 1
/// @param simd           every choice gives the same bits
void box_downsample_row(const float* upper, const float* lower, int out_width, Simd simd,
                        float* out);

/// libjpeg's: bytes, with a rounding that alternates from column to column so that none is
/// favoured.
void box_downsample_row_reference(const std::uint8_t* upper, const std::uint8_t* lower,
                                  SamplingFactors factors, int out_width, std::uint8_t* out);

/// Rows of one subsampled plane around the rows wanted.
struct PlaneRows {
  float* first_row = nullptr;  ///< row `first`
  std::size_t stride = 0;      ///< floats from a row to the next
  int first = 0;               ///< plane row that `first_row` is
  int last = 0;                ///< one behind the last row held
};

/// How many rows on each side sharpen_chroma() needs around those it is asked for.
[[nodiscard]] int sharpening_margin_rows(SamplingFactors factors, int rounds) noexcept;

/// Room that sharpen_chroma() needs for so many rows of so many samples.
[[nodiscard]] std::size_t sharpening_scratch_floats(int row_count, int plane_width) noexcept;

/// Corrects subsampled rows by what the decoder will make of them: libjpeg's "fancy" upsampling
/// weighs neighbours 3:1, which blurs. Averaged down again, that blur is the filter
/// K = (1 6 1) / 8 along each subsampled axis, so a round of correction is d += d0 - K d, on
/// subsampled samples alone. Two rounds: -1.2 % bytes at equal SSIMULACRA2.
///
/// @param rows    rows [first, last) of a plane; corrected in place; values end in
///                [-128, 128]. Rows nearer to `first` or `last` than the margin are right only
///                where the plane itself ends there
/// @param plane   the plane's true size; outside it the edge is repeated, as the decoder does
/// @param scratch sharpening_scratch_floats() of them
void sharpen_chroma(const PlaneRows& rows, SamplingFactors factors, int plane_width,
                    int plane_height, int rounds, Simd simd, std::span<float> scratch);

}  // namespace jpegaware::detail
