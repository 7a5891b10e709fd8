// SPDX-License-Identifier: Apache-2.0
// Laws of the EXIF reader: what it reads, what it passes on, and that no block can break it.
#include "exif.h"

#include "byte_blocks.h"
#include "catch.hpp"

namespace {

using formats_test::Bytes;
using formats_test::holds;
using jpegaware::PixelDensity;

/// The phone's block with a second directory and a thumbnail, which `behind` follows.
Bytes with_thumbnail(bool is_big_endian, const Bytes& behind) {
  Bytes exif = formats_test::phone_exif(is_big_endian);
  const std::size_t first = 8;
  const std::size_t count = jpegaware::apps::TiffBlock::open(exif)->short_at(first);
  const std::size_t second = exif.size();
  jpegaware::apps::put_long(exif, first + 2 + 12 * count, static_cast<std::uint32_t>(second),
                            is_big_endian);
  exif.resize(second + 2 + 24 + 4, 0);
  jpegaware::apps::put_short(exif, second, 2, is_big_endian);
  const Bytes thumbnail{0xFF, 0xD8, 0xFF, 'T', 'H', 'U', 'M', 'B', 0xFF, 0xD9};
  const std::uint32_t values[2][2] = {{0x0201, static_cast<std::uint32_t>(exif.size())},
                                      {0x0202, static_cast<std::uint32_t>(thumbnail.size())}};
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t entry = second + 2 + 12 * i;
    jpegaware::apps::put_short(exif, entry, values[i][0], is_big_endian);
    jpegaware::apps::put_short(exif, entry + 2, 4, is_big_endian);
    jpegaware::apps::put_long(exif, entry + 4, 1, is_big_endian);
    jpegaware::apps::put_long(exif, entry + 8, values[i][1], is_big_endian);
  }
  formats_test::append(exif, thumbnail);
  formats_test::append(exif, behind);
  return exif;
}

}  // namespace

TEST_CASE("exif: orientation is read and set in both byte orders", "[exif][unit]") {
  const bool is_big_endian = GENERATE(false, true);
  Bytes exif = formats_test::phone_exif(is_big_endian);
  CHECK(jpegaware::apps::exif_orientation(exif) == 6);
  jpegaware::apps::set_exif_orientation(exif, 3);
  CHECK(jpegaware::apps::exif_orientation(exif) == 3);
  CHECK(jpegaware::apps::exif_orientation(jpegaware::apps::orientation_exif(8)) == 8);
}

TEST_CASE("exif: without a block, or with a number beyond 8, the picture is upright",
          "[exif][unit]") {
  Bytes exif = formats_test::phone_exif(true);
  jpegaware::apps::set_exif_orientation(exif, 9);
  CHECK(jpegaware::apps::exif_orientation(exif) == 1);
  CHECK(jpegaware::apps::exif_orientation(Bytes{}) == 1);
}

TEST_CASE("exif: resolution becomes a density of whole dots", "[exif][unit]") {
  const auto density =
      jpegaware::apps::exif_density(formats_test::phone_exif(GENERATE(false, true)));
  REQUIRE(density);
  CHECK(*density == PixelDensity{PixelDensity::Unit::kPerInch, 300, 300});
}

TEST_CASE("exif: a quarter turn exchanges the stated sides", "[exif][unit]") {
  const bool is_big_endian = GENERATE(false, true);
  Bytes exif = formats_test::phone_exif(is_big_endian);
  jpegaware::apps::swap_exif_sides(exif);
  const auto block = jpegaware::apps::TiffBlock::open(exif);
  const auto first = block->directory(8);
  const auto own = block->directory(*block->number(*first->find(0x8769)));
  CHECK(block->number(*own->find(0xA002)) == 480U);
  CHECK(block->number(*own->find(0xA003)) == 640U);
}

TEST_CASE("exif: safe keeps orientation and copyright, drops place, serial numbers and owner",
          "[exif][unit]") {
  const Bytes safe = jpegaware::apps::safe_exif(formats_test::phone_exif(GENERATE(false, true)));
  CHECK(jpegaware::apps::exif_orientation(safe) == 6);
  CHECK(jpegaware::apps::exif_density(safe).has_value());
  CHECK(holds(safe, "(c) A. Author"));
  CHECK(holds(safe, "Camera 7"));
  CHECK(holds(safe, "2026:01:02 03:04:05"));
  for (const char* secret : {"SERIAL", "LENS-777", "Owner", "MAKERNOTE", "GPSMETHOD"}) {
    CAPTURE(secret);
    CHECK_FALSE(holds(safe, secret));
  }
}

