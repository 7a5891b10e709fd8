// SPDX-License-Identifier: Apache-2.0
// Reads and edits EXIF blocks in place, and builds new ones.
#include "exif.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tiff_block.h"

namespace jpegaware::apps {
namespace {

// EXIF 2.32, sections 4.6.4 to 4.6.6.
namespace tag {
constexpr std::uint16_t kMake = 0x010F;
constexpr std::uint16_t kImageDescription = 0x010E;
constexpr std::uint16_t kModel = 0x0110;
constexpr std::uint16_t kOrientation = 0x0112;
constexpr std::uint16_t kXResolution = 0x011A;
constexpr std::uint16_t kYResolution = 0x011B;
constexpr std::uint16_t kResolutionUnit = 0x0128;
constexpr std::uint16_t kSoftware = 0x0131;
constexpr std::uint16_t kDateTime = 0x0132;
constexpr std::uint16_t kArtist = 0x013B;
constexpr std::uint16_t kThumbnailAt = 0x0201;
constexpr std::uint16_t kThumbnailBytes = 0x0202;
constexpr std::uint16_t kCopyright = 0x8298;
constexpr std::uint16_t kExifDirectory = 0x8769;
constexpr std::uint16_t kGpsDirectory = 0x8825;
constexpr std::uint16_t kPixelXDimension = 0xA002;
constexpr std::uint16_t kPixelYDimension = 0xA003;
constexpr std::uint16_t kInteropDirectory = 0xA005;
constexpr std::uint16_t kMakerNote = 0x927C;
}  // namespace tag

/// What `safe` lets pass of the first directory.
constexpr std::array kSafeFirst{
    tag::kMake,           tag::kModel,    tag::kOrientation, tag::kXResolution, tag::kYResolution,
    tag::kResolutionUnit, tag::kSoftware, tag::kDateTime,    tag::kArtist,      tag::kCopyright};

/// What `safe` lets pass of EXIF's own: exposure, lens and flash, times, colour space, size.
/// Left out: user comment, maker note, unique id, owner, serial numbers of body and lens, the
/// related sound file, ambient temperature and all else that later versions add.
constexpr std::array<std::uint16_t, 51> kSafeExif{
    0x829A, 0x829D, 0x8822, 0x8827, 0x8830, 0x8831, 0x8832, 0x9000, 0x9003, 0x9004, 0x9010,
    0x9011, 0x9012, 0x9101, 0x9102, 0x9201, 0x9202, 0x9203, 0x9204, 0x9205, 0x9206, 0x9207,
    0x9208, 0x9209, 0x920A, 0x9290, 0x9291, 0x9292, 0xA000, 0xA001, 0xA002, 0xA003, 0xA20E,
    0xA20F, 0xA210, 0xA215, 0xA217, 0xA300, 0xA301, 0xA401, 0xA402, 0xA403, 0xA404, 0xA405,
    0xA406, 0xA407, 0xA408, 0xA409, 0xA40A, 0xA40C, 0xA500};

/// What a TIFF's first directory says about the picture rather than about its own bytes.
constexpr std::array kDescriptive{tag::kImageDescription, tag::kMake,        tag::kModel,
                                  tag::kOrientation,      tag::kXResolution, tag::kYResolution,
                                  tag::kResolutionUnit,   tag::kSoftware,    tag::kDateTime,
                                  tag::kArtist,           tag::kCopyright};

template <typename Tags>
bool is_among(const Tags& tags, std::uint16_t number) {
  return std::find(tags.begin(), tags.end(), number) != tags.end();
}

std::optional<TiffDirectory> first_directory(const TiffBlock& block) {
  return block.directory(block.first_directory_at());
}

/// The directory that a tag of another one points at.
std::optional<TiffDirectory> pointed_at(const TiffBlock& block, const TiffDirectory& from,
                                        std::uint16_t pointer_tag) {
  const TiffEntry* pointer = from.find(pointer_tag);
  const auto at = pointer == nullptr ? std::nullopt : block.number(*pointer);
  return at ? block.directory(*at) : std::nullopt;
}

/// The first directory's orientation entry, a SHORT.
std::optional<TiffEntry> orientation_entry(std::span<const std::uint8_t> exif) {
  const auto block = TiffBlock::open(exif);
  const auto first = block ? first_directory(*block) : std::nullopt;
  const TiffEntry* entry = first ? first->find(tag::kOrientation) : nullptr;
  return entry != nullptr && entry->type == tiff_type::kShort ? std::optional(*entry)
                                                              : std::nullopt;
}

/// A directory's values for which `may_pass` holds, while they fit into a JPEG segment at all: a
/// file may claim the same megabytes for each of 65,535 entries.
template <typename Filter>
std::vector<TiffValue> chosen_values(const TiffBlock& block, const TiffDirectory& directory,
                                     Filter may_pass) {
  std::vector<TiffValue> values;
  std::size_t room = kMaxSegmentPayload_bytes;
  for (const TiffEntry& entry : directory.entries) {
    if (may_pass(entry.tag) && entry.value_bytes + kTiffEntryBytes <= room) {
      const auto bytes = block.value(entry);
      values.push_back({entry.tag, entry.type, entry.count, {bytes.begin(), bytes.end()}});
      room -= entry.value_bytes + kTiffEntryBytes;
    }
  }
  return values;
}

template <typename Tags>
std::vector<TiffValue> listed_values(const TiffBlock& block, const TiffDirectory& directory,
                                     const Tags& tags) {
  return chosen_values(block, directory,
                       [&](std::uint16_t number) { return is_among(tags, number); });
}

/// All of a directory but what points elsewhere in the block and would point at nothing.
std::vector<TiffValue> movable_values(const TiffBlock& block, const TiffDirectory& directory) {
  return chosen_values(block, directory, [](std::uint16_t number) {
    return number != tag::kMakerNote && number != tag::kInteropDirectory;
  });
}

}  // namespace

// -- Orientation, size, density -------------------------------------------------------------

int exif_orientation(std::span<const std::uint8_t> exif) {
  const auto entry = orientation_entry(exif);
  const std::uint32_t orientation = entry ? TiffBlock::open(exif)->short_at(entry->value_at) : 1;
  return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

void set_exif_orientation(std::span<std::uint8_t> exif, int orientation_1_8) {
  if (const auto entry = orientation_entry(exif)) {
    put_short(exif, entry->value_at, static_cast<std::uint32_t>(orientation_1_8), exif[0] == 'M');
  }
}

void swap_exif_sides(std::span<std::uint8_t> exif) {
  const auto block = TiffBlock::open(exif);
  const auto first = block ? first_directory(*block) : std::nullopt;
  const auto own = first ? pointed_at(*block, *first, tag::kExifDirectory) : std::nullopt;
  const TiffEntry* x = own ? own->find(tag::kPixelXDimension) : nullptr;
  const TiffEntry* y = own ? own->find(tag::kPixelYDimension) : nullptr;
  if (x == nullptr || y == nullptr || x->count != 1 || y->count != 1) {
    return;
  }
  // Type and value change places together, so that SHORT beside LONG is no special case.
  std::swap_ranges(exif.begin() + static_cast<std::ptrdiff_t>(x->entry_at + 2),
                   exif.begin() + static_cast<std::ptrdiff_t>(x->entry_at + kTiffEntryBytes),
                   exif.begin() + static_cast<std::ptrdiff_t>(y->entry_at + 2));
}

std::optional<PixelDensity> exif_density(std::span<const std::uint8_t> exif) {
  const auto block = TiffBlock::open(exif);
  const auto first = block ? first_directory(*block) : std::nullopt;
  const TiffEntry* x = first ? first->find(tag::kXResolution) : nullptr;
  const TiffEntry* y = first ? first->find(tag::kYResolution) : nullptr;
  const auto x_dots = x != nullptr ? block->ratio(*x) : std::nullopt;
  const auto y_dots = y != nullptr ? block->ratio(*y) : std::nullopt;
  constexpr double kLargest = 65535;
  if (!x_dots || !y_dots || *x_dots < 0.5 || *y_dots < 0.5 || *x_dots > kLargest ||
      *y_dots > kLargest) {
    return std::nullopt;
  }
  const TiffEntry* unit = first->find(tag::kResolutionUnit);
  // 1 none, 2 inch (also where the tag is absent), 3 centimetre.
  const std::uint32_t unit_number = unit != nullptr ? block->number(*unit).value_or(2) : 2;
  constexpr std::array kUnits{PixelDensity::Unit::kAspectOnly, PixelDensity::Unit::kPerInch,
                              PixelDensity::Unit::kPerCentimetre};
  return PixelDensity{kUnits[unit_number >= 1 && unit_number <= 3 ? unit_number - 1 : 1],
                      static_cast<std::uint16_t>(std::lround(*x_dots)),
                      static_cast<std::uint16_t>(std::lround(*y_dots))};
}

void strip_exif_signature(std::vector<std::uint8_t>& exif) {
  constexpr std::array<std::uint8_t, 6> kSignature{'E', 'x', 'i', 'f', 0, 0};
  if (exif.size() >= kSignature.size() &&
      std::equal(kSignature.begin(), kSignature.end(), exif.begin())) {
    exif.erase(exif.begin(), exif.begin() + kSignature.size());
  }
}

// -- Thumbnail ------------------------------------------------------------------------------

namespace {

struct Range {
  std::size_t first;
  std::size_t last;  ///< one behind
};

/// Where the second directory's thumbnail lies, inside the block.
std::optional<Range> thumbnail_range(const TiffBlock& block, const TiffDirectory& second) {
  const TiffEntry* at_entry = second.find(tag::kThumbnailAt);
  const TiffEntry* bytes_entry = second.find(tag::kThumbnailBytes);
  const auto at = at_entry != nullptr ? block.number(*at_entry) : std::nullopt;
  const auto bytes = bytes_entry != nullptr ? block.number(*bytes_entry) : std::nullopt;
  const std::size_t size = block.bytes().size();
  if (!at || !bytes || *at < kTiffHeaderBytes || *at > size || *bytes > size - *at) {
    return std::nullopt;
  }
  return Range{*at, std::size_t{*at} + *bytes};
}

/// A JPEG's start, or nothing that says otherwise: a wrong offset must not blank other tags.
bool looks_like_jpeg(std::span<const std::uint8_t> bytes, const Range& range) {
  return range.last - range.first >= 2 && bytes[range.first] == 0xFF &&
         bytes[range.first + 1] == 0xD8;
}

}  // namespace

void drop_exif_thumbnail(std::vector<std::uint8_t>& exif) {
  const auto block = TiffBlock::open(exif);
  const auto first = block ? first_directory(*block) : std::nullopt;
  const auto second = first && first->next != 0 ? block->directory(first->next) : std::nullopt;
  if (!second) {
    return;
  }
  const auto thumbnail = thumbnail_range(*block, *second);
  const std::size_t link_at = first->at + 2 + first->entry_count * kTiffEntryBytes;
  put_long(exif, link_at, 0, exif[0] == 'M');
  if (!thumbnail || !looks_like_jpeg(exif, *thumbnail)) {
    return;
  }
  // Writers round the end up to an even offset, sometimes to four bytes.
  constexpr std::size_t kMostPadding = 3;
  if (exif.size() - thumbnail->last <= kMostPadding) {
    exif.resize(thumbnail->first);
  } else {
    std::fill(exif.begin() + static_cast<std::ptrdiff_t>(thumbnail->first),
              exif.begin() + static_cast<std::ptrdiff_t>(thumbnail->last), std::uint8_t{0});
  }
}

// -- New blocks -----------------------------------------------------------------------------

std::vector<std::uint8_t> safe_exif(std::span<const std::uint8_t> exif) {
  const auto block = TiffBlock::open(exif);
  const auto first = block ? first_directory(*block) : std::nullopt;
  if (!first) {
    return {};
  }
  const auto own = pointed_at(*block, *first, tag::kExifDirectory);
  auto first_values = listed_values(*block, *first, kSafeFirst);
  auto own_values = own ? listed_values(*block, *own, kSafeExif) : std::vector<TiffValue>{};
  if (first_values.empty() && own_values.empty()) {
    return {};
  }
  return build_tiff_block(block->is_big_endian(), std::move(first_values),
                          {{tag::kExifDirectory, std::move(own_values)}});
}

std::vector<std::uint8_t> orientation_exif(int orientation_1_8) {
  constexpr bool kIsBigEndian = true;
  std::vector<std::uint8_t> value(2);
  put_short(value, 0, static_cast<std::uint32_t>(orientation_1_8), kIsBigEndian);
  return build_tiff_block(kIsBigEndian,
                          {{tag::kOrientation, tiff_type::kShort, 1, std::move(value)}}, {});
}

std::vector<std::uint8_t> exif_of_tiff(std::span<const std::uint8_t> file) {
  const auto block = TiffBlock::open(file);
  const auto first = block ? first_directory(*block) : std::nullopt;
  if (!first) {
    return {};
  }
  const auto own = pointed_at(*block, *first, tag::kExifDirectory);
  const auto gps = pointed_at(*block, *first, tag::kGpsDirectory);
  std::vector<TiffSubdirectory> others;
  others.push_back(
      {tag::kExifDirectory, own ? movable_values(*block, *own) : std::vector<TiffValue>{}});
  others.push_back(
      {tag::kGpsDirectory, gps ? movable_values(*block, *gps) : std::vector<TiffValue>{}});
  return build_tiff_block(block->is_big_endian(), listed_values(*block, *first, kDescriptive),
                          std::move(others));
}

}  // namespace jpegaware::apps
