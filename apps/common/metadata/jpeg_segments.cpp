// SPDX-License-Identifier: Apache-2.0
// Walks the markers of a JPEG file.
#include "jpeg_segments.h"

#include <algorithm>
#include <cstring>

namespace jpegaware::apps {
namespace {

// T.81, table B.1.
constexpr std::uint8_t kTem = 0x01;
constexpr std::uint8_t kRst0 = 0xD0;
constexpr std::uint8_t kRst7 = 0xD7;
constexpr std::uint8_t kSoi = 0xD8;
constexpr std::uint8_t kEoi = 0xD9;
constexpr std::uint8_t kSos = 0xDA;

bool has_no_length(std::uint8_t code) {
  return code == kTem || code == kSoi || (code >= kRst0 && code <= kRst7);
}

/// Where the next marker's code lies, at or behind `at`; the size where there is none. Skips
/// entropy-coded data: stuffed zeros and restart markers.
std::size_t next_marker(std::span<const std::uint8_t> jpeg, std::size_t at) {
  while (at + 1 < jpeg.size()) {
    const void* found = std::memchr(jpeg.data() + at, 0xFF, jpeg.size() - at - 1);
    if (found == nullptr) {
      break;
    }
    at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - jpeg.data()) + 1;
    const std::uint8_t code = jpeg[at];
    if (code != 0 && code != 0xFF && !has_no_length(code)) {
      return at;
    }
  }
  return jpeg.size();
}

/// The segment whose code lies at `code_at`; without content where it is cut off.
PlacedSegment segment_at(std::span<const std::uint8_t> jpeg, std::size_t code_at) {
  PlacedSegment segment;
  segment.code = jpeg[code_at];
  if (jpeg.size() - code_at < 3) {
    return segment;
  }
  const std::size_t length = jpeg[code_at + 1] * std::size_t{256} + jpeg[code_at + 2];
  if (length < 2 || length > jpeg.size() - code_at - 1) {
    return segment;
  }
  segment.content_at = code_at + 3;
  segment.content = jpeg.subspan(segment.content_at, length - 2);
  return segment;
}

}  // namespace

bool PlacedSegment::begins_with(std::string_view signature) const noexcept {
  return content.size() >= signature.size() &&
         std::memcmp(content.data(), signature.data(), signature.size()) == 0;
}

std::vector<PlacedSegment> segments_before_scan(std::span<const std::uint8_t> jpeg) {
  std::vector<PlacedSegment> segments;
  std::size_t code_at = next_marker(jpeg, 2);
  while (code_at < jpeg.size() && jpeg[code_at] != kSos && jpeg[code_at] != kEoi) {
    const PlacedSegment segment = segment_at(jpeg, code_at);
    if (segment.content_at == 0) {
      break;
    }
    segments.push_back(segment);
    code_at = next_marker(jpeg, segment.content_at + segment.content.size());
  }
  return segments;
}

std::size_t first_picture_bytes(std::span<const std::uint8_t> jpeg) {
  std::size_t code_at = next_marker(jpeg, 2);
  while (code_at < jpeg.size()) {
    if (jpeg[code_at] == kEoi) {
      return code_at + 1;
    }
    const PlacedSegment segment = segment_at(jpeg, code_at);
    if (segment.content_at == 0) {
      break;
    }
    code_at = next_marker(jpeg, segment.content_at + segment.content.size());
  }
  return jpeg.size();
}

}  // namespace jpegaware::apps
