// SPDX-License-Identifier: Apache-2.0
// A JPEG file's bytes with other APPn and COM segments in front of its coded data.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jpegaware/options.h"

namespace jpegaware::detail {

/// Copies a file without the APPn and COM segments before its first scan, JFIF's and Adobe's apart
/// (they say how to read it), and puts `segments` behind JFIF's. The coded data is not looked at.
/// @param file a JPEG that libjpeg has read without complaint
[[nodiscard]] std::vector<std::uint8_t> with_segments(std::span<const std::uint8_t> file,
                                                      std::span<const MarkerSegment> segments);

}  // namespace jpegaware::detail
