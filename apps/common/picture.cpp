// SPDX-License-Identifier: Apache-2.0
// Reads a picture file: chooses the reader by the first bytes.
#include "picture.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

namespace jpegaware::apps {
namespace {

bool starts_with(std::span<const std::uint8_t> file, std::string_view signature) {
  return file.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), file.begin(),
                    [](char wanted, std::uint8_t byte) {
                      return static_cast<std::uint8_t>(wanted) == byte;
                    });
}

bool is_png(std::span<const std::uint8_t> file) { return starts_with(file, "\x89PNG\r\n\x1a\n"); }
bool is_jpeg(std::span<const std::uint8_t> file) { return starts_with(file, "\xff\xd8\xff"); }

Result<Picture> read_by_content(std::span<const std::uint8_t> file, const ReadOptions& options) {
  if (options.is_targa) {
    return read_stock_picture(file, options);
  }
  if (is_png(file)) {
    return read_png(file, options);
  }
  if (is_jpeg(file)) {
    return read_jpeg(file, options);
  }
  return read_stock_picture(file, options);
}

}  // namespace

Result<Picture> read_picture(std::span<const std::uint8_t> file, const ReadOptions& options) {
  if (file.empty()) {
    return Error{ErrorCode::kBadInput, "the file is empty"};
  }
  try {
    return read_by_content(file, options);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory for the picture"};
  }
}

Result<Bytes> read_input(const std::string& path) {
  std::FILE* file = path.empty() ? stdin : std::fopen(path.c_str(), "rb");
  const std::string name = path.empty() ? "standard input" : path;
  if (file == nullptr) {
    return Error{ErrorCode::kIo, name + ": " + std::strerror(errno)};
  }
  try {
    Bytes bytes;
    constexpr std::size_t kChunk = std::size_t{1} << 20U;
    std::size_t got = 0;
    do {
      bytes.resize(bytes.size() + kChunk);
      got = std::fread(bytes.data() + bytes.size() - kChunk, 1, kChunk, file);
      bytes.resize(bytes.size() - kChunk + got);
    } while (got == kChunk);
    const bool is_damaged = std::ferror(file) != 0;
    const int error = errno;
    if (file != stdin) {
      std::fclose(file);
    }
    if (is_damaged) {
      return Error{ErrorCode::kIo, name + ": " + std::strerror(error)};
    }
    return bytes;
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, name + ": not enough memory to read it"};
  }
}

Result<void> allocate(Picture& picture, std::int64_t width_px, std::int64_t height_px,
                      const ReadOptions& options) {
  const std::string size = std::to_string(width_px) + " x " + std::to_string(height_px);
  if (width_px < 1 || height_px < 1) {
    return Error{ErrorCode::kBadInput, "the picture is empty (" + size + " pixels)"};
  }
  if (width_px > kMaxSide_px || height_px > kMaxSide_px) {
    return Error{ErrorCode::kInvalidArgument,
                 "the picture has " + size + " pixels; a JPEG's sides are at most " +
                     std::to_string(kMaxSide_px)};
  }
  if (width_px * height_px > options.max_pixels) {
    return Error{ErrorCode::kInvalidArgument, "the picture has " + size +
                                                  " pixels, more than " + options.limiting_switch +
                                                  " allows (" + std::to_string(options.max_pixels) + ")"};
  }
  picture.width_px = static_cast<int>(width_px);
  picture.height_px = static_cast<int>(height_px);
  const std::size_t bytes = picture.row_bytes() * static_cast<std::size_t>(height_px);
  picture.pixels = std::make_unique_for_overwrite<std::uint8_t[]>(bytes);
  return {};
}

void blend_row(const std::uint8_t* rgba, int width_px, const std::array<std::uint8_t, 3>& matte,
               std::uint8_t* rgb) {
  for (int x = 0; x < width_px; ++x, rgba += 4, rgb += 3) {
    const unsigned alpha = rgba[3];
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const unsigned blended = rgba[channel] * alpha + matte[channel] * (255U - alpha);
      rgb[channel] = static_cast<std::uint8_t>((blended + 127U) / 255U);
    }
  }
}

}  // namespace jpegaware::apps
