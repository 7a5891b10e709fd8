// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> the network's input. Rows are summed first, so that a large picture costs one
// simple pass over its bytes.
#include "preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "axis_weights.h"
#include "row_sums.h"

namespace jpegaware::saliency {
namespace {

constexpr double kSideStep_px = 16.0;

double area_of(MapSize map_size) {
  switch (map_size) {
    case MapSize::kSmall:
      return 224.0 * 160.0;
    case MapSize::kDefault:
      return 320.0 * 240.0;
    case MapSize::kLarge:
      return 448.0 * 336.0;
  }
  return 0.0;
}

int side_of(double length_px) {
  return static_cast<int>(std::max(2.0, std::round(length_px / kSideStep_px)) * kSideStep_px);
}

/// Where red, green and blue lie in a pixel.
std::array<int, 3> channel_order(PixelFormat format) {
  switch (format) {
    case PixelFormat::kGray8:
      return {0, 0, 0};
    case PixelFormat::kRgb8:
    case PixelFormat::kRgba8:
      return {0, 1, 2};
    case PixelFormat::kBgr8:
    case PixelFormat::kBgra8:
      return {2, 1, 0};
  }
  return {0, 0, 0};
}

}  // namespace

LayerSize input_size(int width_px, int height_px, MapSize map_size) {
  const double aspect = std::clamp(static_cast<double>(width_px) / height_px, 0.5, 2.0);
  const double area = area_of(map_size);
  return {side_of(std::sqrt(area / aspect)), side_of(std::sqrt(area * aspect))};
}

InputPlanes preprocess(const ImageView& image, LayerSize size, const InputScaling& scaling) {
  const AxisWeights across(image.width_px, size.width);
  const AxisWeights down(image.height_px, size.height);
  const int pixel_bytes = bytes_per_pixel(image.format);
  const auto order = channel_order(image.format);
  const std::size_t plane = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  InputPlanes input{size.width, size.height, std::vector<float>(3 * plane)};
  std::vector<float> row(static_cast<std::size_t>(image.width_px) * static_cast<std::size_t>(pixel_bytes));
  std::size_t at = 0;
  for (int y = 0; y < size.height; ++y) {
    std::fill(row.begin(), row.end(), 0.0F);
    int source_y = down.first(y);
    for (const float weight : down.weights(y)) {
      add_weighted_row(image.row(source_y++), weight, row);
    }
    for (int x = 0; x < size.width; ++x, ++at) {
      const float* pixel = row.data() + static_cast<std::ptrdiff_t>(across.first(x)) * pixel_bytes;
      std::array<float, 3> sums{};
      for (const float weight : across.weights(x)) {
        for (std::size_t c = 0; c < 3; ++c) {
          sums[c] += weight * pixel[order[c]];
        }
        pixel += pixel_bytes;
      }
      for (std::size_t c = 0; c < 3; ++c) {
        input.samples[c * plane + at] = (sums[c] - scaling.mean) / scaling.divisor;
      }
    }
  }
  return input;
}

}  // namespace jpegaware::saliency
