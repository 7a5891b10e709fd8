// SPDX-License-Identifier: Apache-2.0
// Laws of the choice of DC levels.
#include "dc_quantizer.h"

#include <algorithm>
#include <cstdlib>

#include "catch.hpp"
#include "coefficient_factory.h"
#include "rate_model.h"

using namespace jpegaware::detail;

namespace {

BlockPlane empty_levels(const BlockPlane& plane) {
  return {plane.width_blocks, plane.height_blocks, LargeArray<std::int16_t>(plane.values.size(), 0)};
}

int difference_bits(const BlockPlane& levels, const std::vector<std::uint32_t>& order) {
  int bits = 0;
  int previous = 0;
  for (const std::uint32_t index : order) {
    bits += size_category(std::abs(levels.block(index)[0] - previous));
    previous = levels.block(index)[0];
  }
  return bits;
}

}  // namespace

TEST_CASE("dc_quantizer: the interleaved order is that of MCUs", "[dc_quantizer][unit]") {
  const BlockPlane plane{3, 3, LargeArray<std::int16_t>(9 * 64, 0)};
  CHECK(dc_scan_order(plane, 1, 1) == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(dc_scan_order(plane, 2, 2) == std::vector<std::uint32_t>{0, 1, 3, 4, 2, 5, 6, 7, 8});
}

TEST_CASE("dc_quantizer: a level is at most one step from the nearest",
          "[dc_quantizer][property]") {
  const auto plane = jpegaware::test::photo_like_plane(37, 9, 2);
  const auto order = dc_scan_order(plane, 2, 2);
  const BlockWeights weights(plane.count(), {1.0F, 1.0F, 1.0F});
  const int step = GENERATE(1, 7, 60);
  BlockPlane heavy = empty_levels(plane);
  BlockPlane light = empty_levels(plane);
  quantize_dc(plane, weights, order, step, 1e6F, heavy);
  quantize_dc(plane, weights, order, step, 0.5F, light);
  for (std::size_t i = 0; i < plane.count(); ++i) {
    const int c = plane.block(i)[0];
    CAPTURE(i, step, c);
    CHECK(std::abs(heavy.block(i)[0] * step * 16 - c) <= step * 8);
    CHECK(std::abs(light.block(i)[0] * step * 16 - c) <= step * 24);
  }
  CHECK(difference_bits(light, order) <= difference_bits(heavy, order));
}
