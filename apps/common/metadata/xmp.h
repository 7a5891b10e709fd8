// SPDX-License-Identifier: Apache-2.0
// The little that the programs need of XMP packets, without an XML parser: they are searched for
// the names that all writers use.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace jpegaware::apps {

/// Sets tiff:Orientation to 1 where the packet has it; the size does not change.
void reset_xmp_orientation(std::span<std::uint8_t> xmp);

/// A new packet with the copyright statement and the creator (dc:rights, dc:creator,
/// xmpRights:Marked, xmpRights:WebStatement), each taken over as it is written; empty where there
/// is none.
[[nodiscard]] std::vector<std::uint8_t> safe_xmp(std::span<const std::uint8_t> xmp);

/// Whether the packet says that a gain map lies behind the picture (Adobe's and Google's UltraHDR,
/// Apple's).
[[nodiscard]] bool xmp_names_gain_map(std::span<const std::uint8_t> xmp);

/// Whether the packet says that a film lies behind the picture (Google's motion photo).
[[nodiscard]] bool xmp_names_film(std::span<const std::uint8_t> xmp);

}  // namespace jpegaware::apps
