// SPDX-License-Identifier: Apache-2.0
// Laws of the readers' own arithmetic, of BMP files that the tests build themselves, and of the
// segments that the encoder writes for what was read.
#include <string>

#include "byte_blocks.h"
#include "catch.hpp"
#include "color_encoding.h"
#include "jpeg_segments.h"
#include "jpegaware/encode.h"
#include "row_converter.h"
#include "wide_bmp_reader.h"

namespace {

using formats_test::Bytes;
using jpegaware::PixelFormat;
using jpegaware::apps::RowConverter;

void append_little(Bytes& to, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
}

struct BmpParts {
  int width_px;
  int height_px;  ///< negative: rows from the top
  int bits;
  std::uint32_t compression = 0;
  Bytes masks_or_palette{};
  Bytes pixels{};
};

Bytes bmp_of(const BmpParts& parts) {
  Bytes file{'B', 'M'};
  const auto at = static_cast<std::uint32_t>(54 + parts.masks_or_palette.size());
  append_little(file, at + static_cast<std::uint32_t>(parts.pixels.size()), 4);
  append_little(file, 0, 4);
  append_little(file, at, 4);
  append_little(file, 40, 4);
  append_little(file, static_cast<std::uint32_t>(parts.width_px), 4);
  append_little(file, static_cast<std::uint32_t>(parts.height_px), 4);
  append_little(file, 1, 2);
  append_little(file, static_cast<std::uint32_t>(parts.bits), 2);
  append_little(file, parts.compression, 4);
  append_little(file, 0, 4);
  append_little(file, 5906, 4);  // 150 dots an inch
  append_little(file, 5906, 4);
  append_little(file, 0, 8);
  formats_test::append(file, parts.masks_or_palette);
  formats_test::append(file, parts.pixels);
  return file;
}

Bytes pixels_of(const jpegaware::apps::Picture& picture) {
  return {picture.pixels.get(),
          picture.pixels.get() + picture.row_bytes() * static_cast<std::size_t>(picture.height_px)};
}

jpegaware::Result<jpegaware::apps::Picture> read(const Bytes& file) {
  REQUIRE(jpegaware::apps::is_beyond_stock_bmp(file));
  return jpegaware::apps::read_wide_bmp(file, {});
}

// Black, red, green, blue, as BMP has them.
const Bytes kFourColors{0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0};

}  // namespace

TEST_CASE("wide_bmp_reader: one bit, bottom-up and from the top", "[wide_bmp_reader][unit]") {
  const Bytes palette{0, 0, 0, 0, 255, 255, 255, 0};
  const Bytes rows{0xA0, 0, 0, 0, 0x40, 0, 0, 0};
  const auto bottom_up = read(bmp_of(
      {.width_px = 3, .height_px = 2, .bits = 1, .masks_or_palette = palette, .pixels = rows}));
  REQUIRE(bottom_up);
  CHECK(bottom_up->format == PixelFormat::kGray8);
  CHECK(pixels_of(*bottom_up) == Bytes{0, 255, 0, 255, 0, 255});
  CHECK(bottom_up->metadata.density->x == 59);
  const auto top_down = read(bmp_of(
      {.width_px = 3, .height_px = -2, .bits = 1, .masks_or_palette = palette, .pixels = rows}));
  REQUIRE(top_down);
  CHECK(pixels_of(*top_down) == Bytes{255, 0, 255, 0, 255, 0});
}

TEST_CASE("wide_bmp_reader: run lengths of 8 and 4 bits say the same", "[wide_bmp_reader][unit]") {
  Bytes palette = kFourColors;
  palette.resize(64, 0);
  // Two red, then green and blue literally, end of row; a move of one, then green; end.
  const auto four =
      read(bmp_of({.width_px = 4,
                   .height_px = 2,
                   .bits = 4,
                   .compression = 2,
                   .masks_or_palette = palette,
                   .pixels = {2, 0x11, 0, 3, 0x23, 0x10, 0, 0, 0, 2, 1, 0, 1, 0x20, 0, 1}}));
  palette.resize(1024, 0);
  const auto eight =
      read(bmp_of({.width_px = 4,
                   .height_px = 2,
                   .bits = 8,
                   .compression = 1,
                   .masks_or_palette = palette,
                   .pixels = {2, 1, 0, 3, 2, 3, 1, 0, 0, 0, 0, 2, 1, 0, 1, 2, 0, 1}}));
  REQUIRE(four);
  REQUIRE(eight);
  CHECK(pixels_of(*four) == pixels_of(*eight));
  CHECK(pixels_of(*four) ==
        Bytes{0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255});
}

