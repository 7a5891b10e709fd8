// SPDX-License-Identifier: Apache-2.0
// Laws of requantizing: from pixels as encode(), from a JPEG never larger and never better.
#include "jpegaware/requantizer.h"

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "jpegaware/encode.h"
#include "source_levels.h"
#include "stock_jpeg.h"

using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::ChromaSubsampling;
using jpegaware::EncodeOptions;
using jpegaware::ErrorCode;
using jpegaware::FileMark;
using jpegaware::FileOrigin;
using jpegaware::MarkerSegment;
using jpegaware::PixelFormat;
using jpegaware::Requantizer;
using jpegaware::ScanLayout;
using jpegaware::SourceMetadata;
using jpegaware::VectorSink;
using jpegaware::test::photo_like_picture;
using jpegaware::test::Picture;

namespace {

BlockQualityMap uniform(BlockGrid grid, float quality) {
  auto map = BlockQualityMap::uniform(grid, quality);
  REQUIRE(map);
  return std::move(*map);
}

/// High quality on the left half, low on the right.
BlockQualityMap halves(BlockGrid grid, float left, float right) {
  std::vector<float> qualities;
  for (int row = 0; row < grid.height_blocks; ++row) {
    for (int column = 0; column < grid.width_blocks; ++column) {
      qualities.push_back(2 * column < grid.width_blocks ? left : right);
    }
  }
  auto map = BlockQualityMap::make(grid, std::move(qualities));
  REQUIRE(map);
  return std::move(*map);
}

struct Outcome {
  FileOrigin origin;
  std::vector<std::uint8_t> file;
};

Outcome requantize(const std::vector<std::uint8_t>& file, const BlockQualityMap& map,
                   const EncodeOptions& options = {},
                   SourceMetadata metadata = SourceMetadata::kKeep) {
  auto requantizer = Requantizer::from_jpeg(file, metadata, options);
  REQUIRE(requantizer);
  VectorSink sink;
  const auto origin = requantizer->encode(map, sink);
  REQUIRE(origin);
  return {*origin, sink.take()};
}

std::vector<jpegaware::detail::LargeArray<std::int16_t>> levels_of(const std::vector<std::uint8_t>& file) {
  const auto image = jpegaware::test::stock_levels(file);
  REQUIRE(image);
  std::vector<jpegaware::detail::LargeArray<std::int16_t>> levels;
  for (const auto& component : image->components) {
    levels.push_back(component.levels.values);
  }
  return levels;
}

double psnr(const Picture& picture, const std::vector<std::uint8_t>& file) {
  const auto decoded = jpegaware::test::stock_decode(file);
  REQUIRE(decoded);
  return jpegaware::test::psnr_db(picture, *decoded);
}

}  // namespace

TEST_CASE("requantizer: from pixels it writes what encode() writes, at one quality after the other",
          "[requantizer][property]") {
  const Picture picture = photo_like_picture(150, 90, 1);
  auto requantizer = Requantizer::from_pixels(picture.view(), {});
  REQUIRE(requantizer);
  CHECK(requantizer->grid() == BlockGrid::for_image(150, 90));
  for (const float quality : {80.0F, 30.0F, 80.0F}) {
    const auto map = halves(requantizer->grid(), quality, 20.0F);
    VectorSink sink;
    const auto origin = requantizer->encode(map, sink);
    REQUIRE(origin);
    CHECK(*origin == FileOrigin::kQuantized);
    const auto expected = jpegaware::encode(picture.view(), map, {});
    REQUIRE(expected);
    const bool same = sink.bytes() == *expected;
    CHECK(same);
  }
}

TEST_CASE("requantizer: a JPEG never grows, whatever it is and whatever is asked",
          "[requantizer][property]") {
  const int width_px = GENERATE(1, 17, 160);
  const auto format = GENERATE(PixelFormat::kGray8, PixelFormat::kRgb8);
  const auto subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  const int quality = GENERATE(20, 90);
  const Picture picture = photo_like_picture(width_px, 60, 2, format);
  const auto source = jpegaware::test::stock_encode(picture, quality, subsampling);
  for (const float asked : {5.0F, 75.0F, 100.0F}) {
    CAPTURE(width_px, quality, asked, static_cast<int>(subsampling));
    const auto outcome = requantize(source, uniform(BlockGrid::for_image(width_px, 60), asked));
    CHECK(outcome.file.size() <= source.size());
    CHECK(psnr(picture, outcome.file) > 12.0);
    INFO("what is not the source's own bytes carries a mark");
    const auto again = Requantizer::from_jpeg(outcome.file, SourceMetadata::kKeep, {});
    REQUIRE(again);
    CHECK(again->source_mark().has_value() == (outcome.origin != FileOrigin::kUnchanged));
  }
}

