// SPDX-License-Identifier: Apache-2.0
// Stage: levels, tables and scans -> a JPEG file's bytes, by stock libjpeg-turbo.
#pragma once

#include <cstdint>
#include <span>

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

}  // namespace jpegaware::detail
