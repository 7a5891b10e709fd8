// SPDX-License-Identifier: Apache-2.0
// Seeded coefficient planes that resemble photos: energy falls with frequency, some blocks are
// flat.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

#include "coefficient_image.h"

namespace jpegaware::test {

inline detail::BlockPlane photo_like_plane(int width_blocks, int height_blocks,
                                           std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  detail::BlockPlane plane{width_blocks, height_blocks, {}};
  float dc = 0.0F;
  for (int block = 0; block < width_blocks * height_blocks; ++block) {
    dc = 0.95F * dc + 60.0F * normal(random);
    const float contrast = std::exp(1.5F * normal(random) + 2.5F);
    for (int k = 0; k < detail::kBlockCoeffs; ++k) {
      const auto u = static_cast<float>(k % 8);
      const auto v = static_cast<float>(k / 8);
      const float value = k == 0 ? dc : contrast * normal(random) / (0.3F + u * u + v * v);
      const float limited = std::fmin(std::fmax(value, -1024.0F), 1023.0F);
      plane.values.push_back(static_cast<std::int16_t>(std::lround(limited * 16.0F)));
    }
  }
  return plane;
}

/// Three components at 4:2:0 for a picture of this size.
inline detail::CoefficientPlanes photo_like_planes(int width_px, int height_px,
                                                   std::uint32_t seed) {
  detail::CoefficientPlanes planes;
  planes.geometry = {width_px, height_px, 3, ChromaSubsampling::k420};
  const auto blocks = [](int side_px, int block_px) { return (side_px + block_px - 1) / block_px; };
  planes.components.push_back(photo_like_plane(blocks(width_px, 8), blocks(height_px, 8), seed));
  for (std::uint32_t c = 1; c < 3; ++c) {
    planes.components.push_back(
        photo_like_plane(blocks(width_px, 16), blocks(height_px, 16), seed + c));
  }
  return planes;
}

}  // namespace jpegaware::test
