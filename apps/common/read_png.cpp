// SPDX-License-Identifier: Apache-2.0
// Reads PNG with libpng: every colour type and depth in, grey or RGB of 8 bits out.
#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstring>

#include "picture.h"

namespace jpegaware::apps {
namespace {

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
    png_error(png, "the PNG file ends early");
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

// The functions that call setjmp hold nothing with a destructor.

/// Up to the first row; afterwards rows are grey, or RGB with or without alpha, of 8 bits.
bool read_header(Reader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) {
    return false;
  }
  png_set_read_fn(reader.png, &reader, read_bytes);
  png_set_user_limits(reader.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // allocate() has its own
  png_read_info(reader.png, reader.info);
  png_set_expand(reader.png);
  png_set_scale_16(reader.png);
  const int color = png_get_color_type(reader.png, reader.info);
  const bool has_alpha = (color & PNG_COLOR_MASK_ALPHA) != 0 ||
                         png_get_valid(reader.png, reader.info, PNG_INFO_tRNS) != 0;
  if (has_alpha) {
    png_set_gray_to_rgb(reader.png);
  }
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  return true;
}

bool read_rows(Reader& reader, png_bytep const* rows) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) {
    return false;
  }
  png_read_image(reader.png, const_cast<png_bytepp>(rows));  // NOLINT: libpng's missing const
  png_read_end(reader.png, reader.info);
  return true;
}

bool starts_with(const char* text, std::string_view prefix) {
  return std::string_view(text).substr(0, prefix.size()) == prefix;
}

/// ImageMagick keeps EXIF and IPTC as text: a line break, a name, a length, then hex digits.
Bytes raw_profile(std::string_view text) {
  Bytes bytes;
  std::size_t at = text.find('\n', 1);
  if (at == std::string_view::npos) {
    return bytes;
  }
  at = text.find('\n', at + 1);
  int high = -1;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
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

void drop_prefix(Bytes& bytes, std::string_view prefix) {
  if (bytes.size() >= prefix.size() &&
      std::equal(prefix.begin(), prefix.end(), bytes.begin(),
                 [](char c, std::uint8_t byte) { return static_cast<std::uint8_t>(c) == byte; })) {
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(prefix.size()));
  }
}

void take_texts(const Reader& reader, Metadata& metadata) {
  png_textp texts = nullptr;
  const int count = png_get_text(reader.png, reader.info, &texts, nullptr);
  for (int i = 0; i < count; ++i) {
    const png_text& text = texts[i];
    const std::size_t length = text.compression > 0 && text.itxt_length > 0 ? text.itxt_length : text.text_length;
    const std::string_view value(text.text, length);
    if (starts_with(text.key, "XML:com.adobe.xmp")) {
      metadata.xmp.assign(value.begin(), value.end());
    } else if (starts_with(text.key, "Raw profile type iptc")) {
      metadata.photoshop = raw_profile(value);
    } else if (starts_with(text.key, "Raw profile type exif") && metadata.exif.empty()) {
      metadata.exif = raw_profile(value);
      drop_prefix(metadata.exif, std::string_view("Exif\0\0", 6));
    } else if (std::string_view(text.key) == "Comment") {
      metadata.comments.emplace_back(value.begin(), value.end());
    }
  }
}

void take_metadata(const Reader& reader, Metadata& metadata) {
  png_charp name = nullptr;
  int compression = 0;
  png_bytep profile = nullptr;
  png_uint_32 profile_bytes = 0;
  if (png_get_iCCP(reader.png, reader.info, &name, &compression, &profile, &profile_bytes) != 0) {
    metadata.icc.assign(profile, profile + profile_bytes);
  }
  png_bytep exif = nullptr;
  png_uint_32 exif_bytes = 0;
  if (png_get_eXIf_1(reader.png, reader.info, &exif_bytes, &exif) != 0) {
    metadata.exif.assign(exif, exif + exif_bytes);
  }
  take_texts(reader, metadata);
  png_uint_32 x = 0;
  png_uint_32 y = 0;
  int unit = PNG_RESOLUTION_UNKNOWN;
  if (png_get_pHYs(reader.png, reader.info, &x, &y, &unit) != 0 && x > 0 && y > 0) {
    // Metres to inches, where most numbers are whole: 2835 a metre is 72 an inch.
    const double scale = unit == PNG_RESOLUTION_METER ? 0.0254 : 1.0;
    const auto rounded = [scale](png_uint_32 value) {
      return static_cast<std::uint16_t>(std::clamp(std::lround(value * scale), 1L, 65535L));
    };
    metadata.density = PixelDensity{
        unit == PNG_RESOLUTION_METER ? PixelDensity::Unit::kPerInch : PixelDensity::Unit::kAspectOnly, rounded(x), rounded(y)};
  }
}