TEST_CASE("wide_bmp_reader: 16 bits as 5-5-5 and as bit fields", "[wide_bmp_reader][unit]") {
  const auto plain =
      read(bmp_of({.width_px = 2, .height_px = 1, .bits = 16, .pixels = {0x00, 0x7C, 0x1F, 0x00}}));
  REQUIRE(plain);
  CHECK(pixels_of(*plain) == Bytes{255, 0, 0, 0, 0, 255});
  Bytes masks;
  for (const std::uint32_t mask : {0xF800U, 0x07E0U, 0x001FU}) {
    append_little(masks, mask, 4);
  }
  const auto fields = read(bmp_of({.width_px = 2,
                                   .height_px = 1,
                                   .bits = 16,
                                   .compression = 3,
                                   .masks_or_palette = masks,
                                   .pixels = {0xE0, 0x07, 0x00, 0xF8}}));
  REQUIRE(fields);
  CHECK(pixels_of(*fields) == Bytes{0, 255, 0, 255, 0, 0});
}

TEST_CASE("wide_bmp_reader: damaged files are refused or read, never worse",
          "[wide_bmp_reader][property]") {
  std::mt19937 random(5);
  Bytes palette = kFourColors;
  palette.resize(1024, 0);
  const Bytes files[] = {bmp_of({.width_px = 4,
                                 .height_px = 2,
                                 .bits = 8,
                                 .compression = 1,
                                 .masks_or_palette = palette,
                                 .pixels = {2, 1, 0, 3, 2, 3, 1, 0, 0, 0, 0, 2, 1, 0, 1, 2, 0, 1}}),
                         bmp_of({.width_px = 9,
                                 .height_px = 1,
                                 .bits = 1,
                                 .masks_or_palette = kFourColors,
                                 .pixels = {1, 2, 3, 4}})};
  jpegaware::apps::ReadOptions options;
  options.max_pixels = 1'000'000;
  for (int i = 0; i < 4000; ++i) {
    const Bytes file = formats_test::damaged(files[i % 2], random);
    if (jpegaware::apps::is_beyond_stock_bmp(file)) {
      const auto picture = jpegaware::apps::read_wide_bmp(file, options);
      REQUIRE((picture || !picture.error().message.empty()));
    }
  }
}

TEST_CASE("row_converter: opaque 8-bit samples come back as they were, at any depth",
          "[row_converter][property]") {
  for (std::uint16_t largest :
       {std::uint16_t{255}, std::uint16_t{1023}, std::uint16_t{4095}, std::uint16_t{65535}}) {
    RowConverter converter({.channels = 4, .bytes = 2, .largest = largest}, {9, 9, 9},
                           std::nullopt);
    for (unsigned value = 0; value < 256; ++value) {
      const auto sample = static_cast<std::uint16_t>((value * largest + 127) / 255);
      const std::uint16_t pixel[4] = {sample, sample, sample, largest};
      std::uint8_t rgb[3] = {};
      converter.convert(pixel, 1, rgb);
      REQUIRE(rgb[0] == value);
      REQUIRE(rgb[2] == value);
    }
  }
}

TEST_CASE("row_converter: transparency shows the matte, and grey stays grey over grey",
          "[row_converter][unit]") {
  RowConverter colored({.channels = 2}, {10, 20, 30}, std::nullopt);
  CHECK(colored.format() == PixelFormat::kRgb8);
  const std::uint8_t pixels[4] = {200, 0, 200, 255};
  std::uint8_t rgb[6] = {};
  colored.convert(pixels, 2, rgb);
  CHECK(Bytes(rgb, rgb + 6) == Bytes{10, 20, 30, 200, 200, 200});
  RowConverter gray({.channels = 2}, {40, 40, 40}, std::nullopt);
  CHECK(gray.format() == PixelFormat::kGray8);
  gray.convert(pixels, 2, rgb);
  CHECK(rgb[0] == 40);
  CHECK(rgb[1] == 200);
}

