// SPDX-License-Identifier: Apache-2.0
// Stage: rate-distortion curves. Input: sizes and scores of two encoders. Output: percent of bytes.
#include "bd_rate.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

namespace jpegaware::bench {
namespace {

double decibels_from_one(double similarity) { return -10.0 * std::log10(1.0 - similarity); }

// Slope at an end from the two nearest pieces, kept from overshooting (three-point formula).
double end_slope(double h0, double h1, double d0, double d1) {
  const double slope = ((2.0 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
  if (slope * d0 <= 0.0) return 0.0;
  if (d0 * d1 <= 0.0 && std::abs(slope) > 3.0 * std::abs(d0)) return 3.0 * d0;
  return slope;
}

std::vector<double> pchip_slopes(const std::vector<double>& x, const std::vector<double>& y) {
  const std::size_t n = x.size();
  std::vector<double> h(n - 1), d(n - 1), slope(n);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    h[i] = x[i + 1] - x[i];
    d[i] = (y[i + 1] - y[i]) / h[i];
  }
  if (n == 2) return {d[0], d[0]};
  for (std::size_t i = 1; i + 1 < n; ++i) {
    if (d[i - 1] * d[i] <= 0.0) continue;  // a turning point stays flat
    const double w1 = 2.0 * h[i] + h[i - 1];
    const double w2 = h[i] + 2.0 * h[i - 1];
    slope[i] = (w1 + w2) / (w1 / d[i - 1] + w2 / d[i]);
  }
  slope[0] = end_slope(h[0], h[1], d[0], d[1]);
  slope[n - 1] = end_slope(h[n - 2], h[n - 3], d[n - 2], d[n - 3]);
  return slope;
}

}  // namespace

double curve_score(Metric metric, double value) { return curve_score(name(metric), value); }

double curve_score(std::string_view column, double value) {
  if (column.ends_with("ssim")) return decibels_from_one(value);
  if (column.starts_with("butteraugli")) return -value;
  return value;
}

Pchip::Pchip(std::vector<double> x, std::vector<double> y) : x_(std::move(x)), y_(std::move(y)) {
  assert(x_.size() >= 2 && x_.size() == y_.size());
  slope_ = pchip_slopes(x_, y_);
}

std::size_t Pchip::piece(double x) const {
  const auto after = std::upper_bound(x_.begin(), x_.end(), x);
  const auto index = std::distance(x_.begin(), after) - 1;
  return std::clamp<std::size_t>(index < 0 ? 0 : static_cast<std::size_t>(index), 0, x_.size() - 2);
}

double Pchip::at(double x) const {
  const std::size_t i = piece(x);
  const double h = x_[i + 1] - x_[i];
  const double t = (x - x_[i]) / h;
  const double s = 1.0 - t;
  return y_[i] * s * s * (1.0 + 2.0 * t) + y_[i + 1] * t * t * (3.0 - 2.0 * t) +
         h * t * s * (slope_[i] * s - slope_[i + 1] * t);
}

double Pchip::integral(double a, double b) const {
  double sum = 0.0;
  for (std::size_t i = piece(a); i <= piece(b); ++i) {
    const double from = std::max(a, x_[i]);
    const double to = std::min(b, x_[i + 1]);
    // Simpson's rule is exact for a cubic.
    sum += (to - from) / 6.0 * (at(from) + 4.0 * at(0.5 * (from + to)) + at(to));
  }
  return sum;
}

std::optional<Pchip> rate_curve(std::span<const RatePoint> points) {
  std::vector<RatePoint> kept;
  for (const RatePoint& point : points) {
    if (std::isfinite(point.score) && point.bytes > 0.0) kept.push_back(point);
  }
  std::sort(kept.begin(), kept.end(), [](const RatePoint& a, const RatePoint& b) {
    return a.score != b.score ? a.score < b.score : a.bytes < b.bytes;
  });
  std::vector<double> x, y;
  for (const RatePoint& point : kept) {
    if (!x.empty() && point.score <= x.back()) continue;
    x.push_back(point.score);
    y.push_back(std::log(point.bytes));
  }
  if (x.size() < 2) return std::nullopt;
  return Pchip(std::move(x), std::move(y));
}

std::optional<BdRate> bd_rate(std::span<const RatePoint> anchor, std::span<const RatePoint> tested,
                              double low, double high) {
  const std::optional<Pchip> a = rate_curve(anchor);
  const std::optional<Pchip> b = rate_curve(tested);
  if (!a || !b || !(high > low)) return std::nullopt;
  const double from = std::max({low, a->low(), b->low()});
  const double to = std::min({high, a->high(), b->high()});
  if (!(to > from)) return std::nullopt;
  const double difference = (b->integral(from, to) - a->integral(from, to)) / (to - from);
  return BdRate{100.0 * std::expm1(difference), (to - from) / (high - low)};
}

MeanInterval mean_interval(std::span<const double> values) {
  MeanInterval out;
  out.count = static_cast<int>(values.size());
  const double n = static_cast<double>(values.size());
  double sum = 0.0;
  for (const double value : values) sum += value;
  out.mean = sum / n;
  double squares = 0.0;
  for (const double value : values) squares += (value - out.mean) * (value - out.mean);
  // Student's t at 97.5 % by the expansion in 1/freedom (Abramowitz and Stegun 26.7.5): within
  // 0.3 % from 4 degrees of freedom up.
  const double f = n - 1.0;
  constexpr double kZ = 1.959963985;
  const double t = kZ + (std::pow(kZ, 3) + kZ) / (4.0 * f) +
                   (5.0 * std::pow(kZ, 5) + 16.0 * std::pow(kZ, 3) + 3.0 * kZ) / (96.0 * f * f) +
                   (3.0 * std::pow(kZ, 7) + 19.0 * std::pow(kZ, 5) + 17.0 * std::pow(kZ, 3) -
                    15.0 * kZ) /
                       (384.0 * f * f * f);
  out.half_width = n < 2.0 ? std::nan("") : t * std::sqrt(squares / f / n);
  return out;
}

}  // namespace jpegaware::bench
