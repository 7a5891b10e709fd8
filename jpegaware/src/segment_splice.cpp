// SPDX-License-Identifier: Apache-2.0
// A JPEG file's bytes with other APPn and COM segments in front of its coded data.
#include "segment_splice.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace jpegaware::detail {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kMarkerPrefix = 0xFF;
constexpr std::uint8_t kApp0 = 0xE0;
constexpr std::uint8_t kApp14 = 0xEE;
constexpr std::uint8_t kLastApp = 0xEF;
constexpr std::uint8_t kComment = 0xFE;
constexpr std::uint8_t kStartOfScan = 0xDA;
constexpr std::size_t kHeader_bytes = 4;  // prefix, code, two bytes of length

bool payload_begins(Bytes segment, std::string_view name) {
  return segment.size() >= kHeader_bytes + name.size() &&
         std::equal(name.begin(), name.end(), segment.begin() + kHeader_bytes,
                    [](char letter, std::uint8_t byte) {
                      return static_cast<std::uint8_t>(letter) == byte;
                    });
}

bool is_jfif(Bytes segment) {
  return segment[1] == kApp0 && payload_begins(segment, {"JFIF\0", 5});
}

bool is_metadata(Bytes segment) {
  const std::uint8_t code = segment[1];
  const bool app = code >= kApp0 && code <= kLastApp;
  const bool needed = is_jfif(segment) || (code == kApp14 && payload_begins(segment, "Adobe"));
  return (app || code == kComment) && !needed;
}

void append(std::vector<std::uint8_t>& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_segments(std::vector<std::uint8_t>& out, std::span<const MarkerSegment> segments) {
  for (const MarkerSegment& segment : segments) {
    const std::size_t length = segment.payload.size() + 2;
    const std::uint8_t header[kHeader_bytes] = {kMarkerPrefix, segment.code,
                                                static_cast<std::uint8_t>(length >> 8),
                                                static_cast<std::uint8_t>(length & 0xFF)};
    out.insert(out.end(), std::begin(header), std::end(header));
    append(out, segment.payload);
  }
}

}  // namespace

std::vector<std::uint8_t> with_segments(Bytes file, std::span<const MarkerSegment> segments) {
  constexpr std::uint8_t kStartOfImage = 0xD8;
  std::vector<std::uint8_t> out = {kMarkerPrefix, kStartOfImage};
  std::size_t at = out.size();
  bool inserted = false;
  while (at + kHeader_bytes <= file.size() && file[at + 1] != kStartOfScan) {
    if (file[at + 1] == kMarkerPrefix) {
      ++at;  // a fill byte (T.81 B.1.1.2)
      continue;
    }
    const std::size_t length = 2 + (static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3]);
    const Bytes segment = file.subspan(at, std::min(length, file.size() - at));
    at += segment.size();
    if (!inserted && !is_jfif(segment)) {
      append_segments(out, segments);
      inserted = true;
    }
    if (!is_metadata(segment)) {
      append(out, segment);
    }
  }
  append(out, file.subspan(at));
  return out;
}

}  // namespace jpegaware::detail
