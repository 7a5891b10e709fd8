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
#include "jpegaware/result.h"
#include "scan_script.h"

namespace jpegaware::detail {

/// A marker segment as it lies in a file: 0xE0..0xEF (APPn) or 0xFE (COM), and what follows the
/// length, at most 65,533 bytes.
struct MarkerSegment {
  std::uint8_t code = 0;
  std::span<const std::uint8_t> payload;
};

/// What one file is made of. Nothing is owned.
struct FileParts {
  const CoefficientImage* image = nullptr;
  std::span<const Scan> scans;  ///< empty: one interleaved sequential scan
  std::span<const MarkerSegment> segments;
  std::span<const std::uint8_t> icc_profile;
};

/// Writes a file with Huffman tables made for it. The levels are read where they lie, several
/// times, and not changed.
///
/// @return the sink's error, aborted, out_of_memory, or internal where libjpeg refuses what we
///         built (its message is passed on)
[[nodiscard]] Result<void> write_jpeg(const FileParts& parts, ByteSink& sink,
                                      Cancellation& cancellation);

}  // namespace jpegaware::detail
