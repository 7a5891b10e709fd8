// SPDX-License-Identifier: Apache-2.0
// The picture formats that are read, and their names.
#pragma once

#include <cstdint>

namespace jpegaware::apps {

enum class FileKind : std::uint8_t { kPnm, kBmp, kGif, kTarga, kPng, kJpeg, kWebp, kTiff, kHeif };

[[nodiscard]] constexpr const char* name_of(FileKind kind) {
  switch (kind) {
    case FileKind::kPnm:
      return "PNM";
    case FileKind::kBmp:
      return "BMP";
    case FileKind::kGif:
      return "GIF";
    case FileKind::kTarga:
      return "Targa";
    case FileKind::kPng:
      return "PNG";
    case FileKind::kJpeg:
      return "JPEG";
    case FileKind::kWebp:
      return "WebP";
    case FileKind::kTiff:
      return "TIFF";
    case FileKind::kHeif:
      return "HEIF";
  }
  return "";
}

}  // namespace jpegaware::apps