TEST_CASE("color_encoding: white stays white, Display P3's red is clipped to sRGB's",
          "[color_encoding][unit]") {
  using namespace jpegaware::apps;  // NOLINT(google-build-using-namespace): a test of its names
  CHECK(is_nearly_srgb({}));
  CHECK(is_nearly_srgb({kSrgbPrimaries, 2.2}));
  CHECK_FALSE(is_nearly_srgb({kSrgbPrimaries, 1.0}));
  CHECK_FALSE(is_nearly_srgb({kDisplayP3Primaries, 0}));
  const SrgbConverter p3({kDisplayP3Primaries, 0});
  std::uint16_t samples[9] = {65535, 65535, 65535, 65535, 0, 0, 32768, 32768, 32768};
  p3.convert_rgb(samples, 3, 3);
  CHECK(samples[0] > 65500);
  CHECK(samples[2] > 65500);
  CHECK(samples[3] == 65535);
  CHECK(samples[4] == 0);
  CHECK(std::abs(int{samples[6]} - 32768) < 12);
  const SrgbConverter linear({kSrgbPrimaries, 1.0});
  std::uint16_t half[1] = {14039};  // 0.2142 of light is sRGB's middle grey
  linear.convert_gray(half, 1, 1);
  CHECK(std::abs(int{half[0]} - 32768) < 40);
}

TEST_CASE("metadata: segments, profile and density reach the file, in this order",
          "[metadata][unit]") {
  jpegaware::apps::Metadata metadata;
  metadata.exif = formats_test::phone_exif(true);
  metadata.xmp = formats_test::bytes_of("<x/>");
  metadata.photoshop = Bytes(70000, 7);  // two segments
  metadata.comments = {formats_test::bytes_of("first"), formats_test::bytes_of("second")};
  const auto list = jpegaware::apps::segments_of(metadata);
  REQUIRE(list);
  const Bytes profile(66000, 1);
  const Bytes pixel{128};
  jpegaware::EncodeOptions options;
  options.segments = list->segments;
  options.icc_profile = profile;
  options.density = {jpegaware::PixelDensity::Unit::kPerInch, 300, 299};
  const auto jpeg = jpegaware::encode({pixel.data(), 1, 1, 1, PixelFormat::kGray8}, options);
  REQUIRE(jpeg);
  std::vector<int> codes;
  for (const auto& segment : jpegaware::apps::segments_before_scan(*jpeg)) {
    if (segment.code != 0xEF) {  // the encoder's own note on how the file was made
      codes.push_back(segment.code);
    }
  }
  REQUIRE(codes.size() > 9);
  codes.resize(9);
  CHECK(codes == std::vector<int>{0xE0, 0xE1, 0xE1, 0xED, 0xED, 0xFE, 0xFE, 0xE2, 0xE2});
  CHECK(Bytes(jpeg->begin() + 13, jpeg->begin() + 18) ==
        Bytes{1, 300 >> 8, 300 & 0xFF, 299 >> 8, 299 & 0xFF});
}

TEST_CASE("metadata: what a segment cannot hold is refused with a sentence", "[metadata][unit]") {
  jpegaware::apps::Metadata metadata;
  metadata.xmp = Bytes(65534, ' ');
  const auto list = jpegaware::apps::segments_of(metadata);
  REQUIRE_FALSE(list);
  CHECK(list.error().message.find("XMP") != std::string::npos);
  const Bytes pixel{128};
  const Bytes payload(65534, 0);
  const jpegaware::MarkerSegment too_long{0xE1, payload};
  const jpegaware::MarkerSegment no_app{0xDB, {}};
  for (const auto& segment : {too_long, no_app}) {
    jpegaware::EncodeOptions options;
    options.segments = std::span(&segment, 1);
    const auto jpeg = jpegaware::encode({pixel.data(), 1, 1, 1, PixelFormat::kGray8}, options);
    REQUIRE_FALSE(jpeg);
    CHECK(jpeg.error().code == jpegaware::ErrorCode::kInvalidArgument);
  }
}
