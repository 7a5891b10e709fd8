// SPDX-License-Identifier: Apache-2.0
// Laws of size and score targets.
#include "jpegaware/targets.h"

#include <cmath>

#include "catch.hpp"
#include "stock_jpeg.h"

using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::Error;
using jpegaware::ErrorCode;
using jpegaware::QualityDial;
using jpegaware::Requantizer;
using jpegaware::Result;
using jpegaware::TargetedFile;
using jpegaware::VectorSink;
using jpegaware::test::photo_like_picture;
using jpegaware::test::Picture;

namespace {

QualityDial uniform_dial(BlockGrid grid) {
  return [grid](float setting) { return BlockQualityMap::uniform(grid, setting); };
}

Requantizer requantizer_of(const Picture& picture) {
  auto requantizer = Requantizer::from_pixels(picture.view(), {});
  REQUIRE(requantizer);
  return std::move(*requantizer);
}

}  // namespace

TEST_CASE("targets: a size is met from below, and no setting a little higher would do",
          "[targets][property]") {
  const Picture picture = photo_like_picture(320, 240, 1);
  Requantizer requantizer = requantizer_of(picture);
  const auto dial = uniform_dial(requantizer.grid());
  const std::int64_t most_bytes = GENERATE(2500, 5000, 9000, 20000, 40000);
  CAPTURE(most_bytes);
  const auto found = encode_to_size(requantizer, dial, most_bytes);
  REQUIRE(found);
  REQUIRE(found->reached);
  CHECK(static_cast<std::int64_t>(found->file.size()) <= most_bytes);
  CHECK(found->tries <= 12);
  CHECK(jpegaware::test::stock_decode(found->file));
  const bool near =
      static_cast<double>(found->file.size()) >= 0.99 * static_cast<double>(most_bytes);
  if (!near) {
    const auto map = dial(std::min(found->setting_1_100 + 1.0F, 100.0F));
    REQUIRE(map);
    VectorSink sink;
    REQUIRE(requantizer.encode(*map, sink));
    CHECK(static_cast<std::int64_t>(sink.bytes().size()) > most_bytes);
  }
}

TEST_CASE("targets: a size out of reach gives the smallest file and says so", "[targets][unit]") {
  const Picture picture = photo_like_picture(320, 240, 2);
  Requantizer requantizer = requantizer_of(picture);
  const auto found = encode_to_size(requantizer, uniform_dial(requantizer.grid()), 100);
  REQUIRE(found);
  CHECK_FALSE(found->reached);
  CHECK(found->setting_1_100 == 1.0F);
  const auto ample = encode_to_size(requantizer, uniform_dial(requantizer.grid()), 100'000'000);
  REQUIRE(ample);
  CHECK(ample->reached);
  CHECK(ample->setting_1_100 == 100.0F);
}

TEST_CASE("targets: a score is met from above by not much", "[targets][property]") {
  const Picture picture = photo_like_picture(320, 240, 3);
  Requantizer requantizer = requantizer_of(picture);
  const jpegaware::FileScore psnr = [&](std::span<const std::uint8_t> file) -> Result<double> {
    const auto decoded = jpegaware::test::stock_decode(file);
    REQUIRE(decoded);
    return jpegaware::test::psnr_db(picture, *decoded);
  };
  const double least_db = GENERATE(24.0, 25.0, 27.0);
  const auto found = encode_to_score(requantizer, uniform_dial(requantizer.grid()), psnr, least_db);
  REQUIRE(found);
  CHECK(found->reached);
  const auto score = psnr(found->file);
  CHECK(*score >= least_db);
  CHECK(*score <= least_db + 0.3);
  const auto beyond = encode_to_score(requantizer, uniform_dial(requantizer.grid()), psnr, 90.0);
  REQUIRE(beyond);
  CHECK_FALSE(beyond->reached);
  CHECK(beyond->setting_1_100 == 100.0F);
}

TEST_CASE("targets: the dial's and the score's errors come back; nonsense is refused",
          "[targets][unit]") {
  const Picture picture = photo_like_picture(32, 32, 4);
  Requantizer requantizer = requantizer_of(picture);
  const auto dial = uniform_dial(requantizer.grid());
  const QualityDial broken = [](float) -> Result<BlockQualityMap> {
    return Error{ErrorCode::kIo, "the dial is broken"};
  };
  const jpegaware::FileScore blind = [](std::span<const std::uint8_t>) -> Result<double> {
    return Error{ErrorCode::kUnsupported, "the judge is blind"};
  };
  CHECK(encode_to_size(requantizer, broken, 1000).error().message == "the dial is broken");
  CHECK(encode_to_score(requantizer, dial, blind, 50.0).error().message == "the judge is blind");
  CHECK(encode_to_size(requantizer, dial, 0).error().code == ErrorCode::kInvalidArgument);
  CHECK(encode_to_score(requantizer, dial, blind, std::nan("")).error().code ==
        ErrorCode::kInvalidArgument);
}