TEST_CASE("exif: a thumbnail at the end goes with its bytes", "[exif][unit]") {
  const bool is_big_endian = GENERATE(false, true);
  Bytes exif = with_thumbnail(is_big_endian, Bytes(GENERATE(0U, 1U), 0));
  REQUIRE(holds(exif, "THUMB"));
  const std::size_t before = exif.size();
  jpegaware::apps::drop_exif_thumbnail(exif);
  CHECK(exif.size() + 10 <= before);
  CHECK_FALSE(holds(exif, "THUMB"));
  CHECK(jpegaware::apps::TiffBlock::open(exif)->directory(8)->next == 0);
  CHECK(jpegaware::apps::exif_orientation(exif) == 6);
}

TEST_CASE("exif: a thumbnail in the middle is blanked and nothing moves", "[exif][unit]") {
  Bytes exif = with_thumbnail(true, formats_test::bytes_of("maker note that points here"));
  const std::size_t before = exif.size();
  jpegaware::apps::drop_exif_thumbnail(exif);
  CHECK(exif.size() == before);
  CHECK_FALSE(holds(exif, "THUMB"));
  CHECK(holds(exif, "maker note that points here"));
}

TEST_CASE("exif: of a TIFF file only what describes the picture goes over", "[exif][unit]") {
  const Bytes tiff = jpegaware::apps::build_tiff_block(
      false,
      {formats_test::short_value(0x0100, 640, false), formats_test::short_value(0x0111, 8, false),
       formats_test::short_value(0x0112, 8, false), formats_test::text_value(0x013B, "An Artist")},
      {{0x8769, {formats_test::text_value(0x9003, "2026:01:02 03:04:05")}}});
  const Bytes exif = jpegaware::apps::exif_of_tiff(tiff);
  CHECK(jpegaware::apps::exif_orientation(exif) == 8);
  CHECK(holds(exif, "An Artist"));
  CHECK(holds(exif, "2026:01:02 03:04:05"));
  const auto first = jpegaware::apps::TiffBlock::open(exif)->directory(8);
  CHECK(first->find(0x0100) == nullptr);
  CHECK(first->find(0x0111) == nullptr);
}

TEST_CASE("exif: directories that claim more than the block holds stay small", "[exif][unit]") {
  // 5,461 entries that all name the same 64 kB.
  constexpr std::size_t kEntries = 5461;
  Bytes exif{'M', 'M', 0, 42, 0, 0, 0, 8, kEntries >> 8U, kEntries & 0xFFU};
  for (std::size_t i = 0; i < kEntries; ++i) {
    formats_test::append(exif, {0x82, 0x98, 0, 2, 0, 0, 0xF0, 0, 0, 0, 0, 8});
  }
  exif.resize(exif.size() + 4, 0);
  CHECK(jpegaware::apps::safe_exif(exif).size() < 70000);
}

TEST_CASE("exif: damaged blocks are read without harm", "[exif][property]") {
  std::mt19937 random(7);
  const Bytes whole[] = {formats_test::phone_exif(true), formats_test::phone_exif(false),
                         with_thumbnail(true, {}),
                         with_thumbnail(false, formats_test::bytes_of("tail"))};
  for (int i = 0; i < 4000; ++i) {
    Bytes exif = formats_test::damaged(whole[i % 4], random);
    const int orientation = jpegaware::apps::exif_orientation(exif);
    REQUIRE((orientation >= 1 && orientation <= 8));
    REQUIRE(jpegaware::apps::safe_exif(exif).size() < 140000);
    REQUIRE(jpegaware::apps::exif_of_tiff(exif).size() < 210000);
    static_cast<void>(jpegaware::apps::exif_density(exif));
    jpegaware::apps::swap_exif_sides(exif);
    jpegaware::apps::set_exif_orientation(exif, 1);
    const std::size_t before = exif.size();
    jpegaware::apps::drop_exif_thumbnail(exif);
    REQUIRE(exif.size() <= before);
  }
}
