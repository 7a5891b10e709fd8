// SPDX-License-Identifier: Apache-2.0
// Test support: seeded pictures and damage to them. Input: sizes and seeds. Output: pictures.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

#include "picture_file.h"

namespace jpegaware::bench::test {

/// Smooth colour waves with texture over them: something of every frequency, the same each run.
inline Image test_picture(int width_px, int height_px, unsigned seed) {
  std::mt19937 random(seed);
  Image out{std::vector<std::uint8_t>(static_cast<std::size_t>(width_px) *
                                      static_cast<std::size_t>(height_px) * 3),
            width_px, height_px};
  std::size_t i = 0;
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double wave = 90.0 * std::sin(0.07 * x + 0.05 * y * (c + 1) + seed);
        const double texture = static_cast<double>(random() % 41) - 20.0;
        out.rgb[i++] = static_cast<std::uint8_t>(std::clamp(128.0 + wave + texture, 0.0, 255.0));
      }
    }
  }
  return out;
}

/// Adds seeded noise of at most `amplitude` to every sample.
inline Image damaged(const Image& image, int amplitude, unsigned seed) {
  std::mt19937 random(seed);
  Image out = image;
  for (std::uint8_t& v : out.rgb) {
    const int noise = static_cast<int>(random() % static_cast<unsigned>(2 * amplitude + 1));
    v = static_cast<std::uint8_t>(std::clamp(v + noise - amplitude, 0, 255));
  }
  return out;
}

/// The data folder: what JPEGAWARE_DATA names, else ../shared beside the checkout; may not exist.
inline std::filesystem::path data_folder() {
  const char* named = std::getenv("JPEGAWARE_DATA");
  return named != nullptr ? std::filesystem::path(named)
                          : std::filesystem::path(JPEGAWARE_SOURCE_DIR) / ".." / "shared";
}

}  // namespace jpegaware::bench::test
