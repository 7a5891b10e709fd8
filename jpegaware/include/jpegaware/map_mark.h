// SPDX-License-Identifier: Apache-2.0
// The mark in a file that the optimiser made: which block qualities it was made for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/export.h"

namespace jpegaware {

/// What the mark says. Equal for equal maps, whoever made them: qualities are in steps of 1/256,
/// the hash is over the map's values and grid. It is there so that a second run knows that a file
/// has already lost what it was asked to lose.
struct MapMark {
  std::uint16_t highest_256ths = 0;  ///< highest quality in the map, times 256
  std::uint16_t lowest_256ths = 0;   ///< lowest quality in the map, times 256
  std::uint64_t map_hash = 0;        ///< FNV-1a of grid and qualities

  friend constexpr bool operator==(const MapMark&, const MapMark&) noexcept = default;
};

/// The segment that carries the mark: APP15, a name, a format version, the three values,
/// big-endian.
inline constexpr std::uint8_t kMapMarkCode = 0xEF;
inline constexpr std::size_t kMapMarkPayload_bytes = 23;
using MapMarkPayload = std::array<std::uint8_t, kMapMarkPayload_bytes>;

[[nodiscard]] JPEGAWARE_EXPORT MapMark map_mark(const BlockQualityMap& quality_map) noexcept;
[[nodiscard]] JPEGAWARE_EXPORT MapMarkPayload map_mark_payload(const MapMark& mark) noexcept;

/// The mark in a segment; nothing when the segment is something else or of a later format.
[[nodiscard]] JPEGAWARE_EXPORT std::optional<MapMark> parse_map_mark(
    std::uint8_t code, std::span<const std::uint8_t> payload) noexcept;

/// True when the segment is our mark, of whatever format.
[[nodiscard]] JPEGAWARE_EXPORT bool is_map_mark(std::uint8_t code,
                                                std::span<const std::uint8_t> payload) noexcept;

}  // namespace jpegaware
