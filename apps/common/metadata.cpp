// SPDX-License-Identifier: Apache-2.0
// Chooses metadata, edits EXIF in place, and writes segments into a JPEG file.
#include "metadata.h"

#include <algorithm>
#include <string_view>

namespace jpegaware::apps {
namespace {

// ---- EXIF: a TIFF file in memory ----

constexpr unsigned kTagOrientation = 0x0112;
constexpr unsigned kTypeShort = 3;
constexpr std::size_t kEntryBytes = 12;

/// Reads and writes numbers in the byte order that the block's first bytes announce. Reads beyond
/// the end give 0.
class Tiff {
 public:
  explicit Tiff(Bytes& bytes) : bytes_(bytes), is_big_endian_(bytes.size() > 1 && bytes[0] == 'M') {}

  [[nodiscard]] bool is_valid() const { return bytes_.size() >= 8 && short_at(2) == 42; }
  [[nodiscard]] unsigned short_at(std::size_t at) const {
    if (at + 2 > bytes_.size()) {
      return 0;
    }
    return is_big_endian_ ? bytes_[at] * 256U + bytes_[at + 1] : bytes_[at + 1] * 256U + bytes_[at];
  }
  [[nodiscard]] std::size_t long_at(std::size_t at) const {
    const std::size_t first = short_at(at);
    const std::size_t second = short_at(at + 2);
    return is_big_endian_ ? first * 65536U + second : second * 65536U + first;
  }
  void set_short(std::size_t at, unsigned value) {
    bytes_[at + (is_big_endian_ ? 1 : 0)] = static_cast<std::uint8_t>(value);
    bytes_[at + (is_big_endian_ ? 0 : 1)] = static_cast<std::uint8_t>(value >> 8U);
  }
  void set_long(std::size_t at, std::size_t value) {
    const auto high = static_cast<unsigned>(value >> 16U) & 0xFFFFU;
    const auto low = static_cast<unsigned>(value) & 0xFFFFU;
    set_short(at, is_big_endian_ ? high : low);
    set_short(at + 2, is_big_endian_ ? low : high);
  }

  /// Entries that a directory holds and that fit into the block.
  [[nodiscard]] std::size_t entry_count(std::size_t directory) const {
    if (directory < 8 || directory + 2 > bytes_.size()) {
      return 0;
    }
    return std::min<std::size_t>(short_at(directory), (bytes_.size() - directory - 2) / kEntryBytes);
  }
  [[nodiscard]] static std::size_t entry(std::size_t directory, std::size_t index) {
    return directory + 2 + index * kEntryBytes;
  }
  /// Where the entry with this tag begins; 0 where there is none.
  [[nodiscard]] std::size_t find(std::size_t directory, unsigned tag) const {
    for (std::size_t i = 0; i < entry_count(directory); ++i) {
      if (short_at(entry(directory, i)) == tag) {
        return entry(directory, i);
      }
    }
    return 0;
  }
  [[nodiscard]] Bytes& bytes() const { return bytes_; }

