// SPDX-License-Identifier: Apache-2.0
// A seeded picture with edges, gradients and texture, so that files of it are neither empty nor noise.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "jpegaware/image_view.h"

struct TestPicture {
  TestPicture(int width, int height, unsigned seed = 1) : width_px(width), height_px(height) {
    std::mt19937 random(seed);
    rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    std::size_t at = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const auto noise = static_cast<int>(random() % 24);
        rgb[at++] = static_cast<std::uint8_t>((x * 2 + y + noise) & 0xFF);
        rgb[at++] = static_cast<std::uint8_t>((x / 19 + y / 13) % 2 * 150 + noise);
        rgb[at++] = static_cast<std::uint8_t>((y * 3 + noise) & 0xFF);
      }
    }
  }
  [[nodiscard]] jpegaware::ImageView view() const {
    return {rgb.data(), width_px, height_px, std::ptrdiff_t{width_px} * 3,
            jpegaware::PixelFormat::kRgb8};
  }
  int width_px;
  int height_px;
  std::vector<std::uint8_t> rgb;
};
