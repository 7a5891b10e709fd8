// SPDX-License-Identifier: Apache-2.0
// Planar pictures from seeds: smooth luma and chroma with edges and a little noise.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "jpegaware/image_view.h"

namespace jpegaware::test {

/// A 4:2:0 picture that a test owns, as I420 and as NV12, rows without padding.
struct PlanarPicture {
  PlanarPicture(int width, int height, unsigned seed) : width_px(width), height_px(height) {
    std::mt19937 random(seed);
    const auto noisy = [&random](int value) {
      return static_cast<std::uint8_t>((value + static_cast<int>(random() % 9)) & 0xFF);
    };
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        luma.push_back(noisy(40 + (x * 3 + y * 2) % 150 + (x / 11 + y / 7) % 2 * 30));
      }
    }
    for (int y = 0; y < chroma_height(); ++y) {
      for (int x = 0; x < chroma_width(); ++x) {
        cb.push_back(noisy(90 + (x * 2 + y) % 60));
        cr.push_back(noisy(170 - (x + y * 3) % 70));
        pairs.push_back(cb.back());
        pairs.push_back(cr.back());
      }
    }
  }
  [[nodiscard]] int chroma_width() const { return (width_px + 1) / 2; }
  [[nodiscard]] int chroma_height() const { return (height_px + 1) / 2; }

  [[nodiscard]] ImageView i420(YcbcrCoding coding = YcbcrCoding::kFull601) const {
    return {luma.data(), width_px, height_px, width_px, PixelFormat::kI420,
            {{{cb.data(), chroma_width()}, {cr.data(), chroma_width()}}}, coding};
  }
  [[nodiscard]] ImageView nv12(YcbcrCoding coding = YcbcrCoding::kFull601) const {
    return {luma.data(), width_px, height_px, width_px, PixelFormat::kNv12,
            {{{pairs.data(), std::ptrdiff_t{2} * chroma_width()}, {}}}, coding};
  }

  int width_px;
  int height_px;
  std::vector<std::uint8_t> luma, cb, cr;
  std::vector<std::uint8_t> pairs;  ///< Cb and Cr in turn
};

}  // namespace jpegaware::test
