// SPDX-License-Identifier: Apache-2.0
// Reads and builds blocks laid out as TIFF.
#include "tiff_block.h"

#include <algorithm>

namespace jpegaware::apps {

const TiffEntry* TiffDirectory::find(std::uint16_t tag) const noexcept {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [tag](const TiffEntry& entry) { return entry.tag == tag; });
  return found == entries.end() ? nullptr : &*found;
}

std::size_t tiff_type_bytes(std::uint16_t type) noexcept {
  // TIFF 6.0, section 2: BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL
  // FLOAT DOUBLE, from 1; 13 is IFD of the TIFF technical note 1.
  constexpr std::size_t kBytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < std::size(kBytes) ? kBytes[type] : 0;
}

// -- Reading --------------------------------------------------------------------------------

std::optional<TiffBlock> TiffBlock::open(std::span<const std::uint8_t> bytes) noexcept {
  if (bytes.size() < kTiffHeaderBytes || bytes[0] != bytes[1] ||
      (bytes[0] != 'I' && bytes[0] != 'M')) {
    return std::nullopt;
  }
  const TiffBlock block(bytes, bytes[0] == 'M');
  constexpr std::uint32_t kClassicTiff = 42;
  return block.short_at(2) == kClassicTiff ? std::optional(block) : std::nullopt;
}

std::uint32_t TiffBlock::short_at(std::size_t at) const noexcept {
  if (at >= bytes_.size() || bytes_.size() - at < 2) {
    return 0;
  }
  const std::uint32_t first = bytes_[at];
  const std::uint32_t second = bytes_[at + 1];
  return is_big_endian_ ? first << 8U | second : second << 8U | first;
}

std::uint32_t TiffBlock::long_at(std::size_t at) const noexcept {
  if (at >= bytes_.size() || bytes_.size() - at < 4) {
    return 0;
  }
  const std::uint32_t first = short_at(at);
  const std::uint32_t second = short_at(at + 2);
  return is_big_endian_ ? first << 16U | second : second << 16U | first;
}

std::optional<TiffDirectory> TiffBlock::directory(std::size_t at) const {
  if (at < kTiffHeaderBytes || at >= bytes_.size() || bytes_.size() - at < 2) {
    return std::nullopt;
  }
  TiffDirectory directory;
  directory.at = at;
  directory.entry_count = short_at(at);
  const std::size_t room = (bytes_.size() - at - 2) / kTiffEntryBytes;
  const std::size_t readable = std::min(directory.entry_count, room);
  for (std::size_t i = 0; i < readable; ++i) {
    TiffEntry entry;
    entry.entry_at = at + 2 + i * kTiffEntryBytes;
    entry.tag = static_cast<std::uint16_t>(short_at(entry.entry_at));
    entry.type = static_cast<std::uint16_t>(short_at(entry.entry_at + 2));
    entry.count = long_at(entry.entry_at + 4);
    const std::uint64_t value_bytes = std::uint64_t{entry.count} * tiff_type_bytes(entry.type);
    entry.value_at = value_bytes <= 4 ? entry.entry_at + 8 : long_at(entry.entry_at + 8);
    if (value_bytes == 0 || entry.value_at > bytes_.size() ||
        value_bytes > bytes_.size() - entry.value_at) {
      continue;
    }
    entry.value_bytes = static_cast<std::size_t>(value_bytes);
    directory.entries.push_back(entry);
  }
  if (readable == directory.entry_count) {
    directory.next = long_at(at + 2 + readable * kTiffEntryBytes);
  }
  return directory;
}

std::optional<std::uint32_t> TiffBlock::number(const TiffEntry& entry,
                                               std::uint32_t index) const noexcept {
  if (index >= entry.count) {
    return std::nullopt;
  }
  switch (entry.type) {
    case tiff_type::kByte:
    case tiff_type::kUndefined:
      return bytes_[entry.value_at + index];
    case tiff_type::kShort:
      return short_at(entry.value_at + std::size_t{2} * index);
    case tiff_type::kLong:
      return long_at(entry.value_at + std::size_t{4} * index);
    default:
      return std::nullopt;
  }
}

