// SPDX-License-Identifier: Apache-2.0
// Stage: levels, tables and scans -> the file's bytes in a sink.
#pragma once

#include "cancellation.h"
#include "coefficient_image.h"
#include "jpegaware/byte_sink.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "scan_script.h"

namespace jpegaware::detail {

/// Writes a complete JFIF file: one interleaved sequential scan or the script's, with Huffman
/// tables made for these levels.
///
/// @param image    levels and tables; of one or three components
/// @param script   scans of a progressive file; empty: sequential
/// @param options  segments, ICC profile and density come from here
/// @return the sink's error, aborted, out_of_memory; invalid_argument for an ICC profile that
///         255 APP2 segments cannot hold, a segment too long or of another code
[[nodiscard]] Result<void> write_bitstream(const CoefficientImage& image, const ScanScript& script,
                                           const EncodeOptions& options, Cancellation& cancellation,
                                           ByteSink& sink);

}  // namespace jpegaware::detail
