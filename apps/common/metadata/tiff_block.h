// SPDX-License-Identifier: Apache-2.0
// Bytes laid out as TIFF lays them out (EXIF, MPF, TIFF files): directories of tagged values.
// Every access is bounds-checked, because the offsets come from the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace jpegaware::apps {

/// One directory entry: where it lies and what it says. The value lies at `value_at`, inside the
/// block in full.
struct TiffEntry {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint32_t count = 0;
  std::size_t entry_at = 0;
  std::size_t value_at = 0;
  std::size_t value_bytes = 0;
};

/// A directory's entries (those whose values lie inside the block), and the next one's offset.
struct TiffDirectory {
  std::size_t at = 0;
  std::size_t entry_count = 0;  ///< as the file says; `entries` leaves out damaged ones
  std::vector<TiffEntry> entries;
  std::size_t next = 0;  ///< 0: none

  [[nodiscard]] const TiffEntry* find(std::uint16_t tag) const noexcept;
};

namespace tiff_type {
inline constexpr std::uint16_t kByte = 1;
inline constexpr std::uint16_t kAscii = 2;
inline constexpr std::uint16_t kShort = 3;
inline constexpr std::uint16_t kLong = 4;
inline constexpr std::uint16_t kRational = 5;
inline constexpr std::uint16_t kUndefined = 7;
}  // namespace tiff_type

inline constexpr std::size_t kTiffHeaderBytes = 8;
inline constexpr std::size_t kTiffEntryBytes = 12;

/// Bytes that one value of a TIFF type takes; 0 for types that TIFF 6.0 does not know.
[[nodiscard]] std::size_t tiff_type_bytes(std::uint16_t type) noexcept;

/// A view of a block; it must outlive this. Numbers beyond the end read as 0.
class TiffBlock {
 public:
  /// Nothing when the first eight bytes are no TIFF header (classic, not BigTIFF).
  [[nodiscard]] static std::optional<TiffBlock> open(std::span<const std::uint8_t> bytes) noexcept;

  [[nodiscard]] bool is_big_endian() const noexcept { return is_big_endian_; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::uint32_t short_at(std::size_t at) const noexcept;
  [[nodiscard]] std::uint32_t long_at(std::size_t at) const noexcept;
  [[nodiscard]] std::size_t first_directory_at() const noexcept { return long_at(4); }

  /// The directory at this offset; nothing when it does not lie inside the block.
  [[nodiscard]] std::optional<TiffDirectory> directory(std::size_t at) const;

  /// The `index`th number of a BYTE, SHORT or LONG entry; nothing for other types or counts.
  [[nodiscard]] std::optional<std::uint32_t> number(const TiffEntry& entry,
                                                    std::uint32_t index = 0) const noexcept;
  /// The first RATIONAL as a number; nothing for other types and zero denominators.
  [[nodiscard]] std::optional<double> ratio(const TiffEntry& entry) const noexcept;
  [[nodiscard]] std::span<const std::uint8_t> value(const TiffEntry& entry) const noexcept {
    return bytes_.subspan(entry.value_at, entry.value_bytes);
  }

 private:
  TiffBlock(std::span<const std::uint8_t> bytes, bool is_big_endian) noexcept
      : bytes_(bytes), is_big_endian_(is_big_endian) {}
  std::span<const std::uint8_t> bytes_;
  bool is_big_endian_;
};

/// Writes a number into a block, in its byte order; positions must lie inside.
void put_short(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value,
               bool is_big_endian) noexcept;
void put_long(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value,
              bool is_big_endian) noexcept;

/// Values for a new directory, in the byte order of the block that is built.
struct TiffValue {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint32_t count = 0;
  std::vector<std::uint8_t> bytes;
};

/// A new block: the first directory, and, where not empty, the directories that tags of the first
/// point at (EXIF's own, GPS).
struct TiffSubdirectory {
  std::uint16_t pointer_tag = 0;
  std::vector<TiffValue> values;
};
[[nodiscard]] std::vector<std::uint8_t> build_tiff_block(bool is_big_endian,
                                                         std::vector<TiffValue> first,
                                                         std::vector<TiffSubdirectory> others);

}  // namespace jpegaware::apps
