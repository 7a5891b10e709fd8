// SPDX-License-Identifier: Apache-2.0
// Walks Photoshop's resource blocks and IPTC's records, and writes new ones.
#include "photoshop_resources.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace jpegaware::apps {
namespace {

// Adobe Photoshop File Formats, "Image resource IDs".
constexpr unsigned kIptcRecords = 0x0404;
constexpr unsigned kThumbnailBgr = 0x0409;
constexpr unsigned kCopyrightFlag = 0x040A;
constexpr unsigned kAddress = 0x040B;
constexpr unsigned kThumbnail = 0x040C;

constexpr std::string_view kSignature = "8BIM";

struct Resource {
  unsigned id = 0;
  std::span<const std::uint8_t> whole;  ///< from the signature on, with padding
  std::span<const std::uint8_t> content;
};

/// The block at the front of `bytes`: signature, number, a name of even length with its count,
/// the content's length and the content, padded to an even length.
std::optional<Resource> first_resource(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kNameAt = 6;
  if (bytes.size() < kNameAt + 6 ||
      !std::equal(kSignature.begin(), kSignature.end(), bytes.begin())) {
    return std::nullopt;
  }
  const std::size_t name_bytes = (std::size_t{bytes[kNameAt]} + 2) / 2 * 2;
  const std::size_t length_at = kNameAt + name_bytes;
  if (bytes.size() < length_at + 4) {
    return std::nullopt;
  }
  const std::size_t length = std::size_t{bytes[length_at]} << 24U |
                             std::size_t{bytes[length_at + 1]} << 16U |
                             std::size_t{bytes[length_at + 2]} << 8U | bytes[length_at + 3];
  const std::size_t content_at = length_at + 4;
  if (length > bytes.size() - content_at) {
    return std::nullopt;
  }
  Resource resource;
  resource.id = bytes[4] * 256U + bytes[5];
  resource.content = bytes.subspan(content_at, length);
  resource.whole = bytes.first(std::min(bytes.size(), content_at + (length + 1) / 2 * 2));
  return resource;
}

void append(std::vector<std::uint8_t>& to, std::span<const std::uint8_t> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void append_resource(std::vector<std::uint8_t>& to, unsigned id,
                     std::span<const std::uint8_t> content) {
  to.insert(to.end(), kSignature.begin(), kSignature.end());
  const std::size_t length = content.size();
  to.insert(to.end(),
            {static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id), 0, 0,
             static_cast<std::uint8_t>(length >> 24U), static_cast<std::uint8_t>(length >> 16U),
             static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length)});
  append(to, content);
  if (length % 2 != 0) {
    to.push_back(0);
  }
}

/// The records (IPTC-IIM 4.2: 0x1C, record, data set, length of two bytes) that may pass: the
/// character set, by-line and its title, credit and copyright notice.
std::vector<std::uint8_t> safe_records(std::span<const std::uint8_t> records) {
  struct DataSet {
    unsigned record;
    unsigned number;
    bool operator==(const DataSet&) const = default;
  };
  constexpr std::array kSafe{DataSet{1, 90}, DataSet{2, 80}, DataSet{2, 85}, DataSet{2, 110},
                             DataSet{2, 116}};
  constexpr std::size_t kHeaderBytes = 5;
  std::vector<std::uint8_t> kept;
  bool says_something = false;
  while (records.size() >= kHeaderBytes && records[0] == 0x1C) {
    const std::size_t length = records[3] * 256U + records[4];
    // The highest bit announces a longer length: none of the ones that may pass has it.
    if (length > 0x7FFF || length > records.size() - kHeaderBytes) {
      break;
    }
    const DataSet data_set{records[1], records[2]};
    if (std::find(kSafe.begin(), kSafe.end(), data_set) != kSafe.end()) {
      append(kept, records.first(kHeaderBytes + length));
      says_something = says_something || data_set.record == 2;
    }
    records = records.subspan(kHeaderBytes + length);
  }
  return says_something ? kept : std::vector<std::uint8_t>{};
}

}  // namespace

std::vector<std::uint8_t> without_photoshop_thumbnails(std::span<const std::uint8_t> resources) {
  std::vector<std::uint8_t> kept;
  while (const auto resource = first_resource(resources)) {
    if (resource->id != kThumbnail && resource->id != kThumbnailBgr) {
      append(kept, resource->whole);
    }
    resources = resources.subspan(resource->whole.size());
  }
  return kept;
}

std::vector<std::uint8_t> safe_photoshop(std::span<const std::uint8_t> resources) {
  std::vector<std::uint8_t> kept;
  while (const auto resource = first_resource(resources)) {
    if (resource->id == kCopyrightFlag || resource->id == kAddress) {
      append(kept, resource->whole);
    } else if (resource->id == kIptcRecords) {
      if (const auto records = safe_records(resource->content); !records.empty()) {
        append_resource(kept, kIptcRecords, records);
      }
    }
    resources = resources.subspan(resource->whole.size());
  }
  return kept;
}

std::vector<std::uint8_t> photoshop_of_iptc(std::span<const std::uint8_t> records) {
  std::vector<std::uint8_t> made;
  if (!records.empty() && records[0] == 0x1C) {
    append_resource(made, kIptcRecords, records);
  }
  return made;
}

}  // namespace jpegaware::apps
