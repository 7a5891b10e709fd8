// SPDX-License-Identifier: Apache-2.0
// The photos of tests/data as pixels, and seeded pictures of any size.
#pragma once

#include <png.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "jpegaware/image_view.h"

namespace test_support {

/// Pixels with their view; RGB unless said otherwise.
struct Picture {
  int width_px = 0;
  int height_px = 0;
  std::vector<std::uint8_t> bytes;
  jpegaware::PixelFormat format = jpegaware::PixelFormat::kRgb8;

  [[nodiscard]] jpegaware::ImageView view() const {
    return {bytes.data(), width_px, height_px,
            static_cast<std::ptrdiff_t>(width_px) * jpegaware::bytes_per_pixel(format), format};
  }
};

/// Reads a PNG as RGB; throws when it is not there, which fails the test.
inline Picture read_png(const std::string& path) {
  png_image image;
  std::memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) {
    throw std::runtime_error(path + ": " + image.message);
  }
  image.format = PNG_FORMAT_RGB;
  Picture picture{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  picture.bytes.resize(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, picture.bytes.data(), 0, nullptr) == 0) {
    throw std::runtime_error(path + ": " + image.message);
  }
  return picture;
}

/// Every byte at random.
inline Picture noise_picture(int width_px, int height_px, unsigned seed) {
  Picture picture{width_px, height_px, {}};
  std::mt19937 random(seed);
  picture.bytes.resize(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 3);
  for (std::uint8_t& byte : picture.bytes) {
    byte = static_cast<std::uint8_t>(random() & 255U);
  }
  return picture;
}

/// One colour.
inline Picture flat_picture(int width_px, int height_px, std::uint8_t value) {
  Picture picture{width_px, height_px, {}};
  picture.bytes.assign(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 3, value);
  return picture;
}

}  // namespace test_support
