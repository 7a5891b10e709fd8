// SPDX-License-Identifier: Apache-2.0
// Stage inside saliency_field: a soft field -> the field with the picture's edges, from box means.
#include "edge_snap.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <vector>

namespace jpegaware::saliency {
namespace {

/// The window around each of `count` places: what enters and leaves as it moves, and its size.
struct Window {
  int entering;
  int leaving;
  float one_over_cells;
};

Window window_at(int place, int count, int radius) {
  const int entering = place + radius;
  const int leaving = place - radius - 1;
  const int cells = std::min(entering, count - 1) - std::max(leaving + 1, 0) + 1;
  return {entering, leaving, 1.0F / static_cast<float>(cells)};
}

// Running sums are doubles: a float's rounding would drift along a line of thousands of cells.
void mean_across(const float* from, float* to, int count, int radius) {
  double sum = 0.0;
  for (int i = 0; i < std::min(radius, count); ++i) {
    sum += from[i];
  }
  for (int i = 0; i < count; ++i) {
    const Window window = window_at(i, count, radius);
    sum += window.entering < count ? from[window.entering] : 0.0F;
    sum -= window.leaving >= 0 ? from[window.leaving] : 0.0F;
    to[i] = static_cast<float>(sum) * window.one_over_cells;
  }
}

/// Whole rows enter and leave, so that memory is read in order.
void mean_down(const FloatGrid& field, FloatGrid& out, int radius) {
  const auto width = static_cast<std::size_t>(field.width_cells);
  const auto row = [&](int y) { return field.cells.data() + static_cast<std::size_t>(y) * width; };
  std::vector<double> sums(width, 0.0);
  const auto add = [&](const float* cells, double sign) {
    for (std::size_t x = 0; x < width; ++x) {
      sums[x] += sign * cells[x];
    }
  };
  for (int y = 0; y < std::min(radius, field.height_cells); ++y) {
    add(row(y), 1.0);
  }
  float* to = out.cells.data();
  for (int y = 0; y < field.height_cells; ++y, to += width) {
    const Window window = window_at(y, field.height_cells, radius);
    if (window.entering < field.height_cells) {
      add(row(window.entering), 1.0);
    }
    if (window.leaving >= 0) {
      add(row(window.leaving), -1.0);
    }
    for (std::size_t x = 0; x < width; ++x) {
      to[x] = static_cast<float>(sums[x]) * window.one_over_cells;
    }
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
  const auto width = static_cast<std::size_t>(field.width_cells);
  for (std::size_t at = 0; at < field.cells.size(); at += width) {
    mean_across(field.cells.data() + at, rows.cells.data() + at, field.width_cells, radius_cells);
  }
  FloatGrid out = rows;
  mean_down(rows, out, radius_cells);
  return out;
}

FloatGrid snap_to_guide(const FloatGrid& field, const FloatGrid& guide, const EdgeSnapOptions& options) {
  assert(field.cells.size() == guide.cells.size());
  const int radius = options.radius_cells;
  const FloatGrid mean_field = box_mean(field, radius);
  const FloatGrid mean_guide = box_mean(guide, radius);
  const FloatGrid mean_product = box_mean(product(guide, field), radius);
  const FloatGrid mean_square = box_mean(product(guide, guide), radius);
  FloatGrid slope = field;
  for (std::size_t i = 0; i < field.cells.size(); ++i) {
    const float guide_mean = mean_guide.cells[i];
    const float covariance = mean_product.cells[i] - guide_mean * mean_field.cells[i];
    const float variance = std::max(mean_square.cells[i] - guide_mean * guide_mean, 0.0F);
    slope.cells[i] = covariance / (variance + options.smoothness);
  }
  const FloatGrid mean_slope = box_mean(slope, radius);
  FloatGrid out = box_mean(product(slope, mean_guide), radius);
  for (std::size_t i = 0; i < out.cells.size(); ++i) {
    out.cells[i] = field.cells[i] + options.share * (mean_slope.cells[i] * guide.cells[i] - out.cells[i]);
  }
  return out;
}

}  // namespace jpegaware::saliency
