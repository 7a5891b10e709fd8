// SPDX-License-Identifier: Apache-2.0
// Stage: a JPEG file -> the same levels coded another way, by libjpeg-turbo.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "jpegaware/result.h"
#include "level_coding.h"
#include "metadata.h"
#include "output_segments.h"

namespace jpegaware::apps {

struct Transcoding {
  LevelCoding coding{.optimizes = true, .is_progressive = true};
  std::string scan_file;  ///< its script replaces libjpeg's own scans; empty: none
  /// Replaces the file's APPn and COM segments; null: they go over as they are.
  const OutputSegments* segments = nullptr;
};

/// Codes a file's levels again; no level changes.
/// @return bad_input for a damaged file or scan script
[[nodiscard]] Result<Bytes> transcode(std::span<const std::uint8_t> jpeg,
                                      const Transcoding& transcoding);

/// Whether a table of the file has steps of 16 bits.
[[nodiscard]] bool has_16_bit_tables(std::span<const std::uint8_t> jpeg);

}  // namespace jpegaware::apps
