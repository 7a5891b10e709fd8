// SPDX-License-Identifier: Apache-2.0
// Stage: picture and cjpeg's own switches -> what libjpeg-turbo alone makes of them.
#pragma once

#include <array>
#include <span>

#include "command_line.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "output_segments.h"
#include "picture.h"

namespace jpegaware::apps {

/// The tables that cjpeg would give Y, Cb and Cr for -quality, -qtables, -qslots and -baseline
/// among the switches; the others do not count.
/// @return bad_input with a sentence about the -qtables file, or about a slot without a table
[[nodiscard]] Result<std::array<QuantizationSteps, 3>> stock_tables(
    std::span<const Switch> switches);

enum class PlainScans {
  kSmallest,  ///< one or libjpeg's simple progression; -progressive, -scans and -arithmetic count
  kOneBaseline,  ///< one, with 8-bit tables
};

/// Codes the picture as cjpeg does with these switches, every block alike, with entropy coding
/// optimised: what the optimiser does not know (-rgb, other samplings than its own).
/// @return unsupported with libjpeg's sentence where the switches cannot be had together
[[nodiscard]] Result<Bytes> encode_plain(const Picture& picture, std::span<const Switch> switches,
                                         PlainScans scans, const OutputSegments& segments);

}  // namespace jpegaware::apps
