// SPDX-License-Identifier: Apache-2.0
// Reads PNG with libpng: every colour type and depth in, grey or RGB of 8 bits out.
#include <png.h>

#include <algorithm>
#include <array>
#include <bit>
#include <csetjmp>
#include <cstring>

#include "png_metadata.h"
#include "read_picture.h"
#include "row_converter.h"

namespace jpegaware::apps {
namespace {

/// Deflate's best: 258 bytes out of 2 bits. A file that claims more than it can hold is damaged.
constexpr std::uint64_t kMostBytesPerByte = 1032;

/// What the callbacks of libpng need, and what its functions leave when they end by longjmp.
struct Reader {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::span<const std::uint8_t> file;
  std::size_t at = 0;
  std::array<char, 200> error{};
  std::array<char, 200> warning{};

  Reader() = default;
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

template <std::size_t size>
void keep(std::array<char, size>& target, const char* message) {
  std::strncpy(target.data(), message, size - 1);
}

void read_bytes(png_structp png, png_bytep to, std::size_t count) {
  auto& reader = *static_cast<Reader*>(png_get_io_ptr(png));
  if (count > reader.file.size() - reader.at) {
    png_error(png, "the file ends early");
  }
  std::memcpy(to, reader.file.data() + reader.at, count);
  reader.at += count;
}

void keep_error(png_structp png, png_const_charp message) {
  keep(static_cast<Reader*>(png_get_error_ptr(png))->error, message);
  png_longjmp(png, 1);
}

void keep_warning(png_structp png, png_const_charp message) {
  auto& reader = *static_cast<Reader*>(png_get_error_ptr(png));
  if (reader.warning[0] == '\0') {
    keep(reader.warning, message);
  }
}

// -- Left by longjmp: these hold nothing with a destructor -----------------------------------

/// Up to the first row; afterwards samples are of 8 bits, or of 16 in the machine's order.
bool read_header(Reader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) {
    return false;
  }
  png_set_read_fn(reader.png, &reader, read_bytes);
  png_set_user_limits(reader.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // allocate() has its own
  png_read_info(reader.png, reader.info);
  png_set_expand(reader.png);
  if constexpr (std::endian::native == std::endian::little) {
    png_set_swap(reader.png);
  }
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  return true;
}

/// Every row at once, as interlaced files need it.
bool read_all_rows(Reader& reader, png_bytep* rows) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) {
    return false;
  }
  png_read_image(reader.png, rows);
  return true;
}

bool read_one_row(Reader& reader, png_bytep row) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) {
    return false;
  }
  png_read_row(reader.png, row, nullptr);
  return true;
}

/// What lies behind the pixels: text, often.
bool read_end(Reader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) {
    return false;
  }
  png_read_end(reader.png, reader.info);
  return true;
}

// --------------------------------------------------------------------------------------------

Error damaged(const Reader& reader) {
  return {ErrorCode::kBadInput, std::string("damaged PNG: ") + reader.error.data()};
}

SampleLayout layout_of(const Reader& reader) {
  SampleLayout layout;
  layout.channels = png_get_channels(reader.png, reader.info);
  layout.bytes = png_get_bit_depth(reader.png, reader.info) / 8;
  layout.largest = layout.bytes == 2 ? 65535 : 255;
  return layout;
}

std::uint8_t* picture_row(Picture& picture, std::size_t y) {
  return picture.pixels.get() + y * picture.row_bytes();
}

Result<void> read_interlaced(Reader& reader, RowConverter& converter, Picture& picture) {
  const std::size_t row_bytes = png_get_rowbytes(reader.png, reader.info);
  const auto height = static_cast<std::size_t>(picture.height_px);
  const auto samples = std::make_unique_for_overwrite<std::uint8_t[]>(row_bytes * height);
  std::vector<png_bytep> rows(height);
  for (std::size_t y = 0; y < height; ++y) {
    rows[y] = samples.get() + y * row_bytes;
  }
  if (!read_all_rows(reader, rows.data())) {
    return damaged(reader);
  }
  for (std::size_t y = 0; y < height; ++y) {
    converter.convert(rows[y], picture.width_px, picture_row(picture, y));
  }
  return {};
}

Result<void> read_row_by_row(Reader& reader, RowConverter& converter, Picture& picture) {
  // 16-bit samples are read in place as such: operator new aligns enough.
  const auto samples =
      std::make_unique_for_overwrite<std::uint8_t[]>(png_get_rowbytes(reader.png, reader.info));
  const bool is_plain_copy = converter.is_plain_copy();
  for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height_px); ++y) {
    std::uint8_t* to = picture_row(picture, y);
    if (!read_one_row(reader, is_plain_copy ? to : samples.get())) {
      return damaged(reader);
    }
    if (!is_plain_copy) {
      converter.convert(samples.get(), picture.width_px, to);
    }
  }
  return {};
}

Result<void> check_plausible(const Reader& reader) {
  const std::uint64_t raw_bytes = std::uint64_t{png_get_rowbytes(reader.png, reader.info)} *
                                  png_get_image_height(reader.png, reader.info);
  // One bit a pixel may have become up to 32 by expansion.
  constexpr std::uint64_t kMostExpansion = 32;
  if (raw_bytes / kMostExpansion / kMostBytesPerByte > reader.file.size()) {
    return Error{ErrorCode::kBadInput, "damaged PNG: " + std::to_string(reader.file.size()) +
                                           " bytes cannot hold its pixels"};
  }
  return {};
}

}  // namespace

Result<Picture> read_png(std::span<const std::uint8_t> file, const ReadOptions& options) {
  Reader reader;
  reader.file = file;
  reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, keep_error, keep_warning);
  reader.info = reader.png == nullptr ? nullptr : png_create_info_struct(reader.png);
  if (reader.info == nullptr) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory to read a PNG"};
  }
  if (!read_header(reader)) {
    return damaged(reader);
  }
  RowConverter converter(layout_of(reader), options.matte,
                         png_color_encoding(reader.png, reader.info));
  Picture picture;
  picture.kind = FileKind::kPng;
  picture.format = converter.format();
  if (auto checked = check_plausible(reader); !checked) {
    return std::move(checked).error();
  }
  if (auto allocated = allocate(picture, png_get_image_width(reader.png, reader.info),
                                png_get_image_height(reader.png, reader.info), options);
      !allocated) {
    return std::move(allocated).error();
  }
  const bool is_interlaced = png_get_interlace_type(reader.png, reader.info) != PNG_INTERLACE_NONE;
  auto read = is_interlaced ? read_interlaced(reader, converter, picture)
                            : read_row_by_row(reader, converter, picture);
  if (!read) {
    return std::move(read).error();
  }
  if (!read_end(reader)) {
    picture.warnings.push_back(damaged(reader).message + " (behind the pixels)");
  }
  picture.metadata = png_metadata(reader.png, reader.info);
  if (reader.warning[0] != '\0') {
    picture.notes.emplace_back(reader.warning.data());
  }
  return picture;
}

}  // namespace jpegaware::apps
