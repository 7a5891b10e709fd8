// SPDX-License-Identifier: Apache-2.0
// Pictures from seeds: gradients, edges, texture and colour in every size and pixel format.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "jpegaware/image_view.h"

namespace jpegaware::test {

/// Pixels that a test owns, rows without padding.
struct Picture {
  int width_px = 0;
  int height_px = 0;
  PixelFormat format = PixelFormat::kRgb8;
  std::vector<std::uint8_t> bytes;

  [[nodiscard]] std::size_t row_bytes() const {
    return static_cast<std::size_t>(width_px) * static_cast<std::size_t>(bytes_per_pixel(format));
  }
  [[nodiscard]] ImageView view() const {
    return {bytes.data(), width_px, height_px, static_cast<std::ptrdiff_t>(row_bytes()), format};
  }
};

/// A sky-like gradient, a few coloured discs with hard edges, and texture that grows downwards.
inline Picture photo_like_picture(int width_px, int height_px, unsigned seed,
                                  PixelFormat format = PixelFormat::kRgb8) {
  std::mt19937 random(seed);
  struct Disc {
    float x, y, radius;
    float colour[3];
  };
  const auto uniform = [&random](float low, float high) {
    return low + (high - low) * static_cast<float>(random() >> 8) / static_cast<float>(1U << 24);
  };
  std::vector<Disc> discs(6);
  const auto longer = static_cast<float>(std::max(width_px, height_px));
  for (Disc& disc : discs) {
    disc = {uniform(0, static_cast<float>(width_px)),
            uniform(0, static_cast<float>(height_px)),
            uniform(0.05F, 0.25F) * longer,
            {uniform(0, 255), uniform(0, 255), uniform(0, 255)}};
  }
  Picture picture{width_px, height_px, format, {}};
  const int channels = bytes_per_pixel(format);
  picture.bytes.resize(picture.row_bytes() * static_cast<std::size_t>(height_px));
  std::size_t at = 0;
  for (int y = 0; y < height_px; ++y) {
    const float down = static_cast<float>(y) / static_cast<float>(height_px);
    for (int x = 0; x < width_px; ++x) {
      float colour[4] = {90 + 60 * down, 130 + 40 * down, 200 - 80 * down, 255};
      for (const Disc& disc : discs) {
        if (std::hypot(static_cast<float>(x) - disc.x, static_cast<float>(y) - disc.y) <
            disc.radius) {
          std::copy_n(disc.colour, 3, colour);
        }
      }
      const float texture = uniform(-40, 40) * down;
      for (int c = 0; c < channels; ++c, ++at) {
        const float value = colour[c] + (c < 3 ? texture : 0.0F);
        picture.bytes[at] = static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
      }
    }
  }
  return picture;
}

/// Peak signal to noise ratio over all bytes of two pictures of the same shape, in dB; 99 if equal.
inline double psnr_db(const Picture& a, const Picture& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.bytes.size(); ++i) {
    const double difference = static_cast<double>(a.bytes[i]) - static_cast<double>(b.bytes[i]);
    sum += difference * difference;
  }
  const double mean = sum / static_cast<double>(a.bytes.size());
  return mean == 0.0 ? 99.0 : 10.0 * std::log10(255.0 * 255.0 / mean);
}

}  // namespace jpegaware::test
