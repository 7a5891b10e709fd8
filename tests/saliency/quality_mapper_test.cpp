// SPDX-License-Identifier: Apache-2.0
// Laws of the mapper: more saliency never lowers a block; a uniform map does no harm.
#include "saliency/quality_mapper.h"

#include <algorithm>
#include <limits>
#include <random>
#include <set>

#include "catch.hpp"

using jpegaware::BlockGrid;
using jpegaware::SaliencyMap;
using jpegaware::saliency::map_quality;
using jpegaware::saliency::QualityMapping;

namespace {
SaliencyMap ramp(int count) {
  std::vector<float> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(static_cast<float>(i) / static_cast<float>(std::max(count - 1, 1)));
  }
  auto map = SaliencyMap::make({count, 1}, std::move(values));
  REQUIRE(map);
  return std::move(map).value();
}
}  // namespace

TEST_CASE("quality_mapper: more saliency never lowers a block's quality",
          "[quality_mapper][property]") {
  const QualityMapping mapping{.region_quality_1_100 = GENERATE(1.0F, 30.0F, 50.0F, 75.5F, 100.0F),
                               .strength_0_100 = GENERATE(0.0F, 0.5F, 50.0F, 100.0F),
                               .background_quality_1_100 = {},
                               .levels = GENERATE(0, 2, 5, 100)};
  const auto map = map_quality(ramp(257), mapping);
  REQUIRE(map);
  const auto quality = map->quality_1_100();
  CHECK(std::is_sorted(quality.begin(), quality.end()));
  CHECK(quality.back() == mapping.region_quality_1_100);
}

TEST_CASE("quality_mapper: strength 0 and a map of ones are uniform",
          "[quality_mapper][property]") {
  const float region = GENERATE(1.0F, 40.0F, 75.0F, 100.0F);
  const BlockGrid grid{5, 4};
  const auto uniform = SaliencyMap::uniform(grid);
  REQUIRE(uniform);
  const auto ones = map_quality(*uniform, {.region_quality_1_100 = region,
                                           .strength_0_100 = 100,
                                           .background_quality_1_100 = {}});
  REQUIRE(ones);
  CHECK(ones->lowest_1_100() == region);
  const auto weak = map_quality(
      ramp(20),
      {.region_quality_1_100 = region, .strength_0_100 = 0, .background_quality_1_100 = {}});
  REQUIRE(weak);
  CHECK(weak->lowest_1_100() == region);
}

TEST_CASE("quality_mapper: more strength never raises a block's quality",
          "[quality_mapper][property]") {
  const float strength = GENERATE(range(0.0F, 100.0F, 7.0F));
  const auto map_of = [&](float asked) {
    auto map = map_quality(ramp(65), {.region_quality_1_100 = 80,
                                      .strength_0_100 = asked,
                                      .background_quality_1_100 = {},
                                      .levels = 0});
    REQUIRE(map);
    return std::move(map).value();
  };
  const auto weaker = map_of(strength);
  const auto stronger = map_of(std::min(strength + 7.0F, 100.0F));
  for (std::size_t i = 0; i < 65; ++i) {
    REQUIRE(stronger.quality_1_100()[i] <= weaker.quality_1_100()[i]);
  }
}

TEST_CASE("quality_mapper: a background quality is what saliency 0 gets",
          "[quality_mapper][unit]") {
  const auto map = map_quality(ramp(33), {.region_quality_1_100 = 85,
                                          .strength_0_100 = 50,
                                          .background_quality_1_100 = 40,
                                          .levels = GENERATE(0, 5)});
  REQUIRE(map);
  CHECK(map->lowest_1_100() == 40.0F);
  CHECK(map->highest_1_100() == 85.0F);
}

TEST_CASE("quality_mapper: N levels give at most N qualities, among them both ends",
          "[quality_mapper][property]") {
  const int levels = GENERATE(2, 3, 5, 16);
  const auto map = map_quality(ramp(1000), {.region_quality_1_100 = 75,
                                            .strength_0_100 = 60,
                                            .background_quality_1_100 = {},
                                            .levels = levels});
  REQUIRE(map);
  const auto quality = map->quality_1_100();
  const std::set<float> distinct(quality.begin(), quality.end());
  CHECK(distinct.size() == static_cast<std::size_t>(levels));
}

TEST_CASE("quality_mapper: what is out of bounds is refused by name", "[quality_mapper][unit]") {
  const auto message = [](const QualityMapping& mapping) {
    const auto map = map_quality(ramp(3), mapping);
    REQUIRE_FALSE(map);
    CHECK(map.error().code == jpegaware::ErrorCode::kInvalidArgument);
    return map.error().message;
  };
  QualityMapping mapping;
  mapping.region_quality_1_100 = 101;
  CHECK(message(mapping) == "region quality is 101, it must be from 1 to 100");
  mapping = {};
  mapping.strength_0_100 = -1;
  CHECK(message(mapping) == "strength is -1, it must be from 0 to 100");
  mapping = {};
  mapping.region_quality_1_100 = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(message(mapping), Catch::StartsWith("region quality is "));
  mapping = {};
  mapping.levels = 1;
  CHECK_THAT(message(mapping), Catch::Contains("levels is 1"));
  mapping = {};
  mapping.background_quality_1_100 = 76;
  CHECK(message(mapping) == "background quality is 76, it must be from 1 to 75");
}
