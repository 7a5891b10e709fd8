// SPDX-License-Identifier: Apache-2.0
// Stage: a JPEG file's bytes -> levels, tables and segments, by stock libjpeg-turbo.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cancellation.h"
#include "coefficient_image.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware::detail {

/// An APPn or COM segment, owned.
struct SourceSegment {
  std::uint8_t code = 0;
  std::vector<std::uint8_t> payload;
};

/// What a file holds besides the details of its coding.
struct SourceFile {
  CoefficientImage image;
  /// In the file's order; without JFIF's and Adobe's, which the writer makes anew.
  std::vector<SourceSegment> segments;
  PixelDensity density;
  ScanLayout layout = ScanLayout::kProgressive;  ///< sequential only if it is baseline Huffman
};

/// Reads levels, tables and segments of a file; no pixel is made.
///
/// @param max_pixels larger pictures are refused before memory is allocated for them
/// @return bad_input for damaged or truncated data, unsupported for colour spaces and samplings
///         that FrameGeometry cannot say and for tables with a step of 0, invalid_argument above max_pixels, aborted,
///         out_of_memory
[[nodiscard]] Result<SourceFile> read_jpeg(std::span<const std::uint8_t> file,
                                           std::int64_t max_pixels, Cancellation& cancellation);

}  // namespace jpegaware::detail