/// The exponent that turns the file's samples into light, where it says one that is not sRGB's.
double file_gamma(const Reader& reader) {
  int intent = 0;
  png_charp name = nullptr;
  int compression = 0;
  png_bytep profile = nullptr;
  png_uint_32 profile_bytes = 0;
  double gamma = 0;
  const bool has_better =
      png_get_sRGB(reader.png, reader.info, &intent) != 0 ||
      png_get_iCCP(reader.png, reader.info, &name, &compression, &profile, &profile_bytes) != 0;
  if (has_better || png_get_gAMA(reader.png, reader.info, &gamma) == 0 || gamma <= 0.01 || gamma > 100) {
    return 0;
  }
  constexpr double kSrgbGamma = 1 / 2.2;
  constexpr double kSameWithin = 0.05;  // libpng's own threshold for "needs no correction"
  return std::abs(gamma / kSrgbGamma - 1) < kSameWithin ? 0 : 1 / gamma;
}

/// Samples of another gamma become sRGB's: linear light by the file's exponent, then sRGB's curve.
void to_srgb(Picture& picture, double exponent) {
  std::array<std::uint8_t, 256> curve{};
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double light = std::pow(static_cast<double>(i) / 255, exponent);
    const double srgb = light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    curve[i] = static_cast<std::uint8_t>(std::lround(255 * srgb));
  }
  const std::size_t count = picture.row_bytes() * static_cast<std::size_t>(picture.height_px);
  std::transform(picture.pixels.get(), picture.pixels.get() + count, picture.pixels.get(),
                 [&curve](std::uint8_t sample) { return curve[sample]; });
}

Error damaged(const Reader& reader) {
  return {ErrorCode::kBadInput, std::string("damaged PNG: ") + reader.error.data()};
}

Result<void> read_pixels(Reader& reader, const ReadOptions& options, Picture& picture) {
  const auto channels = static_cast<std::size_t>(png_get_channels(reader.png, reader.info));
  const bool has_alpha = channels == 4;
  const auto height = static_cast<std::size_t>(picture.height_px);
  const std::size_t row_bytes = static_cast<std::size_t>(picture.width_px) * channels;
  std::unique_ptr<std::uint8_t[]> rgba;
  if (has_alpha) {
    rgba = std::make_unique_for_overwrite<std::uint8_t[]>(row_bytes * height);
  }
  std::uint8_t* const base = has_alpha ? rgba.get() : picture.pixels.get();
  std::vector<png_bytep> rows(height);
  for (std::size_t y = 0; y < height; ++y) {
    rows[y] = base + y * row_bytes;
  }
  if (!read_rows(reader, rows.data())) {
    return damaged(reader);
  }
  for (std::size_t y = 0; has_alpha && y < height; ++y) {
    blend_row(rows[y], picture.width_px, options.matte, picture.pixels.get() + y * picture.row_bytes());
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
  Picture picture;
  picture.kind = FileKind::kPng;
  const bool is_gray = png_get_channels(reader.png, reader.info) == 1;
  picture.format = is_gray ? PixelFormat::kGray8 : PixelFormat::kRgb8;
  if (auto allocated = allocate(picture, png_get_image_width(reader.png, reader.info),
                                png_get_image_height(reader.png, reader.info), options);
      !allocated) {
    return std::move(allocated).error();
  }
  if (auto read = read_pixels(reader, options, picture); !read) {
    return std::move(read).error();
  }
  if (const double exponent = file_gamma(reader); exponent > 0) {
    to_srgb(picture, exponent);
  }
  take_metadata(reader, picture.metadata);
  if (reader.warning[0] != '\0') {
    picture.notes.emplace_back(reader.warning.data());
  }
  return picture;
}

}  // namespace jpegaware::apps