TEST_CASE("requantizer: its tables stay unless a lower quality asks for coarser ones",
          "[requantizer][unit]") {
  const Picture picture = photo_like_picture(160, 120, 3);
  const auto source = jpegaware::test::stock_encode(picture, 75, ChromaSubsampling::k420);
  const auto before = jpegaware::test::stock_levels(source);
  REQUIRE(before);
  CHECK(jpegaware::detail::quality_of_tables(*before) == Approx(75.0).margin(0.01));
  const BlockGrid grid = BlockGrid::for_image(160, 120);
  const auto same = jpegaware::test::stock_levels(requantize(source, uniform(grid, 90.0F)).file);
  const auto coarser = jpegaware::test::stock_levels(requantize(source, uniform(grid, 40.0F)).file);
  REQUIRE(same);
  REQUIRE(coarser);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(same->components[c].table == before->components[c].table);
    CHECK(coarser->components[c].table != before->components[c].table);
    for (std::size_t k = 0; k < 64; ++k) {
      CHECK(coarser->components[c].table[k] >= before->components[c].table[k]);
    }
  }
}

TEST_CASE("requantizer: blocks asked for at least what the tables stand for keep their levels",
          "[requantizer][property]") {
  const Picture picture = photo_like_picture(160, 120, 9);
  const int quality = GENERATE(30, 75, 92);
  const auto source = jpegaware::test::stock_encode(picture, quality, ChromaSubsampling::k444);
  const BlockGrid grid = BlockGrid::for_image(160, 120);
  const auto asked = static_cast<float>(quality);
  for (const float no_less : {asked, 100.0F}) {
    CHECK(levels_of(requantize(source, uniform(grid, no_less)).file) == levels_of(source));
  }
  const auto half =
      jpegaware::test::stock_levels(requantize(source, halves(grid, asked, 5.0F)).file);
  const auto before = jpegaware::test::stock_levels(source);
  REQUIRE(half);
  REQUIRE(before);
  std::size_t changed_right = 0;
  for (std::size_t i = 0; i < grid.count(); ++i) {
    const auto now = half->components[0].levels.block(i);
    const auto then = before->components[0].levels.block(i);
    const bool same = std::equal(now.begin(), now.end(), then.begin());
    const bool left = 2 * (i % 20) < 20;
    CHECK((same || !left));
    changed_right += same || left ? 0 : 1;
  }
  CHECK(changed_right > 20);
}

TEST_CASE("requantizer: a second pass at the same map changes no coefficient",
          "[requantizer][property]") {
  const Picture picture = photo_like_picture(200, 130, 4);
  const BlockGrid grid = BlockGrid::for_image(200, 130);
  const auto map = halves(grid, 80.0F, 30.0F);
  const bool from_pixels = GENERATE(true, false);
  std::vector<std::uint8_t> first;
  if (from_pixels) {
    auto encoded = jpegaware::encode(picture.view(), map, {});
    REQUIRE(encoded);
    first = std::move(*encoded);
  } else {
    first =
        requantize(jpegaware::test::stock_encode(picture, 92, ChromaSubsampling::k420), map).file;
  }
  auto again = Requantizer::from_jpeg(first, SourceMetadata::kKeep, {});
  REQUIRE(again);
  CHECK(again->source_mark() == map_mark(map));
  for (const float extra : {0.0F, 15.0F}) {
    const auto second = requantize(first, halves(grid, 80.0F + extra, 30.0F + extra));
    CHECK(second.origin != FileOrigin::kQuantized);
    CHECK(levels_of(second.file) == levels_of(first));
    CHECK(second.file.size() <= first.size());
  }
  const auto lower = requantize(first, halves(grid, 80.0F, 10.0F));
  CHECK(lower.origin == FileOrigin::kQuantized);
  CHECK(lower.file.size() < first.size());
}

TEST_CASE("requantizer: where the map is low the picture loses more", "[requantizer][property]") {
  const Picture picture = photo_like_picture(256, 128, 5, PixelFormat::kGray8);
  const auto source = jpegaware::test::stock_encode(picture, 92, ChromaSubsampling::k444);
  const auto outcome = requantize(source, halves(BlockGrid::for_image(256, 128), 92.0F, 20.0F));
  const auto decoded = jpegaware::test::stock_decode(outcome.file);
  REQUIRE(decoded);
  double left = 0.0;
  double right = 0.0;
  for (std::size_t i = 0; i < picture.bytes.size(); ++i) {
    const double error =
        static_cast<double>(picture.bytes[i]) - static_cast<double>(decoded->bytes[i]);
    (i % 256 < 128 ? left : right) += error * error;
  }
  CHECK(right > 2.0 * left);
}

