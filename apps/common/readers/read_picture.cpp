// SPDX-License-Identifier: Apache-2.0
// Reads a picture file: chooses the reader by the first bytes, loads its module where it has one.
#include "read_picture.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "color_profile.h"
#include "loadable_module.h"
#include "wide_bmp_reader.h"

namespace jpegaware::apps {
namespace {

using File = std::span<const std::uint8_t>;

constexpr std::size_t kInputChunk_bytes = std::size_t{1} << 18U;

bool has_at(File file, std::size_t at, std::string_view wanted) {
  return file.size() >= at + wanted.size() &&
         std::memcmp(file.data() + at, wanted.data(), wanted.size()) == 0;
}

bool is_png(File file) { return has_at(file, 0, "\x89PNG\r\n\x1a\n"); }
bool is_jpeg(File file) { return has_at(file, 0, "\xff\xd8\xff"); }
bool is_webp(File file) { return has_at(file, 0, "RIFF") && has_at(file, 8, "WEBP"); }

/// Classic TIFF and BigTIFF, in both byte orders.
bool is_tiff(File file) {
  constexpr std::array<std::string_view, 4> kSignatures{
      std::string_view("II*\0", 4), std::string_view("MM\0*", 4), std::string_view("II+\0", 4),
      std::string_view("MM\0+", 4)};
  return std::any_of(kSignatures.begin(), kSignatures.end(),
                     [file](std::string_view signature) { return has_at(file, 0, signature); });
}

/// An ISO base media file whose major brand is one of HEIF's or AVIF's.
bool is_heif(File file) {
  constexpr std::array<std::string_view, 10> kBrands{"heic", "heix", "heim", "heis", "hevc",
                                                     "hevx", "mif1", "msf1", "avif", "avis"};
  return has_at(file, 4, "ftyp") &&
         std::any_of(kBrands.begin(), kBrands.end(),
                     [file](std::string_view brand) { return has_at(file, 8, brand); });
}

/// The formats whose readers are modules.
struct ModuleFormat {
  const char* name;
  const char* module;
  bool (*matches)(File file);
};
constexpr std::array kModuleFormats{
    ModuleFormat{"WebP", "jpegaware-reader-webp", is_webp},
    ModuleFormat{"TIFF", "jpegaware-reader-tiff", is_tiff},
    ModuleFormat{"AVIF and HEIF", "jpegaware-reader-heif", is_heif},
};

Result<Picture> read_with_module(const ModuleFormat& format, File file,
                                 const ReadOptions& options) {
  const auto module = load_reader_module(format.module);
  if (!module) {
    return Error{module.error().code,
                 std::string(format.name) +
                     " cannot be read by this installation: " + module.error().message};
  }
  ReadOptions given = options;
  given.make_profile_converter = make_profile_converter;
  return (*module)->read(file, given);
}

Result<Picture> read_by_content(File file, const ReadOptions& options) {
  if (options.is_targa) {
    return read_stock_picture(file, options);
  }
  if (is_jpeg(file)) {
    return read_jpeg(file, options);
  }
  if (is_png(file)) {
    return read_png(file, options);
  }
  for (const ModuleFormat& format : kModuleFormats) {
    if (format.matches(file)) {
      return read_with_module(format, file, options);
    }
  }
  return is_beyond_stock_bmp(file) ? read_wide_bmp(file, options)
                                   : read_stock_picture(file, options);
}

}  // namespace

Result<Picture> read_picture(File file, const ReadOptions& options) {
  if (file.empty()) {
    return Error{ErrorCode::kBadInput, "the file is empty"};
  }
  try {
    return read_by_content(file, options);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory for the picture"};
  }
}

std::vector<ReadableFormat> readable_formats() {
#ifdef JPEGAWARE_WITH_PNG
  constexpr bool kHasPng = true;
#else
  constexpr bool kHasPng = false;
#endif
  std::vector<ReadableFormat> formats{{"PPM and PGM", true}, {"BMP", true},  {"GIF", true},
                                      {"Targa", true},       {"JPEG", true}, {"PNG", kHasPng}};
  for (const ModuleFormat& format : kModuleFormats) {
    formats.push_back({format.name, has_module(format.module)});
  }
  return formats;
}

Result<Bytes> read_input(const std::string& path, std::int64_t most_bytes) {
  const std::string name = path.empty() ? "standard input" : path;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
      path.empty() ? nullptr : std::fopen(path.c_str(), "rb"), std::fclose);
  std::FILE* file = path.empty() ? stdin : opened.get();
  if (file == nullptr) {
    return Error{ErrorCode::kIo, name + ": " + std::strerror(errno)};
  }
  try {
    Bytes bytes;
    struct stat status {};
    if (::fstat(::fileno(file), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        status.st_size <= most_bytes) {
      bytes.reserve(static_cast<std::size_t>(status.st_size) + kInputChunk_bytes);
    }
    std::size_t got = 0;
    do {
      const std::size_t before = bytes.size();
      bytes.resize(before + kInputChunk_bytes);
      got = std::fread(bytes.data() + before, 1, kInputChunk_bytes, file);
      bytes.resize(before + got);
    } while (got == kInputChunk_bytes && static_cast<std::int64_t>(bytes.size()) <= most_bytes);
    if (static_cast<std::int64_t>(bytes.size()) > most_bytes) {
      return Error{ErrorCode::kOutOfMemory, name + ": the file is larger than " +
                                                std::to_string(most_bytes) +
                                                " bytes, the limit that -maxmemory sets"};
    }
    if (std::ferror(file) != 0) {
      return Error{ErrorCode::kIo, name + ": " + std::strerror(errno)};
    }
    return bytes;
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, name + ": not enough memory to read it"};
  }
}

}  // namespace jpegaware::apps
