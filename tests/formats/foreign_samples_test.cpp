// SPDX-License-Identifier: Apache-2.0
// Files of other programs (tests/data/foreign) are read as the picture that they hold.
#include <algorithm>
#include <cmath>
#include <string>

#include "catch.hpp"
#include "picture.h"
#include "programs.h"
#include "read_picture.h"

using jpegaware::PixelFormat;
using jpegaware::apps::Bytes;
using jpegaware::apps::Picture;

namespace {

Bytes sample(const std::string& name) {
  auto bytes = jpegaware::apps::read_input(JPEGAWARE_FOREIGN "/" + name);
  REQUIRE(bytes);
  return std::move(bytes).value();
}

Picture picture_of(const std::string& name) {
  auto picture = jpegaware::apps::read_picture(sample(name), {});
  INFO(name << (picture ? "" : ": " + picture.error().message));
  REQUIRE(picture);
  return std::move(picture).value();
}

bool is_readable(const std::string& format) {
  const auto formats = jpegaware::apps::readable_formats();
  return std::any_of(formats.begin(), formats.end(),
                     [&format](const auto& known) { return known.is_in && known.name == format; });
}

double psnr_db(const Picture& a, const Picture& b) {
  const std::size_t bytes = a.row_bytes() * static_cast<std::size_t>(a.height_px);
  double sum = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    sum += std::pow(a.pixels[i] - b.pixels[i], 2);
  }
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(bytes) / std::max(sum, 1.0));
}

struct Sample {
  const char* name;
  const char* format;    ///< as readable_formats() names it
  double least_psnr_db;  ///< what the format's own coding leaves
};

}  // namespace

TEST_CASE("foreign samples: each is the photo, with nothing to complain of",
          "[foreign_samples][unit]") {
  const auto& [name, format, least_psnr_db] = GENERATE(
      Sample{"deep_interlaced.png", "PNG", 80}, Sample{"565.bmp", "BMP", 35},
      Sample{"runs.bmp", "BMP", 29}, Sample{"progressive.jpg", "JPEG", 34},
      Sample{"cmyk.jpg", "JPEG", 37}, Sample{"ycck.jpg", "JPEG", 36},
      Sample{"lossless.webp", "WebP", 80}, Sample{"lossy.webp", "WebP", 35},
      Sample{"lzw.tiff", "TIFF", 80}, Sample{"cmyk.tiff", "TIFF", 48},
      Sample{"photo.heic", "AVIF and HEIF", 36}, Sample{"photo.avif", "AVIF and HEIF", 36});
  CAPTURE(name);
  if (!is_readable(format) || !is_readable("PNG")) {
    WARN(name << ": this build does not read " << format);
    return;
  }
  const Picture photo = picture_of("photo.png");
  const Picture picture = picture_of(name);
  CHECK(picture.warnings.empty());
  REQUIRE(picture.format == PixelFormat::kRgb8);
  REQUIRE(picture.width_px == photo.width_px);
  REQUIRE(picture.height_px == photo.height_px);
  CHECK(psnr_db(picture, photo) > least_psnr_db);
}

TEST_CASE("foreign samples: gain maps are seen, in UltraHDR and in HEIF",
          "[foreign_samples][unit]") {
  const auto further = picture_of("ultra_hdr.jpg").metadata.further;
  CHECK(further.has_gain_map);
  CHECK_FALSE(further.is_damaged);
  CHECK_FALSE(further.behind.empty());
  if (is_readable("AVIF and HEIF")) {
    CHECK(picture_of("gain_map.avif").metadata.further.is_foreign);
    CHECK_FALSE(picture_of("photo.avif").metadata.further.is_foreign);
  } else {
    WARN("this build does not read AVIF and HEIF");
  }
}
