// SPDX-License-Identifier: Apache-2.0
// Laws of the saliency map: on the block grid, maximum 1, uniform where nothing is known.
#include "saliency/saliency_field.h"

#include <algorithm>
#include <vector>

#include "block_guide.h"
#include "catch.hpp"
#include "photo.h"

using jpegaware::BlockGrid;
using jpegaware::SaliencyMap;
using jpegaware::saliency::block_guide;
using jpegaware::saliency::FloatGrid;
using jpegaware::saliency::Heads;
using jpegaware::saliency::Heatmap;
using jpegaware::saliency::make_saliency_map;
using jpegaware::saliency::saliency_map_from_picture;

namespace {
Heatmap one_class(FloatGrid activation, float confidence = 1.0F) {
  Heatmap heatmap;
  heatmap.classes.push_back({1, "cat", 0.9F, std::move(activation)});
  heatmap.confidence = confidence;
  return heatmap;
}
}  // namespace

TEST_CASE("saliency_field: the map lies on the luma block grid with maximum 1", "[saliency_field][property]") {
  const int width = GENERATE(1, 7, 8, 17, 640);
  const int height = GENERATE(1, 9, 13);
  const auto picture = test_support::noise_picture(width, height, 7);
  const auto map = make_saliency_map(one_class({2, 2, {1.0F, 0.2F, 0.0F, 0.4F}}), picture.view(), Heads::kJoined);
  REQUIRE(map);
  CHECK(map->grid() == BlockGrid::for_image(width, height));
  CHECK(*std::max_element(map->values().begin(), map->values().end()) == 1.0F);
}

TEST_CASE("saliency_field: a heatmap that does not hold what it says is refused", "[saliency_field][unit]") {
  const auto picture = test_support::noise_picture(16, 16, 7);
  const auto refused = [&](const Heatmap& heatmap, const char* word) {
    const auto map = make_saliency_map(heatmap, picture.view(), Heads::kJoined);
    REQUIRE_FALSE(map);
    CHECK(map.error().code == jpegaware::ErrorCode::kInvalidArgument);
    INFO(map.error().message);
    CHECK(map.error().message.find(word) != std::string::npos);
  };
  refused(one_class({2, 2, {1.0F, 0.2F, 0.0F}}), "3 cells for a grid of 2 x 2");
  refused(one_class({-2, -1, {1.0F, 0.2F}}), "-2 x -1");
  refused(one_class({1, 1, {1.0F}}, 1.5F), "confidence of 1.5");
  Heatmap two = one_class({2, 1, {1.0F, 0.2F}});
  two.classes.push_back({2, "dog", 0.1F, {1, 2, {1.0F, 0.2F}}});
  refused(two, "not of one grid");
  Heatmap gaze;
  gaze.gaze = {2, 2, {0.5F, 0.5F}};
  refused(gaze, "gaze");
}

TEST_CASE("saliency_field: an empty or blank heatmap gives 1 everywhere", "[saliency_field][unit]") {
  const auto picture = test_support::noise_picture(40, 24, 8);
  const auto heatmap = GENERATE_COPY(Heatmap{}, one_class({2, 1, {0.0F, 0.0F}}));
  const auto map = make_saliency_map(heatmap, picture.view(), Heads::kJoined);
  REQUIRE(map);
  CHECK(std::all_of(map->values().begin(), map->values().end(), [](float v) { return v == 1.0F; }));
}

TEST_CASE("saliency_field: less confidence never lowers a block", "[saliency_field][property]") {
  const auto picture = test_support::noise_picture(80, 40, 9);
  const float confidence = GENERATE(0.0F, 0.3F, 0.8F);
  const FloatGrid activation{3, 2, {1.0F, 0.1F, 0.0F, 0.5F, 0.2F, 0.0F}};
  const auto sure = make_saliency_map(one_class(activation), picture.view(), Heads::kJoined);
  const auto unsure = make_saliency_map(one_class(activation, confidence), picture.view(), Heads::kJoined);
  REQUIRE(sure);
  REQUIRE(unsure);
  for (std::size_t i = 0; i < sure->values().size(); ++i) {
    REQUIRE(unsure->values()[i] >= sure->values()[i]);
    REQUIRE(unsure->values()[i] >= 1.0F - confidence - 1e-4F);
  }
}

TEST_CASE("saliency_field: a bad view is refused", "[saliency_field][unit]") {
  const auto map = make_saliency_map(Heatmap{}, {}, Heads::kJoined);
  REQUIRE_FALSE(map);
  CHECK(map.error().code == jpegaware::ErrorCode::kInvalidArgument);
}

TEST_CASE("saliency_field: a picture on the block grid is taken as it is", "[saliency_field][unit]") {
  const FloatGrid samples{3, 2, {0.0F, 0.25F, 0.5F, 0.75F, 0.1F, 0.6F}};
  const auto map = saliency_map_from_picture(samples, {3, 2});
  REQUIRE(map);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(map->values()[i] == Approx(samples.cells[i]).margin(0.5 / 65535));
  }
}

TEST_CASE("saliency_field: a map written as 16-bit grey and read back is the same map", "[saliency_field][property]") {
  const auto picture = test_support::noise_picture(64, 48, 10);
  const auto map = make_saliency_map(one_class({2, 2, {1.0F, 0.2F, 0.0F, 0.4F}}), picture.view(), Heads::kJoined);
  REQUIRE(map);
  FloatGrid samples{map->grid().width_blocks, map->grid().height_blocks, {}};
  for (const float value : map->values()) {
    const int grey = static_cast<int>(value * 65535.0F + 0.5F);
    samples.cells.push_back(static_cast<float>(grey) / 65535.0F);
  }
  const auto back = saliency_map_from_picture(samples, map->grid());
  REQUIRE(back);
  CHECK(std::equal(back->values().begin(), back->values().end(), map->values().begin()));
}

TEST_CASE("saliency_field: a picture of another size is resized, not stretched in value", "[saliency_field][unit]") {
  const auto map = saliency_map_from_picture({2, 1, {0.25F, 0.5F}}, {4, 3});
  REQUIRE(map);
  const auto [low, high] = std::minmax_element(map->values().begin(), map->values().end());
  CHECK(*low == Approx(0.25F).margin(1e-4));
  CHECK(*high == Approx(0.5F).margin(1e-4));
}

TEST_CASE("saliency_field: samples that do not fit are refused", "[saliency_field][unit]") {
  CHECK_FALSE(saliency_map_from_picture({2, 2, {0.0F}}, {2, 2}));
  CHECK_FALSE(saliency_map_from_picture({1, 1, {1.5F}}, {2, 2}));
  CHECK_FALSE(saliency_map_from_picture({1, 1, {0.5F}}, {0, 2}));
  CHECK_FALSE(saliency_map_from_picture({}, {2, 2}));
}

TEST_CASE("block_guide: each block holds the mean luma of its own pixels", "[block_guide][unit]") {
  test_support::Picture picture{9, 8, std::vector<std::uint8_t>(9 * 8 * 3, 0)};
  for (std::size_t y = 0; y < 8; ++y) {
    picture.bytes[(y * 9 + 8) * 3] = 255;  // the last column is red: a block of one column
  }
  const FloatGrid guide = block_guide(picture.view(), BlockGrid::for_image(9, 8));
  REQUIRE(guide.cells.size() == 2);
  CHECK(guide.cells[0] == 0.0F);
  CHECK(guide.cells[1] == Approx(0.299F).epsilon(1e-4));
}