 private:
  Bytes& bytes_;
  bool is_big_endian_;
};

/// Where the first directory's orientation lies; 0 where there is none.
std::size_t orientation_entry(const Tiff& tiff) {
  if (!tiff.is_valid()) {
    return 0;
  }
  const std::size_t entry = tiff.find(tiff.long_at(4), kTagOrientation);
  return entry != 0 && tiff.short_at(entry + 2) == kTypeShort ? entry : 0;
}

constexpr unsigned kTagCopyright = 0x8298;
constexpr unsigned kTagArtist = 0x013B;
constexpr unsigned kTypeAscii = 2;

/// The text of an ASCII entry, with its closing zero; empty where there is none.
Bytes text_of(const Tiff& tiff, unsigned tag) {
  const std::size_t entry = tiff.is_valid() ? tiff.find(tiff.long_at(4), tag) : 0;
  if (entry == 0 || tiff.short_at(entry + 2) != kTypeAscii) {
    return {};
  }
  const std::size_t count = tiff.long_at(entry + 4);
  const std::size_t at = count <= 4 ? entry + 8 : tiff.long_at(entry + 8);
  const Bytes& bytes = tiff.bytes();
  if (at > bytes.size() || count > bytes.size() - at) {
    return {};
  }
  return {bytes.begin() + static_cast<std::ptrdiff_t>(at),
          bytes.begin() + static_cast<std::ptrdiff_t>(at + count)};
}

/// A new EXIF block that holds nothing but orientation and, with `keeps_texts`, artist and copyright.
Bytes reduced_exif(Bytes exif, bool keeps_texts) {
  const Tiff old(exif);
  if (!old.is_valid()) {
    return {};
  }
  struct Kept {
    unsigned tag;
    Bytes text;
  };
  std::vector<Kept> texts;
  for (const unsigned tag : {kTagArtist, kTagCopyright}) {
    if (Bytes text = text_of(old, tag); keeps_texts && !text.empty()) {
      texts.push_back({tag, std::move(text)});
    }
  }
  const std::size_t orientation = orientation_entry(old);
  const std::size_t count = texts.size() + (orientation != 0 ? 1 : 0);
  if (count == 0) {
    return {};
  }
  const std::size_t directory = 8;
  Bytes made(directory + 2 + count * kEntryBytes + 4, 0);
  made[0] = made[1] = 'M';
  Tiff tiff(made);
  tiff.set_short(2, 42);
  tiff.set_long(4, directory);
  tiff.set_short(directory, static_cast<unsigned>(count));
  std::size_t index = 0;
  if (orientation != 0) {
    const std::size_t entry = Tiff::entry(directory, index++);
    tiff.set_short(entry, kTagOrientation);
    tiff.set_short(entry + 2, kTypeShort);
    tiff.set_long(entry + 4, 1);
    tiff.set_short(entry + 8, old.short_at(orientation + 8));
  }
  for (const Kept& kept : texts) {
    const std::size_t entry = Tiff::entry(directory, index++);
    tiff.set_short(entry, kept.tag);
    tiff.set_short(entry + 2, kTypeAscii);
    tiff.set_long(entry + 4, kept.text.size());
    if (kept.text.size() <= 4) {
      std::copy(kept.text.begin(), kept.text.end(), made.begin() + static_cast<std::ptrdiff_t>(entry + 8));
    } else {
      tiff.set_long(entry + 8, made.size());
      made.insert(made.end(), kept.text.begin(), kept.text.end());
      made.resize((made.size() + 1) / 2 * 2);
    }
  }
  return made;
}

// ---- JPEG segments ----

constexpr std::uint8_t kApp0 = 0xE0;
constexpr std::uint8_t kCom = 0xFE;

Result<void> append(SegmentList& to, std::uint8_t code, std::string_view signature,
                    std::span<const std::uint8_t> content, const char* what) {
  if (signature.size() + content.size() > kMaxSegmentPayload_bytes) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string(what) + ": " + std::to_string(content.size()) +
                     " bytes are more than a JPEG segment holds; leave it out with -copy"};
  }
  Bytes payload(signature.begin(), signature.end());
  payload.insert(payload.end(), content.begin(), content.end());
  to.payloads.push_back(std::move(payload));
  to.segments.push_back({code, to.payloads.back()});
  return {};
}

}  // namespace

Metadata kept_by(Metadata metadata, CopyPolicy policy) {
  Metadata kept;
  kept.density = metadata.density;
  switch (policy) {
    case CopyPolicy::kAll:
      return metadata;
    case CopyPolicy::kNone:
      break;
    case CopyPolicy::kIcc:
      kept.icc = std::move(metadata.icc);
      break;
    case CopyPolicy::kComments:
      kept.comments = std::move(metadata.comments);
      break;
    case CopyPolicy::kSafe:
      kept.icc = std::move(metadata.icc);
      kept.exif = reduced_exif(std::move(metadata.exif), true);
      break;
    case CopyPolicy::kColor:
      kept.icc = std::move(metadata.icc);
      kept.exif = reduced_exif(std::move(metadata.exif), false);
      break;
  }
  return kept;
}

