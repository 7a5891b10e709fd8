// SPDX-License-Identifier: Apache-2.0
// Builds EXIF blocks and small JPEG files byte by byte, for tests of what reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tiff_block.h"

namespace formats_test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

inline void append(Bytes& to, const Bytes& from) { to.insert(to.end(), from.begin(), from.end()); }

/// Whether the text lies anywhere in the bytes.
inline bool holds(const Bytes& bytes, std::string_view text) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find(text) !=
         std::string_view::npos;
}

inline jpegaware::apps::TiffValue short_value(std::uint16_t tag, std::uint32_t value,
                                              bool is_big_endian) {
  Bytes bytes(2);
  jpegaware::apps::put_short(bytes, 0, value, is_big_endian);
  return {tag, jpegaware::apps::tiff_type::kShort, 1, bytes};
}

inline jpegaware::apps::TiffValue text_value(std::uint16_t tag, std::string_view text) {
  Bytes bytes = bytes_of(text);
  bytes.push_back(0);
  return {tag, jpegaware::apps::tiff_type::kAscii, static_cast<std::uint32_t>(bytes.size()), bytes};
}

inline jpegaware::apps::TiffValue ratio_value(std::uint16_t tag, std::uint32_t numerator,
                                              std::uint32_t denominator, bool is_big_endian) {
  Bytes bytes(8);
  jpegaware::apps::put_long(bytes, 0, numerator, is_big_endian);
  jpegaware::apps::put_long(bytes, 4, denominator, is_big_endian);
  return {tag, jpegaware::apps::tiff_type::kRational, 1, bytes};
}

/// What a phone writes: orientation 6, 300 dots an inch, owner, position, serial numbers.
inline Bytes phone_exif(bool is_big_endian) {
  return jpegaware::apps::build_tiff_block(
      is_big_endian,
      {short_value(0x0112, 6, is_big_endian), ratio_value(0x011A, 300, 1, is_big_endian),
       ratio_value(0x011B, 600, 2, is_big_endian), short_value(0x0128, 2, is_big_endian),
       text_value(0x0110, "Camera 7"), text_value(0x8298, "(c) A. Author"),
       text_value(0x013C, "Host of Owner")},
      {{0x8769,
        {text_value(0xA431, "SERIAL-12345"), text_value(0xA435, "LENS-777"),
         text_value(0xA430, "Owner Name"), text_value(0x927C, "MAKERNOTE"),
         text_value(0x9003, "2026:01:02 03:04:05"), short_value(0xA002, 640, is_big_endian),
         short_value(0xA003, 480, is_big_endian)}},
       {0x8825,
        {text_value(0x0001, "N"), text_value(0x001D, "2026:01:02"),
         text_value(0x001B, "GPSMETHOD")}}});
}

/// A marker segment with its length.
inline Bytes segment(std::uint8_t code, const Bytes& content) {
  const std::size_t length = content.size() + 2;
  Bytes made{0xFF, code, static_cast<std::uint8_t>(length >> 8U),
             static_cast<std::uint8_t>(length)};
  append(made, content);
  return made;
}

inline std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

/// An MPF segment's content: an index of two pictures, whose sizes and places are set later.
inline Bytes empty_index(std::uint32_t second_type) {
  Bytes entries(32, 0);
  jpegaware::apps::put_long(entries, 0, 0x030000, true);
  jpegaware::apps::put_long(entries, 16, second_type, true);
  Bytes count(4, 0);
  jpegaware::apps::put_long(count, 0, 2, true);
  Bytes index{'M', 'P', 'F', 0};
  append(
      index,
      jpegaware::apps::build_tiff_block(
          true, {{0xB000, 7, 4, bytes_of("0100")}, {0xB001, 4, 1, count}, {0xB002, 7, 32, entries}},
          {}));
  return index;
}

/// Sets sizes and places in an index that lies in a file (its TIFF header at `header_at`), for a
/// second picture of `second_bytes` at `second_at`.
inline void set_index(Bytes& file, std::size_t header_at, std::size_t second_at,
                      std::size_t second_bytes) {
  const std::span header = std::span(file).subspan(header_at);
  const auto block = jpegaware::apps::TiffBlock::open(header);
  const std::size_t entries = block->directory(8)->find(0xB002)->value_at;
  jpegaware::apps::put_long(header, entries + 4, static_cast<std::uint32_t>(file.size()), true);
  jpegaware::apps::put_long(header, entries + 16 + 4, static_cast<std::uint32_t>(second_bytes),
                            true);
  jpegaware::apps::put_long(header, entries + 16 + 8,
                            static_cast<std::uint32_t>(second_at - header_at), true);
}

/// A JPEG file with another one behind it, an XMP segment's content that says what that is, and
/// the index.
inline Bytes with_further_picture(const Bytes& first, const Bytes& xmp, const Bytes& second) {
  Bytes file(first.begin(), first.begin() + 2);
  append(file, segment(0xE1, xmp));
  const std::size_t header_at = file.size() + 4 + 4;
  append(file, segment(0xE2, empty_index(0)));
  file.insert(file.end(), first.begin() + 2, first.end());
  set_index(file, header_at, file.size(), second.size());
  append(file, second);
  return file;
}

/// Flips bytes and cuts the end, by a seed.
inline Bytes damaged(Bytes bytes, std::mt19937& random) {
  const std::size_t flips = random() % 8;
  for (std::size_t i = 0; i < flips && !bytes.empty(); ++i) {
    bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
  }
  if (random() % 3 == 0 && !bytes.empty()) {
    bytes.resize(random() % bytes.size());
  }
  return bytes;
}

}  // namespace formats_test
