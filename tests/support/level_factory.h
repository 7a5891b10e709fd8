// SPDX-License-Identifier: Apache-2.0
// Levels from seeds, sparse as a photo's are: many zeros, small values, fewer at high frequencies.
#pragma once

#include <random>

#include "coefficient_image.h"
#include "frame_layout.h"

namespace jpegaware::test {

/// @param density chance of a level at the lowest frequencies that it is not 0
inline detail::CoefficientImage sparse_levels(const detail::FrameGeometry& geometry, unsigned seed,
                                              double density = 0.6) {
  std::mt19937 random(seed);
  const auto chance = [&random] { return static_cast<double>(random()) / 4294967296.0; };
  detail::CoefficientPlanes planes;
  detail::shape_planes(geometry, planes);
  detail::CoefficientImage image;
  image.geometry = geometry;
  for (detail::BlockPlane& plane : planes.components) {
    detail::CoefficientImage::Component component;
    for (std::size_t i = 0; i < plane.values.size(); ++i) {
      const std::size_t u = i % 8;
      const std::size_t v = i / 8 % 8;
      const double here =
          u + v == 0 ? 1.0 : density / (1.0 + 0.7 * static_cast<double>(u * u + v * v));
      int magnitude = 0;
      if (chance() < here) {
        magnitude = 1;
        while (magnitude < 500 && chance() < 0.4) {
          magnitude = 2 * magnitude + static_cast<int>(random() % 2);
        }
      }
      plane.values[i] = static_cast<std::int16_t>(random() % 2 == 0 ? magnitude : -magnitude);
    }
    component.levels = std::move(plane);
    for (std::uint16_t& step : component.table) {
      step = static_cast<std::uint16_t>(1 + random() % 255);
    }
    image.components.push_back(std::move(component));
  }
  return image;
}

}  // namespace jpegaware::test
