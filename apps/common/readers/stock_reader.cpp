// SPDX-License-Identifier: Apache-2.0
// Reads PPM, BMP, GIF and Targa through the readers that -stock uses: a file in, a Picture out.
#include <sys/stat.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <new>

#include "libjpeg_errors.h"
#include "read_picture.h"
#include "row_source.h"
#include "stock_messages.h"

namespace jpegaware::apps {
namespace {

/// libjpeg's managers, which the readers allocate and complain through; nothing is compressed.
struct Reader {
  jpeg_compress_struct cinfo{};
  LibjpegErrors errors{};
  RowSource* source = nullptr;

  Reader() {
    prepare(errors);
    cinfo.err = &errors.shared;
    install_stock_messages(errors.shared);
  }
  ~Reader() { jpeg_destroy_compress(&cinfo); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

// The two functions below are left by longjmp: they hold nothing with a destructor.

bool read_header(Reader& reader, std::FILE* input, bool is_targa) {
  if (setjmp(reader.errors.jump) != 0) {
    return false;
  }
  jpeg_create_compress(&reader.cinfo);
  reader.cinfo.in_color_space = JCS_RGB;
  reader.source = make_row_source(&reader.cinfo, input, is_targa);
  reader.source->start();
  return true;
}

bool read_rows(Reader& reader, std::uint8_t* to, std::size_t row_bytes) {
  if (setjmp(reader.errors.jump) != 0) {
    return false;
  }
  reader.cinfo.mem->realize_virt_arrays(reinterpret_cast<j_common_ptr>(&reader.cinfo));
  for (JDIMENSION row = 0; row < reader.cinfo.image_height; ++row) {
    std::memcpy(to + row * row_bytes, reader.source->next_row()[0], row_bytes);
  }
  return true;
}

FileKind kind_of(std::uint8_t first) {
  switch (first) {
    case 'B':
      return FileKind::kBmp;
    case 'G':
      return FileKind::kGif;
    case 'P':
      return FileKind::kPnm;
    default:
      return FileKind::kTarga;
  }
}

Result<Picture> read_stream(std::FILE* input, FileKind kind, const ReadOptions& options) {
  Reader reader;
  Picture picture;
  picture.kind = kind;
  if (!read_header(reader, input, options.is_targa)) {
    return Error{ErrorCode::kBadInput, reader.errors.error};
  }
  picture.format =
      reader.cinfo.in_color_space == JCS_GRAYSCALE ? PixelFormat::kGray8 : PixelFormat::kRgb8;
  if (auto allocated =
          allocate(picture, reader.cinfo.image_width, reader.cinfo.image_height, options);
      !allocated) {
    return std::move(allocated).error();
  }
  if (!read_rows(reader, picture.pixels.get(), picture.row_bytes())) {
    return Error{ErrorCode::kBadInput, reader.errors.error};
  }
  if (reader.errors.shared.num_warnings > 0) {
    picture.warnings.emplace_back(reader.errors.warning);
  }
  if (reader.cinfo.density_unit == 2) {
    picture.metadata.density = PixelDensity{PixelDensity::Unit::kPerCentimetre,
                                            reader.cinfo.X_density, reader.cinfo.Y_density};
  }
  return picture;
}

using OpenFile = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

}  // namespace

Result<Picture> read_stock_picture(std::span<const std::uint8_t> file, const ReadOptions& options) {
  // fmemopen takes no const buffer, but a stream opened "rb" does not write to it.
  auto* bytes =
      const_cast<std::uint8_t*>(file.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  const OpenFile input(::fmemopen(bytes, file.size(), "rb"), std::fclose);
  if (!input) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory to read the file"};
  }
  return read_stream(input.get(), options.is_targa ? FileKind::kTarga : kind_of(file[0]), options);
}

std::optional<Result<Picture>> read_pnm_rows(const std::string& path, std::int64_t most_bytes,
                                             const ReadOptions& options) {
  const OpenFile input(options.is_targa ? nullptr : std::fopen(path.c_str(), "rb"), std::fclose);
  struct stat status {};
  if (!input || ::fstat(::fileno(input.get()), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_size > most_bytes || std::fgetc(input.get()) != 'P') {
    return std::nullopt;
  }
  std::rewind(input.get());
  try {
    return read_stream(input.get(), FileKind::kPnm, options);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory for the picture"};
  }
}

}  // namespace jpegaware::apps
