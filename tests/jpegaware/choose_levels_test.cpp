// SPDX-License-Identifier: Apache-2.0
// Laws of the whole choice: tables, weights, prices and trellis together.
#include "choose_levels.h"

#include <cmath>
#include <cstdlib>
#include <utility>

#include "catch.hpp"
#include "coefficient_factory.h"
#include "quant_tables.h"

using namespace jpegaware::detail;
using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::EncodeOptions;
using jpegaware::ErrorCode;
using jpegaware::FrontEnd;
using jpegaware::Quantizer;
using jpegaware::ScanLayout;

namespace {

double squared_error(const CoefficientPlanes& planes, const CoefficientImage& image,
                     std::size_t component, std::size_t block) {
  double sum = 0.0;
  for (std::size_t k = 0; k < 64; ++k) {
    const double rebuilt =
        image.components[component].levels.block(block)[k] * image.components[component].table[k];
    const double error = planes.components[component].block(block)[k] / 16.0 - rebuilt;
    sum += error * error;
  }
  return sum;
}

BlockQualityMap uniform(const CoefficientPlanes& planes, float quality) {
  auto map = BlockQualityMap::uniform(
      BlockGrid::for_image(planes.geometry.width_px, planes.geometry.height_px), quality);
  REQUIRE(map);
  return std::move(*map);
}

std::size_t nonzero_levels(const CoefficientImage& image) {
  std::size_t count = 0;
  for (const auto& component : image.components) {
    for (const std::int16_t level : component.levels.values) {
      count += level != 0 ? 1 : 0;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("choose_levels: any number of threads gives the same levels",
          "[choose_levels][property]") {
  const auto planes = jpegaware::test::photo_like_planes(333, 217, 1);
  const auto map = uniform(planes, 75.0F);
  EncodeOptions options;
  options.effort_1_9 = GENERATE(1, 5, 9);
  options.scan_layout = GENERATE(ScanLayout::kProgressive, ScanLayout::kSequentialBaseline);
  const auto one = choose_levels(planes, map, options);
  options.threads = 3;
  const auto three = choose_levels(planes, map, options);
  REQUIRE(one);
  REQUIRE(three);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(one->components[c].levels.values == three->components[c].levels.values);
  }
}

TEST_CASE("choose_levels: the optimiser spends fewer levels than rounding",
          "[choose_levels][property]") {
  const auto planes = jpegaware::test::photo_like_planes(256, 256, 4);
  const auto map = uniform(planes, GENERATE(40.0F, 75.0F, 92.5F));
  EncodeOptions options;
  const auto chosen = choose_levels(planes, map, options);
  options.quantizer = Quantizer::kRounding;
  const auto rounded = choose_levels(planes, map, options);
  REQUIRE(chosen);
  REQUIRE(rounded);
  CHECK(nonzero_levels(*chosen) < nonzero_levels(*rounded));
  CHECK(nonzero_levels(*chosen) > nonzero_levels(*rounded) / 4);
}

TEST_CASE("choose_levels: rounding with the reference front end is plain division",
          "[choose_levels][unit]") {
  const auto planes = jpegaware::test::photo_like_planes(64, 64, 9);
  EncodeOptions options;
  options.quantizer = Quantizer::kRounding;
  options.front_end = FrontEnd::kReference;
  const auto image = choose_levels(planes, uniform(planes, 60.0F), options);
  REQUIRE(image);
  CHECK(image->components[1].table == annex_k_table(1, 60, ScanLayout::kProgressive));
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < planes.components[c].values.size(); ++i) {
      const double step = image->components[c].table[i % 64];
      const double exact = planes.components[c].values[i] / 16.0 / step;
      CHECK(std::abs(image->components[c].levels.values[i] - exact) <= 0.5);
    }
  }
}

TEST_CASE("choose_levels: blocks of higher quality come out closer", "[choose_levels][property]") {
  const auto planes = jpegaware::test::photo_like_planes(512, 256, 21);
  const BlockGrid grid = BlockGrid::for_image(512, 256);
  std::vector<float> qualities(grid.count());
  for (std::size_t i = 0; i < qualities.size(); ++i) {
    qualities[i] = i % 2 == 0 ? 85.0F : 40.0F;
  }
  const auto map = BlockQualityMap::make(grid, qualities);
  REQUIRE(map);
  const auto mixed = choose_levels(planes, *map, {});
  REQUIRE(mixed);
  double top = 0.0;
  double low = 0.0;
  for (std::size_t i = 0; i < grid.count(); ++i) {
    (i % 2 == 0 ? top : low) += squared_error(planes, *mixed, 0, i);
  }
  CHECK(top * 1.5 < low);
}

TEST_CASE("choose_levels: the options' tables are the file's, and chroma's follow their offset",
          "[choose_levels][unit]") {
  const auto planes = jpegaware::test::photo_like_planes(64, 48, 1);
  const auto map = uniform(planes, 70.0F);
  std::array<jpegaware::QuantizationSteps, 3> tables;
  for (std::size_t c = 0; c < 3; ++c) {
    tables[c].fill(static_cast<std::uint16_t>(300 + c));
  }
  EncodeOptions options;
  options.tables = tables;
  options.scan_layout = GENERATE(ScanLayout::kProgressive, ScanLayout::kSequentialBaseline);
  const auto given = choose_levels(planes, map, options);
  REQUIRE(given);
  const bool is_baseline = options.scan_layout == ScanLayout::kSequentialBaseline;
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(given->components[c].table[5] == (is_baseline ? 255 : 300 + static_cast<int>(c)));
  }
  options.tables = {};
  const int offset = GENERATE(-30, 20, 99);
  const float chroma_quality = std::min(100.0F, 70.0F + static_cast<float>(offset));
  const auto luma = choose_levels(planes, map, options);
  const auto chroma = choose_levels(planes, uniform(planes, chroma_quality), options);
  options.chroma_quality_offset = offset;
  const auto moved = choose_levels(planes, map, options);
  REQUIRE((luma && chroma && moved));
  CHECK(moved->components[0].table == luma->components[0].table);
  CHECK(moved->components[1].table == chroma->components[1].table);
  CHECK(moved->components[2].table == chroma->components[2].table);
}

