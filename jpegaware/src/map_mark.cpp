// SPDX-License-Identifier: Apache-2.0
// The mark in a file that the optimiser made: made from a map, written, read.
#include "jpegaware/map_mark.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>

namespace jpegaware {
namespace {

constexpr std::string_view kName{"jpegaware\0", 10};
constexpr std::uint8_t kFormatVersion = 1;
static_assert(kMapMarkPayload_bytes == kName.size() + 1 + 2 + 2 + 8);
static_assert(kMapMarkPayload_bytes + 4 <= 32, "marker, length and payload: 32 bytes at most");

std::uint16_t in_256ths(float quality_1_100) {
  return static_cast<std::uint16_t>(std::lrint(quality_1_100 * 256.0F));
}

/// 64-bit FNV-1a, bytes taken from the lowest up so that it does not depend on the machine.
class Hash {
 public:
  void add(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
      value_ = (value_ ^ ((value >> shift) & 0xFF)) * 1099511628211U;
    }
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 14695981039346656037U;
};

template <typename Integer>
std::uint8_t* put_big_endian(Integer value, std::uint8_t* at) {
  for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8) {
    *at++ = static_cast<std::uint8_t>(value >> shift);
  }
  return at;
}

template <typename Integer>
Integer get_big_endian(const std::uint8_t*& at) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value = static_cast<Integer>(value << 8 | *at++);
  }
  return value;
}

}  // namespace

MapMark map_mark(const BlockQualityMap& quality_map) noexcept {
  Hash hash;
  hash.add(static_cast<std::uint32_t>(quality_map.grid().width_blocks));
  hash.add(static_cast<std::uint32_t>(quality_map.grid().height_blocks));
  for (const float quality : quality_map.quality_1_100()) {
    hash.add(std::bit_cast<std::uint32_t>(quality));
  }
  return {in_256ths(quality_map.highest_1_100()), in_256ths(quality_map.lowest_1_100()),
          hash.value()};
}

MapMarkPayload map_mark_payload(const MapMark& mark) noexcept {
  MapMarkPayload payload{};
  std::uint8_t* at = std::copy(kName.begin(), kName.end(), payload.begin());
  *at++ = kFormatVersion;
  at = put_big_endian(mark.highest_256ths, at);
  at = put_big_endian(mark.lowest_256ths, at);
  put_big_endian(mark.map_hash, at);
  return payload;
}

bool is_map_mark(std::uint8_t code, std::span<const std::uint8_t> payload) noexcept {
  return code == kMapMarkCode && payload.size() > kName.size() &&
         std::equal(kName.begin(), kName.end(), payload.begin(), [](char name, std::uint8_t byte) {
           return static_cast<std::uint8_t>(name) == byte;
         });
}

std::optional<MapMark> parse_map_mark(std::uint8_t code,
                                      std::span<const std::uint8_t> payload) noexcept {
  if (!is_map_mark(code, payload) || payload.size() != kMapMarkPayload_bytes ||
      payload[kName.size()] != kFormatVersion) {
    return std::nullopt;
  }
  const std::uint8_t* at = payload.data() + kName.size() + 1;
  MapMark mark;
  mark.highest_256ths = get_big_endian<std::uint16_t>(at);
  mark.lowest_256ths = get_big_endian<std::uint16_t>(at);
  mark.map_hash = get_big_endian<std::uint64_t>(at);
  return mark;
}

}  // namespace jpegaware
