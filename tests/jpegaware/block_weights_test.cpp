// SPDX-License-Identifier: Apache-2.0
// Laws of the weights that the map and masking give to blocks.
#include "block_weights.h"

#include "catch.hpp"
#include "coefficient_factory.h"
#include "quant_tables.h"

using namespace jpegaware::detail;
using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::EncodeOptions;

namespace {

/// Masking and luminance switched off, so that the map alone is seen.
PerceptualParameters map_only() {
  PerceptualParameters parameters = shipped_parameters();
  for (std::size_t c = 0; c < 3; ++c) {
    parameters.masking[c].dc.exponent = 0.0F;
    parameters.masking[c].low.exponent = 0.0F;
    parameters.masking[c].high.exponent = 0.0F;
    parameters.luminance[c] = {0.0F, 0.0F};
  }
  parameters.map = kNoMapParameters;
  return parameters;
}

}  // namespace

TEST_CASE("block_weights: a block weighs the squared ratio of the steps", "[block_weights][unit]") {
  const auto planes = jpegaware::test::photo_like_planes(32, 16, 1);
  const BlockGrid grid = BlockGrid::for_image(32, 16);
  auto map = BlockQualityMap::make(grid, {85, 40, 40, 40, 40, 40, 40, 40});
  REQUIRE(map);
  const EncodeOptions options;
  const auto parameters = map_only();
  const auto weights = block_weights(planes, *map, map->highest_1_100(), options, parameters);
  const auto step = [&](float quality) {
    return mean_step(quant_tables(options.front_end, 3, quality, options.scan_layout, parameters));
  };
  const float ratio = step(85.0F) / step(40.0F);
  CHECK(weights[0][0].low == Approx(1.0F));
  CHECK(weights[0][1].low == Approx(ratio * ratio).epsilon(1e-5));
  INFO("a chroma block takes the highest quality under it");
  CHECK(weights[1][0].low == Approx(1.0F));
  CHECK(weights[1][1].low == Approx(ratio * ratio).epsilon(1e-5));
}

TEST_CASE("block_weights: more quality never lowers a block's weight",
          "[block_weights][property]") {
  const auto parameters = shipped_parameters();
  const auto planes = jpegaware::test::photo_like_planes(16, 8, 5);
  float before = 0.0F;
  for (float quality = 1.0F; quality <= 90.0F; quality += 0.25F) {
    const auto map = BlockQualityMap::make(BlockGrid{2, 1}, {90.0F, quality});
    REQUIRE(map);
    const float weight = map_factors(planes, *map, 90.0F, {}, parameters)[0][1];
    CAPTURE(quality);
    CHECK(weight >= before);
    before = weight;
  }
  CHECK(before == Approx(1.0F));
}

TEST_CASE("block_weights: texture hides errors", "[block_weights][property]") {
  auto planes = jpegaware::test::photo_like_planes(8, 8, 3);
  const auto map = BlockQualityMap::uniform(BlockGrid{1, 1}, 75.0F);
  REQUIRE(map);
  planes.components[0].values.assign(64, 0);
  const float flat = block_weights(planes, *map, map->highest_1_100(), {}, shipped_parameters())[0][0].high;
  planes.components[0].values[1] = 300 * 16;
  const float busy = block_weights(planes, *map, map->highest_1_100(), {}, shipped_parameters())[0][0].high;
  CHECK(busy < flat);
  CHECK(ac_energy(planes.components[0].block(0)) == Approx(300.0 * 300.0 / 63.0));
}

TEST_CASE("block_weights: a flat block beside an edge is active around, not itself",
          "[block_weights][unit]") {
  auto planes = jpegaware::test::photo_like_planes(24, 24, 3);
  BlockPlane& luma = planes.components[0];
  luma.values.assign(luma.values.size(), 0);
  CHECK(block_activities(luma)[4].around == 0.0F);
  luma.block(5)[0] = 90 * 8 * 16;  // one neighbour is 90 grey levels brighter
  const auto activities = block_activities(luma);
  CHECK(activities[4].own == 0.0F);
  CHECK(activities[4].around == Approx(90.0 * 90.0 * (1.0 / 9 - 1.0 / 81)));
  CHECK(activities[0].around == Approx(0.0).margin(1e-3));
}

TEST_CASE("block_weights: a map that takes nothing has no reach and changes no parameter",
          "[block_weights][property]") {
  const PerceptualParameters shipped = shipped_parameters();
  auto planes = jpegaware::test::photo_like_planes(32, 8, 11);
  const auto reach = [&](std::vector<float> qualities) {
    const auto map = BlockQualityMap::make(BlockGrid{4, 1}, std::move(qualities));
    REQUIRE(map);
    return map_reach(planes, *map, map->highest_1_100(), {}, shipped);
  };
  CHECK(reach({80, 80, 80, 80}) == 0.0F);
  CHECK(reach({80, 1, 1, 1}) == 1.0F);
  float before = 0.0F;
  for (float low = 80.0F; low >= 10.0F; low -= 1.0F) {
    const float now = reach({80, low, low, 80});
    CHECK(now >= before);
    before = now;
  }
  INFO("what is taken from blocks that have no detail does not count");
  planes.components[0].values.assign(planes.components[0].values.size(), 0);
  CHECK(reach({80, 1, 1, 1}) == 0.0F);
  planes.components[0].block(0)[1] = 300 * 16;
  CHECK(reach({80, 1, 1, 1}) == 0.0F);
  CHECK(reach({1, 80, 80, 80}) == 1.0F);

  const PerceptualParameters same = under_map(shipped, 0.0F);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(same.steps[c].rise == shipped.steps[c].rise);
    CHECK(same.errors[c].mu == shipped.errors[c].mu);
  }
  CHECK(same.map.masking_kept == 1.0F);
  CHECK(same.map.masking_below == 0.0F);
  CHECK(same.map.luma.low == 1.0F);
}

TEST_CASE("block_weights: under a map a smooth gradient loses less than texture",
          "[block_weights][property]") {
  auto planes = jpegaware::test::photo_like_planes(48, 24, 3);
  BlockPlane& luma = planes.components[0];
  luma.values.assign(luma.values.size(), 0);
  luma.block(10)[9] = 200 * 16;  // texture around the right half's blocks, none in block 16
  auto map = BlockQualityMap::make(
      BlockGrid{6, 3}, {80, 80, 30, 30, 30, 30, 80, 80, 30, 30, 30, 30, 80, 80, 30, 30, 30, 30});
  REQUIRE(map);
  PerceptualParameters parameters = under_map(map_only(), 1.0F);
  parameters.map = under_map(shipped_parameters(), 1.0F).map;
  const auto weights = block_weights(planes, *map, 80.0F, {}, parameters)[0];
  CHECK(weights[2].low > weights[16].low);
  CHECK(weights[2].high > weights[16].high);
  CHECK(weights[2].dc == weights[16].dc);
}
