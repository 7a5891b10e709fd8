// SPDX-License-Identifier: Apache-2.0
// Reads rows of CMYK with libtiff and turns them into RGB.
#include "tiff_inks.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace jpegaware::apps {
namespace {

std::uint16_t field(TIFF* tiff, std::uint32_t tag, std::uint16_t otherwise) {
  std::uint16_t value = otherwise;
  return TIFFGetFieldDefaulted(tiff, tag, &value) != 0 ? value : otherwise;
}

/// 16 bits in the machine's order, rounded to 8.
void narrow(const std::uint8_t* from, std::size_t samples, std::uint8_t* to) {
  for (std::size_t i = 0; i < samples; ++i) {
    std::uint16_t wide = 0;
    std::memcpy(&wide, from + 2 * i, sizeof wide);
    to[i] = static_cast<std::uint8_t>((wide * 255U + 32767U) / 65535U);
  }
}

void let_through(const std::uint8_t* inks, std::size_t width, std::uint8_t* rgb) {
  for (std::size_t x = 0; x < width; ++x, inks += 4, rgb += 3) {
    const unsigned black = 255U - inks[3];
    for (int channel = 0; channel < 3; ++channel) {
      rgb[channel] = static_cast<std::uint8_t>(((255U - inks[channel]) * black + 127U) / 255U);
    }
  }
}

}  // namespace

bool has_plain_inks(TIFF* tiff) {
  const std::uint16_t bits = field(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  return field(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE) == PHOTOMETRIC_SEPARATED &&
         field(tiff, TIFFTAG_INKSET, INKSET_CMYK) == INKSET_CMYK &&
         field(tiff, TIFFTAG_SAMPLESPERPIXEL, 1) == 4 &&
         field(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_CONTIG &&
         TIFFIsTiled(tiff) == 0 && (bits == 8 || bits == 16);
}

bool read_inks(TIFF* tiff, const ProfileConverter* profile, Picture& picture) {
  const auto width = static_cast<std::size_t>(picture.width_px);
  const bool is_wide = field(tiff, TIFFTAG_BITSPERSAMPLE, 8) == 16;
  const auto row_bytes = static_cast<std::size_t>(TIFFScanlineSize(tiff));
  if (row_bytes < width * (is_wide ? 8 : 4)) {
    return false;
  }
  std::vector<std::uint8_t> row(row_bytes);
  std::vector<std::uint8_t> inks(width * 4);
  for (int y = 0; y < picture.height_px; ++y) {
    if (TIFFReadScanline(tiff, row.data(), static_cast<std::uint32_t>(y)) < 0) {
      return false;
    }
    if (is_wide) {
      narrow(row.data(), inks.size(), inks.data());
    }
    const std::uint8_t* from = is_wide ? inks.data() : row.data();
    std::uint8_t* to = picture.pixels.get() + static_cast<std::size_t>(y) * picture.row_bytes();
    if (profile != nullptr) {
      profile->convert(from, to, width);
    } else {
      let_through(from, width, to);
    }
  }
  return true;
}

}  // namespace jpegaware::apps
