// SPDX-License-Identifier: Apache-2.0
// Stage: plots for documents. Input: series of numbers. Output: SVG text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jpegaware::bench {

struct ChartPoint {
  double x = 0.0;
  double y = 0.0;
};

struct ChartSeries {
  std::string name;
  std::vector<ChartPoint> points;  ///< joined by lines in this order
};

enum class AxisScale { kLinear, kLogarithmic };

struct ChartAxes {
  std::string title;  ///< what the picture shows, for screen readers too
  std::string x_title;
  std::string y_title;
  AxisScale x_scale = AxisScale::kLinear;
  AxisScale y_scale = AxisScale::kLinear;
};

/// A line chart with its legend; at most eight series keep colours of their own. Values on a
/// logarithmic axis must be positive.
[[nodiscard]] std::string line_chart(const std::vector<ChartSeries>& series, const ChartAxes& axes);

/// One number a row and series, with its interval.
struct DotRow {
  std::string name;
  struct Dot {
    double value = 0.0;       ///< NaN: none
    double half_width = 0.0;  ///< NaN: no interval
  };
  std::vector<Dot> dots;  ///< in the order of the series' names
};

/// A dot plot: rows under each other, a dot and its interval for each series, a line at zero.
[[nodiscard]] std::string dot_plot(const std::vector<std::string>& series,
                                   const std::vector<DotRow>& rows, std::string_view title,
                                   std::string_view x_title);

}  // namespace jpegaware::bench
