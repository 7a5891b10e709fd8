// SPDX-License-Identifier: Apache-2.0
// Stage: rate-distortion curves. Input: sizes and scores of two encoders. Output: percent of bytes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scores.h"

namespace jpegaware::bench {

/// One encoding of a picture.
struct RatePoint {
  double bytes = 0.0;
  double score = 0.0;  ///< larger is better; see curve_score()
};

/// A metric's value as BD-rates integrate over it: SSIM and MS-SSIM as -10 log10(1 - x),
/// Butteraugli's distances negated, everything else as it is.
[[nodiscard]] double curve_score(Metric metric, double value);

/// The same for a metric known by its column's name (names of Metric, and the fixation and region
/// columns, which end in "ssim" or "db").
[[nodiscard]] double curve_score(std::string_view column, double value);

/// Mean difference in size at equal score.
struct BdRate {
  double percent = 0.0;  ///< negative: the tested encoder's files are smaller
  double share = 0.0;    ///< part of the anchor's score range that both curves cover, 0..1
};
/// Below this share a BD-rate is no result.
inline constexpr double kLeastShare = 0.8;

/// Bjontegaard's difference: log(bytes) of each curve is interpolated over the score by a
/// monotone piecewise cubic (PCHIP, Fritsch and Butland's slopes), both are integrated over the
/// scores from `low` to `high` as far as the two curves reach, and the mean difference becomes
/// percent.
///
/// @param anchor,tested  at least two points each, any order; points with a score that is not
///                       finite, or equal to one with fewer bytes, are left out
/// @param low,high       the anchor's scores at the ends of its range (quality 50 and 90)
/// @return nothing where the curves have no common range or too few points
[[nodiscard]] std::optional<BdRate> bd_rate(std::span<const RatePoint> anchor,
                                            std::span<const RatePoint> tested, double low,
                                            double high);

/// A monotone piecewise cubic through points, as scipy's PchipInterpolator has it.
class Pchip {
 public:
  /// @pre x strictly rising, as many y, at least two
  Pchip(std::vector<double> x, std::vector<double> y);
  [[nodiscard]] double at(double x) const;
  /// Integral from a to b, both within the points' range.
  [[nodiscard]] double integral(double a, double b) const;
  [[nodiscard]] double low() const { return x_.front(); }
  [[nodiscard]] double high() const { return x_.back(); }

 private:
  [[nodiscard]] std::size_t piece(double x) const;
  std::vector<double> x_, y_, slope_;
};

/// log(bytes) over score, cleaned as bd_rate() does; nothing if fewer than two points are left.
[[nodiscard]] std::optional<Pchip> rate_curve(std::span<const RatePoint> points);

/// Mean of values and half the width of its 95 % confidence interval (Student's t).
struct MeanInterval {
  double mean = 0.0;
  double half_width = 0.0;  ///< NaN for fewer than two values
  int count = 0;
};
[[nodiscard]] MeanInterval mean_interval(std::span<const double> values);

}  // namespace jpegaware::bench
