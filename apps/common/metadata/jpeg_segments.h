// SPDX-License-Identifier: Apache-2.0
// A JPEG file as its marker segments, without decoding it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace jpegaware::apps {

// How the contents of the segments begin.
inline constexpr std::string_view kExifSignature{"Exif\0\0", 6};
inline constexpr std::string_view kXmpSignature{"http://ns.adobe.com/xap/1.0/\0", 29};
inline constexpr std::string_view kXmpExtensionSignature{"http://ns.adobe.com/xmp/extension/\0",
                                                         35};
inline constexpr std::string_view kPhotoshopSignature{"Photoshop 3.0\0", 14};
inline constexpr std::string_view kMultiPictureSignature{"MPF\0", 4};
inline constexpr std::string_view kGainMapSignature{"urn:iso:std:iso:ts:21496:-1\0", 28};

inline constexpr std::uint8_t kApp0 = 0xE0;
inline constexpr std::uint8_t kComment = 0xFE;

/// A segment with a length, in place.
struct PlacedSegment {
  std::uint8_t code = 0;
  std::size_t content_at = 0;  ///< in the file, behind the length
  std::span<const std::uint8_t> content;

  [[nodiscard]] bool begins_with(std::string_view signature) const noexcept;
};

/// The segments in front of the first scan, in order; ends early where the file is damaged.
[[nodiscard]] std::vector<PlacedSegment> segments_before_scan(std::span<const std::uint8_t> jpeg);

/// Bytes from the first SOI to the end of its EOI; the whole size where there is no EOI.
[[nodiscard]] std::size_t first_picture_bytes(std::span<const std::uint8_t> jpeg);

}  // namespace jpegaware::apps
