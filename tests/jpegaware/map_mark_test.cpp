// SPDX-License-Identifier: Apache-2.0
// Laws of the mark that the optimiser leaves in its files.
#include "jpegaware/map_mark.h"

#include <functional>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "jpegaware/encode.h"
#include "libjpeg_reader.h"
#include "picture_factory.h"

using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::EncodeOptions;
using jpegaware::FileMark;
using jpegaware::MapMark;
using jpegaware::Quantizer;
using jpegaware::test::photo_like_picture;

namespace {

BlockQualityMap make_map(BlockGrid grid, std::vector<float> qualities) {
  auto map = BlockQualityMap::make(grid, std::move(qualities));
  REQUIRE(map);
  return std::move(*map);
}

std::vector<MapMark> marks_in(const std::vector<std::uint8_t>& file) {
  const std::function<bool()> never;
  jpegaware::detail::Cancellation cancellation(never);
  const auto source =
      jpegaware::detail::read_jpeg(file, std::numeric_limits<std::int64_t>::max(), cancellation);
  REQUIRE(source);
  std::vector<MapMark> marks;
  for (const auto& segment : source->segments) {
    if (const auto mark = jpegaware::parse_map_mark(segment.code, segment.payload)) {
      CHECK(segment.payload.size() + 4 <= 32);
      marks.push_back(*mark);
    }
  }
  return marks;
}

}  // namespace

TEST_CASE("map_mark: equal for equal maps, different for different ones", "[map_mark][unit]") {
  const MapMark mark = map_mark(make_map({2, 2}, {80, 70, 60, 50}));
  CHECK(mark.highest_256ths == 80 * 256);
  CHECK(mark.lowest_256ths == 50 * 256);
  CHECK(mark == map_mark(make_map({2, 2}, {80, 70, 60, 50})));
  CHECK(mark != map_mark(make_map({2, 2}, {80, 60, 70, 50})));
  CHECK(mark != map_mark(make_map({4, 1}, {80, 70, 60, 50})));
}

TEST_CASE("map_mark: what is written is what is read", "[map_mark][unit]") {
  const MapMark mark{25600, 0x0102, 0x123456789ABCDEF0U};
  auto payload = map_mark_payload(mark);
  CHECK(jpegaware::parse_map_mark(jpegaware::kMapMarkCode, payload) == mark);
  CHECK_FALSE(jpegaware::parse_map_mark(0xEE, payload));
  CHECK_FALSE(jpegaware::parse_map_mark(jpegaware::kMapMarkCode, std::span(payload).first(22)));
  payload[10] = 2;  // a later format: ours, but not understood
  CHECK_FALSE(jpegaware::parse_map_mark(jpegaware::kMapMarkCode, payload));
  CHECK(jpegaware::is_map_mark(jpegaware::kMapMarkCode, payload));
  payload[0] = 'x';
  CHECK_FALSE(jpegaware::is_map_mark(jpegaware::kMapMarkCode, payload));
}

TEST_CASE("map_mark: a file of the optimiser has exactly one, whatever the caller's segments are",
          "[map_mark][unit]") {
  const auto picture = photo_like_picture(40, 24, 1);
  const auto map = make_map(BlockGrid::for_image(40, 24), std::vector<float>(15, 66.5F));
  const auto old_mark = jpegaware::map_mark_payload({1, 1, 1});
  const jpegaware::MarkerSegment segments[] = {{jpegaware::kMapMarkCode, old_mark}};
  EncodeOptions options;
  options.segments = segments;
  const auto marked = jpegaware::encode(picture.view(), map, options);
  REQUIRE(marked);
  CHECK(marks_in(*marked) == std::vector<MapMark>{map_mark(map)});

  options.mark = FileMark::kOmit;
  const auto unmarked = jpegaware::encode(picture.view(), map, options);
  REQUIRE(unmarked);
  CHECK(marks_in(*unmarked).empty());

  options.mark = FileMark::kWrite;
  options.quantizer = Quantizer::kRounding;
  const auto rounded = jpegaware::encode(picture.view(), map, options);
  REQUIRE(rounded);
  CHECK(marks_in(*rounded).empty());
}
