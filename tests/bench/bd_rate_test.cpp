// SPDX-License-Identifier: Apache-2.0
// Tests of BD-rates: against scipy, and the laws that any size comparison keeps.
#include <cmath>
#include <limits>
#include <vector>

#include "bd_rate.h"
#include "catch.hpp"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

struct ReferenceCase {
  std::vector<RatePoint> anchor;
  std::vector<RatePoint> tested;
  double low, high, percent, share;
};

// Printed by `bd_rate_reference.py 7` with scipy 1.10.1.
const std::vector<ReferenceCase>& reference_cases() {
  static const std::vector<ReferenceCase> cases = {
    {{{75310, 31.8338}, {97048, 33.1733}, {191278, 37.9431}, {234949, 40.2124}, {270192, 41.6480}},
     {{83912, 31.7591}, {90743, 32.9287}, {97879, 34.1579}},
     33.1733, 40.2124, -9.71750575, 0.13987584},
    {{{56461, 29.9437}, {72440, 31.3179}, {190432, 36.4182}, {239872, 38.3983}, {296798, 40.2127}, {298695, 41.6225}},
     {{13420, 21.8297}, {81779, 32.2895}, {154093, 35.9001}, {159094, 36.6272}, {192476, 37.6354}},
     31.3179, 40.2127, -9.92616556, 0.71024644},
    {{{54794, 29.9800}, {87604, 32.5719}, {157839, 36.4564}, {195518, 38.3387}, {250714, 40.9429}, {255674, 41.5933}, {265296, 42.6871}},
     {{27183, 26.1007}, {53558, 30.5465}, {103681, 34.9496}, {120039, 36.7310}, {122413, 37.0678}, {246738, 41.3867}, {293837, 42.6641}},
     32.5719, 41.5933, -19.86928224, 1.00000000},
    {{{38044, 27.1695}, {72351, 31.7886}, {97122, 34.7411}, {126725, 37.4844}, {202042, 40.7743}, {204812, 41.0720}, {263482, 42.6815}, {290670, 44.5858}},
     {{21037, 25.1914}, {62360, 31.5614}, {79452, 33.6497}, {119123, 36.2504}, {129177, 37.8022}, {170175, 39.2863}, {175211, 40.0028}, {196056, 40.6438}, {266376, 42.4343}},
     31.7886, 42.6815, -1.60049016, 0.97730632},
    {{{109821, 33.2717}, {113070, 34.5738}, {134184, 36.8308}, {161885, 38.0439}, {181184, 40.0317}, {200751, 40.5838}, {208268, 41.9074}, {263115, 44.3433}, {290473, 45.0726}},
     {{14139, 22.3307}, {62028, 31.4594}, {67571, 32.7697}, {75663, 33.8759}, {115307, 36.4861}, {131482, 38.5988}, {158771, 40.2539}, {192254, 42.7220}, {220496, 44.2144}, {239977, 45.4422}, {246424, 46.9262}},
     34.5738, 44.3433, -16.03826583, 1.00000000},
    {{{29927, 26.0967}, {129377, 34.9373}, {133728, 36.1276}, {134699, 37.2438}, {160659, 39.1104}, {178389, 41.1136}, {225403, 42.8384}, {264674, 44.2788}, {277600, 44.8396}, {285772, 45.0764}},
     {{42598, 27.8367}, {71743, 30.6555}, {98931, 32.9533}, {145094, 36.0975}, {148967, 37.4595}, {182459, 39.6141}, {185096, 39.8675}, {192149, 41.4333}, {194216, 42.6941}, {201190, 44.1957}, {253649, 46.1930}, {275485, 47.9977}, {288792, 48.3230}},
     34.9373, 44.8396, -0.11014187, 1.00000000},
  };
  return cases;
}

std::vector<RatePoint> scaled(std::vector<RatePoint> points, double factor) {
  for (RatePoint& point : points) point.bytes *= factor;
  return points;
}

}  // namespace

TEST_CASE("bd_rate: equals scipy's PCHIP to 0.001 %", "[bd_rate][golden]") {
  for (const ReferenceCase& c : reference_cases()) {
    const auto result = bd_rate(c.anchor, c.tested, c.low, c.high);
    REQUIRE(result.has_value());
    CHECK(result->percent == Approx(c.percent).margin(1e-3));
    CHECK(result->share == Approx(c.share).margin(1e-6));
  }
}

TEST_CASE("bd_rate: files scaled by a factor differ by that factor", "[bd_rate][property]") {
  const ReferenceCase& c = reference_cases()[3];
  const double factor = GENERATE(0.5, 0.9, 1.0, 1.3);
  const auto result = bd_rate(c.anchor, scaled(c.anchor, factor), c.low, c.high);
  REQUIRE(result.has_value());
  CHECK(result->percent == Approx(100.0 * (factor - 1.0)).margin(1e-9));
  CHECK(result->share == Approx(1.0));
}

TEST_CASE("bd_rate: order, lossless points and worse duplicates change nothing",
          "[bd_rate][property]") {
  const ReferenceCase& c = reference_cases()[2];
  std::vector<RatePoint> tested(c.tested.rbegin(), c.tested.rend());
  tested.push_back({500000, std::numeric_limits<double>::infinity()});
  tested.push_back({500000, std::nan("")});
  tested.push_back({c.tested[2].bytes + 5000, c.tested[2].score});
  const auto result = bd_rate(c.anchor, tested, c.low, c.high);
  REQUIRE(result.has_value());
  CHECK(result->percent == Approx(c.percent).margin(1e-3));
}

TEST_CASE("bd_rate: curves that do not meet have none", "[bd_rate][unit]") {
  const std::vector<RatePoint> low = {{100, 10.0}, {200, 20.0}};
  const std::vector<RatePoint> high = {{100, 30.0}, {200, 40.0}};
  CHECK_FALSE(bd_rate(low, high, 10.0, 20.0).has_value());
  CHECK_FALSE(bd_rate(low, {}, 10.0, 20.0).has_value());
  CHECK_FALSE(bd_rate(low, low, 20.0, 20.0).has_value());
}

TEST_CASE("bd_rate: scores bend as the definition says", "[bd_rate][unit]") {
  CHECK(curve_score(Metric::kSsim, 0.9) == Approx(10.0));
  CHECK(curve_score(Metric::kMsSsim, 0.99) == Approx(20.0));
  CHECK(curve_score("fixation_ssim", 0.9) == Approx(10.0));
  CHECK(curve_score(Metric::kButteraugliMax, 1.5) == -1.5);
  CHECK(curve_score(Metric::kSsimulacra2, 70.0) == 70.0);
  CHECK(curve_score(Metric::kPsnrHvsM, 40.0) == 40.0);
}

TEST_CASE("mean_interval: the published quantiles of Student's t", "[bd_rate][unit]") {
  // Alternating -1, 1: mean 0, sample variance n / (n - 1).
  std::vector<double> values;
  for (int i = 0; i < 24; ++i) values.push_back(i % 2 == 0 ? -1.0 : 1.0);
  const MeanInterval interval = mean_interval(values);
  CHECK(interval.mean == Approx(0.0).margin(1e-12));
  CHECK(interval.half_width == Approx(2.0687 * std::sqrt(24.0 / 23.0 / 24.0)).epsilon(1e-3));
  CHECK(std::isnan(mean_interval(std::vector<double>{3.0}).half_width));
}
