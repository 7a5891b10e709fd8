// SPDX-License-Identifier: Apache-2.0
// Stage: scores of single photos -> means with intervals, by category and predictor.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace jpegaware::apps {

inline constexpr std::array kMetricNames = {"auc_judd", "auc_shuffled", "nss", "cc",
                                            "sim",      "kl",           "ig"};

/// One photo's scores in the order of kMetricNames.
using Scores = std::array<double, kMetricNames.size()>;

/// A mean and the interval that holds 95 % of the means of resampled photos.
struct Estimate {
  double mean = 0.0;
  double low = 0.0;
  double high = 0.0;
};

/// Draws `rounds` samples of as many values with replacement; the same seed gives the same
/// interval. `values` is not empty.
[[nodiscard]] Estimate bootstrap(std::span<const double> values, int rounds, std::uint64_t seed);

/// Collects scores and prints them. Rows in order of category (all photos first), then of the
/// predictors' first appearance.
class ScoreTable {
 public:
  void add(const std::string& category, const std::string& predictor, const Scores& scores);

  /// Columns of means with their intervals, for people.
  [[nodiscard]] std::string text(int rounds, std::uint64_t seed) const;

  /// One line a category, predictor and metric:
  /// set,category,predictor,metric,mean,low,high,photos
  [[nodiscard]] std::string csv(const std::string& set_name, int rounds, std::uint64_t seed) const;

 private:
  struct Row {
    std::string predictor;
    std::vector<Scores> scores;
  };
  [[nodiscard]] static Estimate estimate(const Row& row, std::size_t metric, int rounds,
                                         std::uint64_t seed);
  void add_to(const std::string& category, const std::string& predictor, const Scores& scores);

  std::map<std::string, std::vector<Row>> categories_;  ///< "" holds all photos
};

}  // namespace jpegaware::apps
