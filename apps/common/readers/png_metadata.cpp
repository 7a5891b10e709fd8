// SPDX-License-Identifier: Apache-2.0
// Takes metadata and colour out of what libpng has read.
#include "png_metadata.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "exif.h"
#include "photoshop_resources.h"

namespace jpegaware::apps {
namespace {

/// The value of a hexadecimal digit; -1 for anything else.
int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// ImageMagick's way to keep EXIF and IPTC as text: a line break, a name, a line with the length,
/// then hexadecimal digits in lines.
Bytes raw_profile(std::string_view text) {
  std::size_t at = text.find('\n', 1);
  at = at == std::string_view::npos ? at : text.find('\n', at + 1);
  if (at == std::string_view::npos) {
    return {};
  }
  Bytes bytes;
  int high = -1;
  for (const char c : text.substr(at)) {
    const int digit = hex_digit(c);
    if (digit < 0) {
      continue;
    }
    if (high < 0) {
      high = digit;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
      high = -1;
    }
  }
  return bytes;
}

/// ImageMagick's IPTC comes as Photoshop's resources, exiftool's as bare records.
Bytes as_resources(Bytes iptc) {
  return !iptc.empty() && iptc[0] == 0x1C ? photoshop_of_iptc(iptc) : iptc;
}

void take_text(const png_text& text, Metadata& metadata) {
  const std::string_view key(text.key);
  const bool is_international = text.compression == PNG_ITXT_COMPRESSION_NONE ||
                                text.compression == PNG_ITXT_COMPRESSION_zTXt;
  const std::string_view value(text.text, is_international ? text.itxt_length : text.text_length);
  if (key == "XML:com.adobe.xmp") {
    metadata.xmp.assign(value.begin(), value.end());
  } else if (key == "Raw profile type iptc" || key == "Raw profile type 8bim") {
    metadata.photoshop = as_resources(raw_profile(value));
  } else if (key == "Raw profile type exif" && metadata.exif.empty()) {
    metadata.exif = raw_profile(value);
    strip_exif_signature(metadata.exif);
  } else if (key == "Comment" || key == "comment") {  // the PNG specification's, and ImageMagick's
    metadata.comments.emplace_back(value.begin(), value.end());
  }
}

std::optional<PixelDensity> density_of(png_structp png, png_infop info) {
  png_uint_32 x = 0;
  png_uint_32 y = 0;
  int unit = PNG_RESOLUTION_UNKNOWN;
  if (png_get_pHYs(png, info, &x, &y, &unit) == 0 || x == 0 || y == 0) {
    return std::nullopt;
  }
  const bool is_metric = unit == PNG_RESOLUTION_METER;
  // Metres to inches, where most numbers are whole: 2835 a metre is 72 an inch.
  const double scale = is_metric ? 0.0254 : 1.0;
  const auto rounded = [scale](png_uint_32 value) {
    return static_cast<std::uint16_t>(std::clamp(std::lround(value * scale), 1L, 65535L));
  };
  return PixelDensity{is_metric ? PixelDensity::Unit::kPerInch : PixelDensity::Unit::kAspectOnly,
                      rounded(x), rounded(y)};
}

Bytes profile_of(png_structp png, png_infop info) {
  png_charp name = nullptr;
  int compression = 0;
  png_bytep profile = nullptr;
  png_uint_32 bytes = 0;
  if (png_get_iCCP(png, info, &name, &compression, &profile, &bytes) == 0) {
    return {};
  }
  return {profile, profile + bytes};
}

}  // namespace

Metadata png_metadata(png_structp png, png_infop info) {
  Metadata metadata;
  metadata.icc = profile_of(png, info);
  png_bytep exif = nullptr;
  png_uint_32 exif_bytes = 0;
  if (png_get_eXIf_1(png, info, &exif_bytes, &exif) != 0) {
    metadata.exif.assign(exif, exif + exif_bytes);
  }
  png_textp texts = nullptr;
  const int count = png_get_text(png, info, &texts, nullptr);
  for (int i = 0; i < count; ++i) {
    take_text(texts[i], metadata);
  }
  metadata.density = density_of(png, info);
  if (!metadata.density) {
    metadata.density = exif_density(metadata.exif);
  }
  return metadata;
}

std::optional<ColorEncoding> png_color_encoding(png_structp png, png_infop info) {
  int intent = 0;
  if (png_get_sRGB(png, info, &intent) != 0 || !profile_of(png, info).empty()) {
    return std::nullopt;
  }
  ColorEncoding encoding;
  double gamma = 0;
  const bool has_gamma = png_get_gAMA(png, info, &gamma) != 0 && gamma > 0.01 && gamma < 100;
  if (has_gamma) {
    encoding.decoding_exponent = 1 / gamma;
  }
  Primaries p;
  const bool has_primaries = png_get_cHRM(png, info, &p.white.x, &p.white.y, &p.red.x, &p.red.y,
                                          &p.green.x, &p.green.y, &p.blue.x, &p.blue.y) != 0;
  if (has_primaries) {
    encoding.primaries = p;
  }
  return has_gamma || has_primaries ? std::optional(encoding) : std::nullopt;
}

}  // namespace jpegaware::apps
