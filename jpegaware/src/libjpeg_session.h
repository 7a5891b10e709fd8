// SPDX-License-Identifier: Apache-2.0
// libjpeg-turbo as two functions on our own types: its errors come back as values, its
// setjmp stays inside. Levels and tables in, a JPEG file's bytes out, and the way back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cancellation.h"
#include "coefficient_image.h"
#include "jpegaware/byte_sink.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "scan_script.h"

namespace jpegaware::detail {

/// What one file is made of. Nothing is owned.
struct FileParts {
  const CoefficientImage* image = nullptr;
  std::span<const Scan> scans;  ///< empty: one interleaved sequential scan
  std::span<const MarkerSegment> segments;
  std::span<const std::uint8_t> icc_profile;  ///< follows the segments
  PixelDensity density;
};

/// Writes a file with Huffman tables made for it. The levels are read where they lie, several
/// times, and not changed.
///
/// @return the sink's error, aborted, out_of_memory, or internal where libjpeg refuses what we
///         built (its message is passed on)
[[nodiscard]] Result<void> write_jpeg(const FileParts& parts, ByteSink& sink,
                                      Cancellation& cancellation);

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
