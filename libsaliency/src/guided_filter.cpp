// SPDX-License-Identifier: Apache-2.0
// Stage inside saliency_field: the guided filter, from box means by running sums.
#include "guided_filter.h"

#include <algorithm>
#include <cassert>

namespace jpegaware::saliency {
namespace {

/// Running window means of one line of `count` cells, `step` apart.
void mean_line(const float* from, float* to, int count, std::ptrdiff_t step, int radius) {
  double sum = 0.0;
  for (int i = 0; i < std::min(radius, count); ++i) {
    sum += from[i * step];
  }
  for (int i = 0; i < count; ++i) {
    const int entering = i + radius;
    const int leaving = i - radius - 1;
    if (entering < count) {
      sum += from[entering * step];
    }
    if (leaving >= 0) {
      sum -= from[leaving * step];
    }
    const int cells = std::min(entering, count - 1) - std::max(leaving + 1, 0) + 1;
    to[i * step] = static_cast<float>(sum / cells);
  }
}

FloatGrid product(const FloatGrid& a, const FloatGrid& b) {
  FloatGrid out = a;
  for (std::size_t i = 0; i < out.cells.size(); ++i) {
    out.cells[i] *= b.cells[i];
  }
  return out;
}

}  // namespace

FloatGrid box_mean(const FloatGrid& field, int radius_cells) {
  FloatGrid rows = field;
  FloatGrid out = field;
  const std::ptrdiff_t width = field.width_cells;
  for (std::ptrdiff_t y = 0; y < field.height_cells; ++y) {
    mean_line(field.cells.data() + y * width, rows.cells.data() + y * width, field.width_cells, 1,
              radius_cells);
  }
  for (std::ptrdiff_t x = 0; x < width; ++x) {
    mean_line(rows.cells.data() + x, out.cells.data() + x, field.height_cells, width, radius_cells);
  }
  return out;
}

FloatGrid guided_filter(const FloatGrid& field, const FloatGrid& guide,
                        const GuidedFilterOptions& options) {
  assert(field.cells.size() == guide.cells.size());
  const int radius = options.radius_cells;
  const FloatGrid mean_field = box_mean(field, radius);
  const FloatGrid mean_guide = box_mean(guide, radius);
  const FloatGrid mean_product = box_mean(product(guide, field), radius);
  const FloatGrid mean_square = box_mean(product(guide, guide), radius);
  FloatGrid slope = field;
  FloatGrid offset = field;
  for (std::size_t i = 0; i < field.cells.size(); ++i) {
    const float guide_mean = mean_guide.cells[i];
    const float covariance = mean_product.cells[i] - guide_mean * mean_field.cells[i];
    const float variance = std::max(mean_square.cells[i] - guide_mean * guide_mean, 0.0F);
    slope.cells[i] = covariance / (variance + options.smoothness);
    offset.cells[i] = mean_field.cells[i] - slope.cells[i] * guide_mean;
  }
  const FloatGrid mean_slope = box_mean(slope, radius);
  FloatGrid out = box_mean(offset, radius);
  for (std::size_t i = 0; i < out.cells.size(); ++i) {
    out.cells[i] += mean_slope.cells[i] * guide.cells[i];
  }
  return out;
}

}  // namespace jpegaware::saliency