std::optional<double> TiffBlock::ratio(const TiffEntry& entry) const noexcept {
  if (entry.type != tiff_type::kRational || long_at(entry.value_at + 4) == 0) {
    return std::nullopt;
  }
  return static_cast<double>(long_at(entry.value_at)) / long_at(entry.value_at + 4);
}

// -- Writing --------------------------------------------------------------------------------

void put_short(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value,
               bool is_big_endian) noexcept {
  bytes[at + (is_big_endian ? 0 : 1)] = static_cast<std::uint8_t>(value >> 8U);
  bytes[at + (is_big_endian ? 1 : 0)] = static_cast<std::uint8_t>(value);
}

void put_long(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value,
              bool is_big_endian) noexcept {
  put_short(bytes, at + (is_big_endian ? 0 : 2), value >> 16U, is_big_endian);
  put_short(bytes, at + (is_big_endian ? 2 : 0), value, is_big_endian);
}

namespace {

std::size_t directory_bytes(const std::vector<TiffValue>& values) {
  return 2 + values.size() * kTiffEntryBytes + 4;
}

/// Writes a directory at the block's end, its long values behind it.
void append_directory(std::vector<std::uint8_t>& block, const std::vector<TiffValue>& values,
                      bool is_big_endian) {
  const std::size_t at = block.size();
  block.resize(at + directory_bytes(values), 0);
  put_short(block, at, static_cast<std::uint32_t>(values.size()), is_big_endian);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t entry = at + 2 + i * kTiffEntryBytes;
    const TiffValue& value = values[i];
    put_short(block, entry, value.tag, is_big_endian);
    put_short(block, entry + 2, value.type, is_big_endian);
    put_long(block, entry + 4, value.count, is_big_endian);
    if (value.bytes.size() <= 4) {
      std::copy(value.bytes.begin(), value.bytes.end(),
                block.begin() + static_cast<std::ptrdiff_t>(entry + 8));
    } else {
      put_long(block, entry + 8, static_cast<std::uint32_t>(block.size()), is_big_endian);
      block.insert(block.end(), value.bytes.begin(), value.bytes.end());
      block.resize((block.size() + 1) / 2 * 2, 0);  // values begin at even offsets
    }
  }
}

void sort_by_tag(std::vector<TiffValue>& values) {
  std::sort(values.begin(), values.end(),
            [](const TiffValue& a, const TiffValue& b) { return a.tag < b.tag; });
}

}  // namespace

std::vector<std::uint8_t> build_tiff_block(bool is_big_endian, std::vector<TiffValue> first,
                                           std::vector<TiffSubdirectory> others) {
  std::erase_if(others, [](const TiffSubdirectory& directory) { return directory.values.empty(); });
  for (const TiffSubdirectory& directory : others) {
    first.push_back({directory.pointer_tag, tiff_type::kLong, 1, std::vector<std::uint8_t>(4)});
  }
  sort_by_tag(first);
  std::vector<std::uint8_t> block(kTiffHeaderBytes, 0);
  block[0] = block[1] = is_big_endian ? 'M' : 'I';
  put_short(block, 2, 42, is_big_endian);
  put_long(block, 4, kTiffHeaderBytes, is_big_endian);
  append_directory(block, first, is_big_endian);
  for (TiffSubdirectory& directory : others) {
    const auto pointer = static_cast<std::size_t>(
        std::find_if(first.begin(), first.end(),
                     [&](const TiffValue& value) { return value.tag == directory.pointer_tag; }) -
        first.begin());
    put_long(block, kTiffHeaderBytes + 2 + pointer * kTiffEntryBytes + 8,
             static_cast<std::uint32_t>(block.size()), is_big_endian);
    sort_by_tag(directory.values);
    append_directory(block, directory.values, is_big_endian);
  }
  return block;
}

}  // namespace jpegaware::apps