int orientation_of(const Metadata& metadata) {
  Bytes exif = metadata.exif;
  const Tiff tiff(exif);
  const std::size_t entry = orientation_entry(tiff);
  const unsigned orientation = entry == 0 ? 1 : tiff.short_at(entry + 8);
  return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

void reset_orientation(Metadata& metadata) {
  Tiff tiff(metadata.exif);
  if (const std::size_t entry = orientation_entry(tiff); entry != 0) {
    tiff.set_short(entry + 8, 1);
  }
  // XMP's own copy of the tag, as an attribute or an element: one digit is replaced by another.
  for (const std::string_view name : {"tiff:Orientation=\"", "tiff:Orientation>"}) {
    const auto found = std::search(metadata.xmp.begin(), metadata.xmp.end(), name.begin(), name.end());
    if (metadata.xmp.end() - found > static_cast<std::ptrdiff_t>(name.size())) {
      found[static_cast<std::ptrdiff_t>(name.size())] = '1';
    }
  }
}

void drop_thumbnail(Metadata& metadata) {
  Tiff tiff(metadata.exif);
  if (!tiff.is_valid()) {
    return;
  }
  const std::size_t first = tiff.long_at(4);
  const std::size_t count = tiff.entry_count(first);
  const std::size_t link = Tiff::entry(first, count);
  if (count == 0 || link + 4 > metadata.exif.size() || tiff.long_at(link) == 0) {
    return;
  }
  const std::size_t second = tiff.long_at(link);
  constexpr unsigned kTagThumbnailAt = 0x0201;
  constexpr unsigned kTagThumbnailBytes = 0x0202;
  const std::size_t at_entry = tiff.find(second, kTagThumbnailAt);
  const std::size_t bytes_entry = tiff.find(second, kTagThumbnailBytes);
  tiff.set_long(link, 0);
  if (at_entry == 0 || bytes_entry == 0) {
    return;
  }
  // Most writers put the thumbnail last: then its bytes go too. Elsewhere they are blanked.
  const std::size_t at = tiff.long_at(at_entry + 8);
  const std::size_t bytes = tiff.long_at(bytes_entry + 8);
  if (at < 8 || at > metadata.exif.size() || bytes > metadata.exif.size() - at) {
    return;
  }
  if (at + bytes == metadata.exif.size()) {
    metadata.exif.resize(at);
  } else {
    std::fill_n(metadata.exif.begin() + static_cast<std::ptrdiff_t>(at), bytes, std::uint8_t{0});
  }
}

Result<SegmentList> segments_of(const Metadata& metadata) {
  constexpr std::string_view kExif{"Exif\0\0", 6};
  constexpr std::string_view kXmp{"http://ns.adobe.com/xap/1.0/\0", 29};
  constexpr std::string_view kPhotoshop{"Photoshop 3.0\0", 14};
  SegmentList list;
  // A span into a payload stays good when the list of payloads grows: its bytes do not move.
  Result<void> done;
  if (!metadata.exif.empty()) {
    done = append(list, kApp0 + 1, kExif, metadata.exif, "EXIF");
  }
  if (done && !metadata.xmp.empty()) {
    done = append(list, kApp0 + 1, kXmp, metadata.xmp, "XMP");
  }
  for (const Bytes& extension : metadata.xmp_extensions) {
    done = done ? append(list, kApp0 + 1, "", extension, "XMP extension") : done;
  }
  const std::size_t most = kMaxSegmentPayload_bytes - kPhotoshop.size();
  for (std::size_t at = 0; done && at < metadata.photoshop.size(); at += most) {
    const std::size_t bytes = std::min(most, metadata.photoshop.size() - at);
    done = append(list, kApp0 + 13, kPhotoshop, std::span(metadata.photoshop).subspan(at, bytes), "IPTC");
  }
  for (const Bytes& comment : metadata.comments) {
    done = done ? append(list, kCom, "", comment, "comment") : done;
  }
  if (!done) {
    return std::move(done).error();
  }
  return list;
}

std::size_t image_data_bytes(std::span<const std::uint8_t> jpeg) {
  std::size_t bytes = jpeg.size();
  for (std::size_t at = 2; at + 4 <= jpeg.size() && jpeg[at] == 0xFF;) {
    const std::uint8_t marker = jpeg[at + 1];
    constexpr std::uint8_t kStartOfScan = 0xDA;
    if (marker == kStartOfScan) {
      break;
    }
    const std::size_t length = 2 + jpeg[at + 2] * 256U + jpeg[at + 3];
    if ((marker & 0xF0U) == kApp0 || marker == kCom) {
      bytes -= std::min(bytes, length);
    }
    at += length;
  }
  return bytes;
}

}  // namespace jpegaware::apps
