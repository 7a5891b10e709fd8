// SPDX-License-Identifier: Apache-2.0
// Laws of the types that cross the seam.
#include <limits>
#include <vector>

#include "catch.hpp"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/image_view.h"
#include "jpegaware/options.h"
#include "jpegaware/saliency_map.h"

using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::ErrorCode;
using jpegaware::ImageView;
using jpegaware::SaliencyMap;

TEST_CASE("block_grid: covers every pixel and no block more", "[maps][unit]") {
  CHECK(BlockGrid::for_image(1, 1) == BlockGrid{1, 1});
  CHECK(BlockGrid::for_image(8, 8) == BlockGrid{1, 1});
  CHECK(BlockGrid::for_image(17, 13) == BlockGrid{3, 2});
  CHECK(BlockGrid::for_image(65500, 1).count() == 8188);
}

TEST_CASE("maps: wrong counts and values are refused with a sentence", "[maps][unit]") {
  const BlockGrid grid{2, 2};
  const float bad = GENERATE(0.5F, 100.5F, -1.0F, std::numeric_limits<float>::quiet_NaN(),
                             std::numeric_limits<float>::infinity());
  CAPTURE(bad);
  const auto quality = BlockQualityMap::make(grid, {50.0F, bad, 50.0F, 50.0F});
  REQUIRE_FALSE(quality);
  CHECK(quality.error().code == ErrorCode::kInvalidArgument);
  CHECK_FALSE(quality.error().message.empty());
  CHECK_FALSE(BlockQualityMap::make(grid, {50.0F}));
  CHECK_FALSE(BlockQualityMap::make(BlockGrid{}, {}));
  CHECK_FALSE(SaliencyMap::make(grid, {0.0F, 1.5F, 0.0F, 0.0F}));
}

TEST_CASE("saliency_map: written as 16-bit grey and read back is the same map", "[maps][property]") {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i) {
    values.push_back(static_cast<float>(i) / 999.0F);
  }
  const auto map = SaliencyMap::make(BlockGrid{1000, 1}, values);
  REQUIRE(map);
  std::vector<float> again;
  for (const float value : map->values()) {
    const auto grey16 = static_cast<unsigned>(value * 65535.0F + 0.5F);
    again.push_back(static_cast<float>(grey16) / 65535.0F);
  }
  CHECK(std::vector<float>(map->values().begin(), map->values().end()) == again);
}

TEST_CASE("image_view: what cannot be a JPEG is refused before a pixel is read", "[maps][unit]") {
  const std::uint8_t pixel[4] = {};
  CHECK(jpegaware::validate(ImageView{pixel, 1, 1, 3}));
  CHECK(jpegaware::validate(ImageView{pixel, 1, 1, -3}));
  CHECK_FALSE(jpegaware::validate(ImageView{nullptr, 1, 1, 3}));
  CHECK_FALSE(jpegaware::validate(ImageView{pixel, 0, 1, 3}));
  CHECK_FALSE(jpegaware::validate(ImageView{pixel, 65501, 1, 65501 * 3}));
  CHECK_FALSE(jpegaware::validate(ImageView{pixel, 2, 1, 5}));
}
