// SPDX-License-Identifier: Apache-2.0
// Stage: plots for documents. Input: series of numbers. Output: SVG text.
#include "svg_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "markup_text.h"

namespace jpegaware::bench {
namespace {

// Okabe and Ito's colours, told apart with any colour vision, as on the report's page.
constexpr std::array<std::string_view, 8> kColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                      "#e69f00", "#56b4e9", "#777777", "#000000"};
constexpr std::array<std::string_view, 8> kDashes = {"", "", "6 3", "2 3", "8 3 2 3", "4 2", "1 2", ""};

constexpr double kWidth = 800.0;
constexpr double kLegendWidth = 225.0;

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

std::string tick_text(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view text) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" +
         std::string(anchor) + "\">" + escaped_content(text) + "</text>\n";
}

std::string line_between(double x0, double y0, double x1, double y1, std::string_view style) {
  return "<line x1=\"" + number(x0) + "\" y1=\"" + number(y0) + "\" x2=\"" + number(x1) +
         "\" y2=\"" + number(y1) + "\" " + std::string(style) + "/>\n";
}

std::string stroke(std::size_t series, double width) {
  return "stroke=\"" + std::string(kColours[series % kColours.size()]) + "\" stroke-width=\"" +
         number(width) + "\" stroke-dasharray=\"" + std::string(kDashes[series % kDashes.size()]) +
         "\"";
}

std::string opening(double height, std::string_view title) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(kWidth) + ' ' +
         number(height) + "\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" " +
         "fill=\"#1c2024\">\n<title>" + escaped_content(title) +
         "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
}

// Steps of 1, 2 or 5 times a power of ten, or those numbers themselves on a logarithmic axis.
std::vector<double> ticks(double low, double high, AxisScale scale) {
  std::vector<double> out;
  if (scale == AxisScale::kLogarithmic) {
    for (double power = std::pow(10.0, std::floor(std::log10(low))); power <= high; power *= 10.0) {
      for (const double f : {1.0, 2.0, 5.0}) {
        if (f * power >= low && f * power <= high) out.push_back(f * power);
      }
    }
    return out;
  }
  const double raw = (high - low) / 8.0;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10.0 * power;
  for (const double f : {5.0, 2.0, 1.0}) {
    if (f * power >= raw) step = f * power;
  }
  for (double t = std::ceil(low / step) * step; t <= high + step * 1e-9; t += step) {
    out.push_back(std::abs(t) < step * 1e-9 ? 0.0 : t);
  }
  return out;
}

// Maps values of an axis to places in the picture.
struct Axis {
  double low, high, from, to;
  AxisScale scale;

  [[nodiscard]] double at(double value) const {
    const auto f = [this](double v) { return scale == AxisScale::kLogarithmic ? std::log(v) : v; };
    const double span = f(high) - f(low);
    return from + (span > 0.0 ? (f(value) - f(low)) / span : 0.5) * (to - from);
  }
};

Axis axis_over(const std::vector<ChartSeries>& series, double ChartPoint::*member, double from,
               double to, AxisScale scale) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const ChartSeries& s : series) {
    for (const ChartPoint& point : s.points) {
      low = std::min(low, point.*member);
      high = std::max(high, point.*member);
    }
  }
  return {low, high, from, to, scale};
}

std::string legend(const std::vector<std::string>& names, double left) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double y = 24.0 + 20.0 * static_cast<double>(i);
    out += line_between(left, y, left + 30.0, y, stroke(i, 2.5));
    out += text_at(left + 36.0, y + 4.0, "start", names[i]);
  }
  return out;
}

}  // namespace

