// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> the network's input. Rows are summed first, so that a large picture costs one
// simple pass over its bytes.
#include "preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "axis_weights.h"
#include "rgb_rows.h"
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
    default:
      return {0, 0, 0};  // RgbRows gives no others
  }
}

/// Weighted sums of the rows that make one row of the input. Rows inside the area have one weight:
/// they are summed as integers, at half the cost, and where there are many, only some of them.
class RowAverager {
 public:
  explicit RowAverager(std::size_t row_bytes) : sums_(row_bytes), whole_(row_bytes) {}

  std::span<const float> average(RgbRows& image, int first, std::span<const float> weights) {
    std::fill(sums_.begin(), sums_.end(), 0.0F);
    const int last = first + static_cast<int>(weights.size()) - 1;
    add_weighted_row(image.row(first), weights.front(), sums_);
    for (int y = first + 1; y < last; y += kRowsAtOnce) {
      add_whole_rows(image, y, std::min(y + kRowsAtOnce, last), weights[1]);
    }
    if (last > first) {
      add_weighted_row(image.row(last), weights.back(), sums_);
    }
    return sums_;
  }

 private:
  static constexpr int kRowsAtOnce = 256;  // what 16 bits hold

  static constexpr int kManyRows = 8;

  void add_whole_rows(RgbRows& image, int begin, int end, float weight) {
    const bool is_sampled = end - begin > kManyRows;
    std::fill(whole_.begin(), whole_.end(), std::uint16_t{0});
    int rows = 0;
    for (int y = begin; y < end; ++y) {
      if (!is_sampled || is_sampled_row(y)) {
        add_row(image.row(y), whole_);
        ++rows;
      }
    }
    const float weight_of_row = weight * static_cast<float>(end - begin) / static_cast<float>(rows);
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      sums_[i] += weight_of_row * static_cast<float>(whole_[i]);
    }
  }

  std::vector<float> sums_;
  std::vector<std::uint16_t> whole_;
};

}  // namespace

LayerSize input_size(int width_px, int height_px, MapSize map_size) {
  const double aspect = std::clamp(static_cast<double>(width_px) / height_px, 0.5, 2.0);
  // Beyond the default size a picture is not enlarged: there is nothing more to see in it, and its
  // blurred pixels are what the network knows least.
  const double pixels = static_cast<double>(width_px) * height_px;
  const double area = std::min(area_of(map_size), std::max(area_of(MapSize::kDefault), pixels));
  return {side_of(std::sqrt(area / aspect)), side_of(std::sqrt(area * aspect))};
}

InputPlanes preprocess(const ImageView& image, LayerSize size, const InputScaling& scaling) {
  const AxisWeights across(image.width_px, size.width);
  const AxisWeights down(image.height_px, size.height);
  RgbRows rows(image);
  const int pixel_bytes = bytes_per_pixel(rows.format());
  const auto order = channel_order(rows.format());
  const std::size_t plane = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  InputPlanes input{size.width, size.height, std::vector<float>(3 * plane)};
  RowAverager averager(static_cast<std::size_t>(image.width_px) * static_cast<std::size_t>(pixel_bytes));
  std::size_t at = 0;
  for (int y = 0; y < size.height; ++y) {
    const std::span<const float> row = averager.average(rows, down.first(y), down.weights(y));
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
