// SPDX-License-Identifier: Apache-2.0
// Laws of the loop: it lowers the error for its bits, and depends on neither threads nor strips.
#include "closed_loop.h"

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "choose_levels.h"
#include "coefficient_factory.h"
#include "simd_targets_guard.h"

using namespace jpegaware::detail;
using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::EncodeOptions;

namespace {

CoefficientImage chosen(const CoefficientPlanes& planes, float quality,
                        const EncodeOptions& options) {
  const auto map = BlockQualityMap::uniform(
      BlockGrid::for_image(planes.geometry.width_px, planes.geometry.height_px), quality);
  REQUIRE(map);
  auto image = choose_levels(planes, *map, options);
  REQUIRE(image);
  return std::move(*image);
}

double error_beside(const CoefficientPlanes& planes, const CoefficientImage& image) {
  const PixelRows all{0, planes.geometry.height_px};
  RebuiltWindow original(jpegaware::Simd::kBest);
  RebuiltWindow rebuilt(jpegaware::Simd::kBest);
  original.rebuild(planes, all);
  rebuilt.rebuild(image, all);
  PerceptualError judge(jpegaware::Simd::kBest);
  judge.start(original.planes(), all);
  return error_of(judge.measure(rebuilt.planes()));
}

}  // namespace

TEST_CASE("closed_loop: strips cover the rows once, from the top", "[closed_loop][unit]") {
  const int width = GENERATE(1, 768, 4000, 65500);
  const int height = GENERATE(1, 512, 3000);
  FrameGeometry geometry;
  geometry.width_px = width;
  geometry.height_px = height;
  int next = 0;
  for (const PixelRows strip : loop_strips(geometry)) {
    CHECK(strip.first == next);
    CHECK(strip.first % 16 == 0);
    CHECK(strip.last > strip.first);
    next = strip.last;
  }
  CHECK(next == height);
}

TEST_CASE(
    "closed_loop: neither threads nor the instruction set change a level, over several strips",
    "[closed_loop][property]") {
  const auto planes = jpegaware::test::photo_like_planes(1500, 800, 9);
  REQUIRE(loop_strips(planes.geometry).size() == 2);
  EncodeOptions options;
  options.effort_1_9 = 9;
  const auto one = chosen(planes, 70.0F, options);
  const auto check_same = [&](const CoefficientImage& other) {
    for (std::size_t c = 0; c < 3; ++c) {
      CHECK(one.components[c].levels.values == other.components[c].levels.values);
    }
  };
  for (const int threads : {2, 4}) {
    CAPTURE(threads);
    options.threads = threads;
    check_same(chosen(planes, 70.0F, options));
  }
  for (const auto target : jpegaware::test::all_simd_targets()) {
    CAPTURE(target);
    const jpegaware::test::SimdTargetGuard guard(target);
    check_same(chosen(planes, 70.0F, options));
  }
  options.simd = jpegaware::Simd::kPlain;
  check_same(chosen(planes, 70.0F, options));
}

TEST_CASE("closed_loop: less error is to be seen than without it", "[closed_loop][property]") {
  const auto planes = jpegaware::test::photo_like_planes(200, 160, 10);
  EncodeOptions options;
  const float quality = GENERATE(50.0F, 85.0F);
  const double open = error_beside(planes, chosen(planes, quality, options));
  options.effort_1_9 = 9;
  CHECK(error_beside(planes, chosen(planes, quality, options)) < open);
}

TEST_CASE("closed_loop: what the map asks less of gets fewer levels", "[closed_loop][property]") {
  const auto planes = jpegaware::test::photo_like_planes(128, 128, 11);
  std::vector<float> quality(16 * 16, 85.0F);
  std::fill(quality.begin(), quality.begin() + 128, 40.0F);
  const auto map = BlockQualityMap::make({16, 16}, quality);
  REQUIRE(map);
  EncodeOptions options;
  options.effort_1_9 = 9;
  const auto mapped = choose_levels(planes, *map, options);
  REQUIRE(mapped);
  const auto uniform = chosen(planes, 85.0F, options);
  const auto levels_in = [](const CoefficientImage& image, std::size_t first) {
    int count = 0;
    for (std::size_t i = first * 64; i < (first + 128) * 64; ++i) {
      count += image.components[0].levels.values[i] != 0 ? 1 : 0;
    }
    return count;
  };
  CHECK(levels_in(*mapped, 0) < levels_in(uniform, 0) * 2 / 3);
  CHECK(levels_in(*mapped, 128) > levels_in(uniform, 128) * 9 / 10);
}