std::string line_chart(const std::vector<ChartSeries>& series, const ChartAxes& axes) {
  constexpr double kHeight = 420.0, kLeft = 64.0, kBottom = kHeight - 48.0, kTop = 12.0;
  constexpr double kRight = kWidth - kLegendWidth;
  const Axis x = axis_over(series, &ChartPoint::x, kLeft, kRight, axes.x_scale);
  const Axis y = axis_over(series, &ChartPoint::y, kBottom, kTop, axes.y_scale);
  std::string out = opening(kHeight, axes.title);
  for (const double t : ticks(x.low, x.high, axes.x_scale)) {
    out += line_between(x.at(t), kTop, x.at(t), kBottom, "stroke=\"#ddd\"");
    out += text_at(x.at(t), kBottom + 18.0, "middle", tick_text(t));
  }
  for (const double t : ticks(y.low, y.high, axes.y_scale)) {
    out += line_between(kLeft, y.at(t), kRight, y.at(t), "stroke=\"#ddd\"");
    out += text_at(kLeft - 6.0, y.at(t) + 4.0, "end", tick_text(t));
  }
  out += text_at(0.5 * (kLeft + kRight), kHeight - 8.0, "middle", axes.x_title);
  out += "<g transform=\"rotate(-90 14 " + number(kHeight / 2) + ")\">" +
         text_at(14.0, kHeight / 2, "middle", axes.y_title) + "</g>\n";
  std::vector<std::string> names;
  for (std::size_t i = 0; i < series.size(); ++i) {
    names.push_back(series[i].name);
    std::string path;
    for (const ChartPoint& point : series[i].points) {
      path += (path.empty() ? "M" : "L") + number(x.at(point.x)) + ' ' + number(y.at(point.y));
    }
    out += "<path d=\"" + path + "\" fill=\"none\" " + stroke(i, 2.0) + "/>\n";
  }
  return out + legend(names, kRight + 12.0) + "</svg>\n";
}

std::string dot_plot(const std::vector<std::string>& series, const std::vector<DotRow>& rows,
                     std::string_view title, std::string_view x_title) {
  constexpr double kLeft = 130.0, kTop = 12.0, kRight = kWidth - kLegendWidth;
  const double row_height = 10.0 * static_cast<double>(series.size()) + 8.0;
  const double bottom = kTop + row_height * static_cast<double>(rows.size());
  Axis x{0.0, 0.0, kLeft, kRight, AxisScale::kLinear};
  for (const DotRow& row : rows) {
    for (const DotRow::Dot& dot : row.dots) {
      if (std::isnan(dot.value)) continue;
      const double width = std::isnan(dot.half_width) ? 0.0 : dot.half_width;
      x.low = std::min(x.low, dot.value - width);
      x.high = std::max(x.high, dot.value + width);
    }
  }
  std::string out = opening(bottom + 48.0, title);
  for (const double t : ticks(x.low, x.high, AxisScale::kLinear)) {
    out += line_between(x.at(t), kTop, x.at(t), bottom,
                        t == 0.0 ? "stroke=\"#555\"" : "stroke=\"#ddd\"");
    out += text_at(x.at(t), bottom + 18.0, "middle", tick_text(t));
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double top = kTop + row_height * static_cast<double>(r);
    out += text_at(kLeft - 8.0, top + 0.5 * row_height + 4.0, "end", rows[r].name);
    for (std::size_t i = 0; i < rows[r].dots.size(); ++i) {
      const DotRow::Dot& dot = rows[r].dots[i];
      if (std::isnan(dot.value)) continue;
      const double y = top + 9.0 + 10.0 * static_cast<double>(i);
      if (!std::isnan(dot.half_width)) {
        out += line_between(x.at(dot.value - dot.half_width), y, x.at(dot.value + dot.half_width),
                            y, "stroke=\"" + std::string(kColours[i % kColours.size()]) + "\"");
      }
      out += "<circle cx=\"" + number(x.at(dot.value)) + "\" cy=\"" + number(y) +
             "\" r=\"3.5\" fill=\"" + std::string(kColours[i % kColours.size()]) + "\"/>\n";
    }
  }
  out += text_at(0.5 * (kLeft + kRight), bottom + 40.0, "middle", x_title);
  return out + legend(series, kRight + 12.0) + "</svg>\n";
}

}  // namespace jpegaware::bench