TEST_CASE("requantizer: metadata is kept or dropped as told", "[requantizer][unit]") {
  const Picture picture = photo_like_picture(64, 64, 6);
  const std::uint8_t exif[] = {'E', 'x', 'i', 'f', 0, 0, 1, 2, 3};
  const std::uint8_t remark[] = {'h', 'i', ' ', 't', 'h', 'e', 'r', 'e'};
  const MarkerSegment segments[] = {{0xE1, exif}, {0xFE, remark}};
  const std::vector<std::uint8_t> profile(5000, 7);
  EncodeOptions with_metadata;
  with_metadata.segments = segments;
  with_metadata.icc_profile = profile;
  with_metadata.quality_1_100 = 90;
  with_metadata.density = {jpegaware::PixelDensity::Unit::kPerInch, 300, 300};
  with_metadata.mark = FileMark::kOmit;
  const auto source = jpegaware::encode(picture.view(), with_metadata);
  REQUIRE(source);
  const auto map = uniform(BlockGrid::for_image(64, 64), GENERATE(30.0F, 100.0F));
  const auto contains = [](const std::vector<std::uint8_t>& file,
                           std::span<const std::uint8_t> bytes) {
    return std::search(file.begin(), file.end(), bytes.begin(), bytes.end()) != file.end();
  };
  const std::uint8_t density[] = {'J', 'F', 'I',      'F',        0,        1,
                                  1,   1,   300 >> 8, 300 & 0xFF, 300 >> 8, 300 & 0xFF};

  const auto kept = requantize(*source, map).file;
  CHECK(contains(kept, exif));
  CHECK(contains(kept, remark));
  CHECK(contains(kept, density));
  CHECK(jpegaware::test::stock_icc_profile(kept) == profile);

  const auto dropped = requantize(*source, map, {}, SourceMetadata::kDrop).file;
  CHECK_FALSE(contains(dropped, exif));
  CHECK_FALSE(contains(dropped, remark));
  CHECK(jpegaware::test::stock_icc_profile(dropped).empty());
  CHECK(dropped.size() < kept.size());
  CHECK(psnr(picture, dropped) > 15.0);
}

TEST_CASE("requantizer: a sequential file asked for stays sequential", "[requantizer][unit]") {
  const Picture picture = photo_like_picture(64, 64, 7);
  const auto source = jpegaware::encode(picture.view(), EncodeOptions{});
  REQUIRE(source);
  EncodeOptions sequential;
  sequential.scan_layout = ScanLayout::kSequentialBaseline;
  const auto outcome =
      requantize(*source, uniform(BlockGrid::for_image(64, 64), 100.0F), sequential);
  const std::uint8_t baseline_frame[] = {0xFF, 0xC0, 0, 17};
  CHECK(std::search(outcome.file.begin(), outcome.file.end(), std::begin(baseline_frame),
                    std::end(baseline_frame)) != outcome.file.end());
  CHECK(levels_of(outcome.file) == levels_of(*source));
}

TEST_CASE("requantizer: damaged, foreign and wrong input is refused with a sentence",
          "[requantizer][unit]") {
  const Picture picture = photo_like_picture(64, 64, 8);
  const auto source = jpegaware::test::stock_encode(picture, 75, ChromaSubsampling::k420);
  const auto code_of = [](std::span<const std::uint8_t> file) {
    const auto requantizer = Requantizer::from_jpeg(file, SourceMetadata::kKeep, {});
    REQUIRE_FALSE(requantizer);
    CHECK(requantizer.error().message.size() > 10);
    return requantizer.error().code;
  };
  CHECK(code_of({}) == ErrorCode::kBadInput);
  CHECK(code_of(picture.bytes) == ErrorCode::kBadInput);
  for (std::size_t size = 1; size < source.size() - 2; size += 13) {
    CAPTURE(size);
    CHECK(code_of(std::span(source).first(size)) == ErrorCode::kBadInput);
  }
  // A damaged table may hold steps of 0, by which nothing can be divided.
  auto stepless = source;
  const std::uint8_t table[] = {0xFF, 0xDB};
  *(std::search(stepless.begin(), stepless.end(), std::begin(table), std::end(table)) + 9) = 0;
  CHECK(code_of(stepless) == ErrorCode::kUnsupported);
  EncodeOptions stopping;
  stopping.should_cancel = [] { return true; };
  const auto stopped = Requantizer::from_jpeg(source, SourceMetadata::kKeep, stopping);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == ErrorCode::kAborted);
  EncodeOptions small;
  small.max_pixels = 64 * 64 - 1;
  const auto too_large = Requantizer::from_jpeg(source, SourceMetadata::kKeep, small);
  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().code == ErrorCode::kInvalidArgument);
  // A progressive picture whose last scan is sent 600 times more.
  auto endless = jpegaware::encode(picture.view(), EncodeOptions{});
  REQUIRE(endless);
  const std::uint8_t start_of_scan[] = {0xFF, 0xDA};
  const std::vector<std::uint8_t> last_scan(
      std::find_end(endless->begin(), endless->end(), std::begin(start_of_scan),
                    std::end(start_of_scan)),
      endless->end() - 2);
  for (int i = 0; i < 600; ++i) {
    endless->insert(endless->end() - 2, last_scan.begin(), last_scan.end());
  }
  CHECK(code_of(*endless) == ErrorCode::kBadInput);
  const auto too_many = Requantizer::from_jpeg(*endless, SourceMetadata::kKeep, {});
  CHECK(too_many.error().message.find("500 scans") != std::string::npos);
  auto requantizer = Requantizer::from_jpeg(source, SourceMetadata::kKeep, {});
  REQUIRE(requantizer);
  VectorSink sink;
  const auto refused = requantizer->encode(uniform({3, 3}, 50.0F), sink);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kInvalidArgument);
}