TEST_CASE("choose_levels: maps of another grid are refused", "[choose_levels][unit]") {
  const auto planes = jpegaware::test::photo_like_planes(64, 64, 1);
  const auto map = BlockQualityMap::uniform(BlockGrid{8, 9}, 75.0F);
  REQUIRE(map);
  const auto image = choose_levels(planes, *map, {});
  REQUIRE_FALSE(image);
  CHECK(image.error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("choose_levels: a caller that says stop is obeyed", "[choose_levels][unit]") {
  const auto planes = jpegaware::test::photo_like_planes(64, 64, 1);
  EncodeOptions options;
  int asked = 0;
  options.should_cancel = [&] { return ++asked > 3; };
  const auto image = choose_levels(planes, uniform(planes, 75.0F), options);
  REQUIRE_FALSE(image);
  CHECK(image.error().code == ErrorCode::kAborted);
}

TEST_CASE("choose_levels: written over their coefficients, levels are the same",
          "[choose_levels][property]") {
  EncodeOptions options;
  options.effort_1_9 = GENERATE(1, 5, 6, 7);
  options.threads = 2;
  auto planes = jpegaware::test::photo_like_planes(90, 75, 12);
  const auto map = uniform(planes, 70.0F);
  const auto apart = choose_levels(planes, map, options);
  const auto in_place = choose_levels(std::move(planes), map, options);
  REQUIRE(apart);
  REQUIRE(in_place);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(in_place->components[c].levels.values == apart->components[c].levels.values);
  }
}
