// SPDX-License-Identifier: Apache-2.0
// Finds gain maps and other further pictures, and moves them behind another first picture.
#include "further_pictures.h"

#include <algorithm>
#include <string>

#include "jpeg_segments.h"
#include "tiff_block.h"
#include "xmp.h"

namespace jpegaware::apps {
namespace {

// CIPA DC-007, section 5.2.3: the index is a TIFF directory; tag 0xB002 holds 16 bytes a picture:
// attributes, size, offset from the TIFF header, two dependent pictures. The first picture's
// offset is 0.
constexpr std::uint16_t kEntriesTag = 0xB002;
constexpr std::size_t kEntryBytes = 16;
constexpr std::size_t kSizeAt = 4;
constexpr std::size_t kOffsetAt = 8;
constexpr std::uint32_t kTypeMask = 0x00FFFFFF;
constexpr std::uint32_t kPreviewVga = 0x010001;
constexpr std::uint32_t kPreviewFullHd = 0x010002;

struct Entry {
  std::uint32_t type = 0;
  std::size_t bytes = 0;
  std::size_t offset = 0;
  std::size_t at = 0;  ///< where the entry lies in the block
};

/// The index's entries; none where it is damaged.
std::vector<Entry> entries_of(const TiffBlock& block) {
  std::vector<Entry> entries;
  const auto directory = block.directory(block.first_directory_at());
  const TiffEntry* list = directory ? directory->find(kEntriesTag) : nullptr;
  for (std::size_t i = 0; list != nullptr && i < list->value_bytes / kEntryBytes; ++i) {
    const std::size_t at = list->value_at + i * kEntryBytes;
    entries.push_back({block.long_at(at) & kTypeMask, block.long_at(at + kSizeAt),
                       block.long_at(at + kOffsetAt), at});
  }
  return entries;
}

std::span<const std::uint8_t> block_of(std::span<const std::uint8_t> index) {
  return index.subspan(std::min(index.size(), kMultiPictureSignature.size()));
}

struct Described {
  bool has_pictures = false;  ///< others than previews
  bool is_damaged = false;    ///< no index, or one that points outside the file
};

Described describe(const FurtherPictures& further, std::size_t file_bytes) {
  Described described;
  const auto block = TiffBlock::open(block_of(further.index));
  const auto entries = block ? entries_of(*block) : std::vector<Entry>{};
  const std::size_t header_at = further.index_at + kMultiPictureSignature.size();
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    if (entry.type == kPreviewVga || entry.type == kPreviewFullHd) {
      continue;
    }
    const std::size_t at = header_at + entry.offset;
    described.has_pictures = true;
    described.is_damaged = described.is_damaged || at < further.first_bytes || at > file_bytes ||
                           entry.bytes > file_bytes - at || entry.bytes == 0;
  }
  described.is_damaged = described.is_damaged || !described.has_pictures;
  return described;
}

bool begins_as_jpeg(std::span<const std::uint8_t> bytes) {
  return bytes.size() > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

}  // namespace

FurtherPictures find_further_pictures(std::span<const std::uint8_t> jpeg,
                                      std::span<const std::uint8_t> xmp) {
  FurtherPictures further;
  further.first_bytes = first_picture_bytes(jpeg);
  const auto behind = jpeg.subspan(further.first_bytes);
  for (const PlacedSegment& segment : segments_before_scan(jpeg)) {
    if (segment.code != kApp0 + 2) {
      continue;
    }
    if (segment.begins_with(kMultiPictureSignature) && further.index.empty()) {
      further.index.assign(segment.content.begin(), segment.content.end());
      further.index_at = segment.content_at;
    } else if (segment.begins_with(kGainMapSignature) && further.version.empty()) {
      further.version.assign(segment.content.begin(), segment.content.end());
    }
  }
  const Described described = describe(further, jpeg.size());
  const bool is_promised = xmp_names_gain_map(xmp) || !further.version.empty();
  // Apple's gain maps say what they are in their own XMP alone.
  further.has_gain_map = !behind.empty() && (is_promised || xmp_names_gain_map(behind));
  // Without an index, Google's readers find the gain map from the file's end by its XMP.
  const bool is_found_by_xmp = further.index.empty() && begins_as_jpeg(behind);
  further.is_damaged = further.has_gain_map && described.is_damaged && !is_found_by_xmp;
  const bool has_whole_pictures = described.has_pictures && !described.is_damaged;
  if (behind.empty() || !(further.has_gain_map || has_whole_pictures)) {
    FurtherPictures none;
    none.is_missing = described.has_pictures || (behind.empty() && is_promised);
    return none;
  }
  further.behind.assign(behind.begin(), behind.end());
  return further;
}

Result<void> append_further_pictures(std::vector<std::uint8_t>& jpeg,
                                     const FurtherPictures& further) {
  if (further.empty()) {
    return {};
  }
  const std::size_t new_first_bytes = jpeg.size();
  if (!further.index.empty()) {
    const auto segments = segments_before_scan(jpeg);
    const auto found =
        std::find_if(segments.begin(), segments.end(), [](const PlacedSegment& segment) {
          return segment.code == kApp0 + 2 && segment.begins_with(kMultiPictureSignature);
        });
    const auto block =
        found == segments.end() ? std::nullopt : TiffBlock::open(block_of(found->content));
    if (!block) {
      return Error{ErrorCode::kInternal,
                   "the index of the further pictures did not reach the file"};
    }
    const std::size_t old_header_at = further.index_at + kMultiPictureSignature.size();
    const std::size_t new_header_at = found->content_at + kMultiPictureSignature.size();
    const bool is_big_endian = block->is_big_endian();
    const std::span<std::uint8_t> header = std::span(jpeg).subspan(new_header_at);
    const auto entries = entries_of(*block);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const Entry& entry = entries[i];
      if (i == 0) {
        put_long(header, entry.at + kSizeAt, static_cast<std::uint32_t>(new_first_bytes),
                 is_big_endian);
      } else if (entry.offset != 0) {
        // Everything behind the first picture moves together.
        const std::size_t moved =
            entry.offset + old_header_at - further.first_bytes + new_first_bytes - new_header_at;
        put_long(header, entry.at + kOffsetAt, static_cast<std::uint32_t>(moved), is_big_endian);
      }
    }
  }
  jpeg.insert(jpeg.end(), further.behind.begin(), further.behind.end());
  return {};
}

}  // namespace jpegaware::apps
