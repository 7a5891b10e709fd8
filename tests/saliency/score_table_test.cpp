// SPDX-License-Identifier: Apache-2.0
// Score tables: means, intervals by bootstrap over photos, categories.
#include "score_table.h"

#include "catch.hpp"

namespace jpegaware::apps {
namespace {

TEST_CASE("score_table: an interval holds its mean and repeats with its seed", "[score_table][unit]") {
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) {
    values.push_back(i % 10);
  }
  const Estimate first = bootstrap(values, 1000, 5);
  const Estimate again = bootstrap(values, 1000, 5);
  CHECK(first.mean == Approx(4.5));
  CHECK(first.low < 4.5);
  CHECK(first.high > 4.5);
  CHECK(first.low == again.low);
  // Twice the standard error of a mean of 100 values of deviation 2.87 on both sides.
  CHECK(first.high - first.low == Approx(4.0 * 0.287).epsilon(0.15));
}

TEST_CASE("score_table: equal values have an interval of no width", "[score_table][unit]") {
  const Estimate estimate = bootstrap(std::vector<double>(7, 2.0), 50, 1);
  CHECK(estimate.low == 2.0);
  CHECK(estimate.high == 2.0);
}

TEST_CASE("score_table: a category's photos count for the category and for all", "[score_table][unit]") {
  ScoreTable table;
  table.add("Art", "gaze", Scores{1, 1, 1, 1, 1, 1, 1});
  table.add("Action", "gaze", Scores{3, 3, 3, 3, 3, 3, 3});
  const std::string csv = table.csv("set", 0, 1);
  CHECK(csv.find("set,all,gaze,nss,2.0000,2.0000,2.0000,2\n") != std::string::npos);
  CHECK(csv.find("set,Art,gaze,nss,1.0000,1.0000,1.0000,1\n") != std::string::npos);
  CHECK(table.text(0, 1).find("Action (1 photos)") != std::string::npos);
}

}  // namespace
}  // namespace jpegaware::apps
