// SPDX-License-Identifier: Apache-2.0
// Stage: scores of single photos -> means with intervals, by category and predictor.
#include "score_table.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <random>

namespace jpegaware::apps {
namespace {

constexpr double kOutside = 0.025;  ///< on each side of a 95 % interval

template <typename... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 512> line{};
  const int length = std::snprintf(line.data(), line.size(), pattern, values...);
  return {line.data(), std::min(line.size() - 1, static_cast<std::size_t>(length))};
}

}  // namespace

Estimate bootstrap(std::span<const double> values, int rounds, std::uint64_t seed) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  std::mt19937_64 random(seed);
  std::vector<double> means;
  for (int round = 0; round < rounds; ++round) {
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum += values[random() % values.size()];
    }
    means.push_back(sum / count);
  }
  if (means.empty()) {
    return {mean, mean, mean};
  }
  std::sort(means.begin(), means.end());
  const auto cut = static_cast<std::size_t>(kOutside * static_cast<double>(means.size()));
  return {mean, means[cut], means[means.size() - 1 - cut]};
}

void ScoreTable::add_to(const std::string& category, const std::string& predictor, const Scores& scores) {
  std::vector<Row>& rows = categories_[category];
  auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.predictor == predictor; });
  if (row == rows.end()) {
    row = rows.insert(rows.end(), Row{predictor, {}});
  }
  row->scores.push_back(scores);
}

void ScoreTable::add(const std::string& category, const std::string& predictor, const Scores& scores) {
  add_to("", predictor, scores);
  if (!category.empty()) {
    add_to(category, predictor, scores);
  }
}

Estimate ScoreTable::estimate(const Row& row, std::size_t metric, int rounds, std::uint64_t seed) {
  std::vector<double> values;
  for (const Scores& scores : row.scores) {
    values.push_back(scores[metric]);
  }
  return bootstrap(values, rounds, seed);
}

std::string ScoreTable::text(int rounds, std::uint64_t seed) const {
  std::string text;
  for (const auto& [category, rows] : categories_) {
    text += format("%s (%zu photos)\n%-10s", category.empty() ? "all" : category.c_str(),
                   rows.front().scores.size(), "");
    for (const char* name : kMetricNames) {
      text += format("  %-20s", name);
    }
    text += '\n';
    for (const Row& row : rows) {
      text += format("%-10s", row.predictor.c_str());
      for (std::size_t metric = 0; metric < kMetricNames.size(); ++metric) {
        const Estimate e = estimate(row, metric, rounds, seed);
        text += format("  %6.3f %-13s", e.mean, format("[%.3f,%.3f]", e.low, e.high).c_str());
      }
      text += '\n';
    }
  }
  return text;
}

std::string ScoreTable::csv(const std::string& set_name, int rounds, std::uint64_t seed) const {
  std::string text = "set,category,predictor,metric,mean,low,high,photos\n";
  for (const auto& [category, rows] : categories_) {
    for (const Row& row : rows) {
      for (std::size_t metric = 0; metric < kMetricNames.size(); ++metric) {
        const Estimate e = estimate(row, metric, rounds, seed);
        text += format("%s,%s,%s,%s,%.4f,%.4f,%.4f,%zu\n", set_name.c_str(),
                       category.empty() ? "all" : category.c_str(), row.predictor.c_str(),
                       kMetricNames[metric], e.mean, e.low, e.high, row.scores.size());
      }
    }
  }
  return text;
}

}  // namespace jpegaware::apps
