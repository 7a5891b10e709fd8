// SPDX-License-Identifier: Apache-2.0
// Laws of what lies behind the first picture: gain maps move whole, and the index says where.
#include "further_pictures.h"

#include "byte_blocks.h"
#include "catch.hpp"
#include "jpeg_segments.h"

namespace {

using formats_test::Bytes;
using formats_test::bytes_of;

constexpr std::uint32_t kGainMapType = 0;
constexpr std::uint32_t kPreviewType = 0x010001;

/// A first picture with an index, of any content, and one picture behind it.
Bytes file_with(std::uint32_t second_type, const Bytes& scan, const Bytes& second,
                bool has_right_index = true) {
  Bytes file{0xFF, 0xD8};
  formats_test::append(file, formats_test::segment(0xE1, bytes_of("Exif")));
  const std::size_t header_at = file.size() + 4 + 4;
  formats_test::append(file, formats_test::segment(0xE2, formats_test::empty_index(second_type)));
  formats_test::append(file, formats_test::segment(0xDA, {1, 1, 0, 0, 63, 0}));
  formats_test::append(file, scan);
  formats_test::append(file, {0xFF, 0xD9});
  formats_test::set_index(file, header_at, has_right_index ? file.size() : file.size() + 100000,
                          second.size());
  formats_test::append(file, second);
  return file;
}

const Bytes kSecond{0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 'g', 'm', 0xFF, 0xD9};

}  // namespace

TEST_CASE("jpeg_segments: stuffed zeros and restarts do not end the picture",
          "[jpeg_segments][unit]") {
  const Bytes file = file_with(kGainMapType, {1, 0xFF, 0, 0xFF, 0xD0, 0xFF, 0xFF, 0, 5}, kSecond);
  CHECK(jpegaware::apps::first_picture_bytes(file) == file.size() - kSecond.size());
  CHECK(jpegaware::apps::segments_before_scan(file).size() == 2);
}

TEST_CASE("further_pictures: a gain map moves whole behind another picture",
          "[further_pictures][unit]") {
  const Bytes file = file_with(kGainMapType, Bytes(500, 3), kSecond);
  const auto found = jpegaware::apps::find_further_pictures(
      file, bytes_of("http://ns.adobe.com/hdr-gain-map/1.0/"));
  CHECK(found.has_gain_map);
  CHECK(found.behind == kSecond);

  // Another first picture: other length, other segments in front of the index.
  Bytes made{0xFF, 0xD8};
  formats_test::append(made, formats_test::segment(0xE0, bytes_of("JFIF")));
  formats_test::append(made, formats_test::segment(0xE2, found.index));
  formats_test::append(made, formats_test::segment(0xDA, {1, 1, 0, 0, 63, 0}));
  formats_test::append(made, {7, 7, 0xFF, 0xD9});
  REQUIRE(jpegaware::apps::append_further_pictures(made, found));
  const auto again = jpegaware::apps::find_further_pictures(
      made, bytes_of("http://ns.adobe.com/hdr-gain-map/1.0/"));
  CHECK(again.behind == kSecond);
  const auto block = jpegaware::apps::TiffBlock::open(std::span(again.index).subspan(4));
  const std::size_t entries = block->directory(8)->find(0xB002)->value_at;
  CHECK(block->long_at(entries + 4) == again.first_bytes);
  CHECK(again.index_at + 4 + block->long_at(entries + 16 + 8) == again.first_bytes);
}

TEST_CASE("further_pictures: previews are left behind, unknown pictures are not",
          "[further_pictures][unit]") {
  const auto previews =
      jpegaware::apps::find_further_pictures(file_with(kPreviewType, {1}, kSecond), {});
  CHECK(previews.empty());
  const auto others =
      jpegaware::apps::find_further_pictures(file_with(kGainMapType, {1}, kSecond), {});
  CHECK(others.behind == kSecond);
  CHECK_FALSE(others.has_gain_map);
}

TEST_CASE("further_pictures: a gain map whose index is damaged is known as such",
          "[further_pictures][unit]") {
  const Bytes file = file_with(kGainMapType, {1}, kSecond, false);
  const auto found = jpegaware::apps::find_further_pictures(
      file, bytes_of("http://ns.adobe.com/hdr-gain-map/1.0/"));
  CHECK(found.is_damaged);
}

TEST_CASE("further_pictures: a gain map is known by its own words, as Apple's are",
          "[further_pictures][unit]") {
  Bytes second = kSecond;
  const Bytes words =
      bytes_of("apdi:AuxiliaryImageType=\"urn:com:apple:photo:2020:aux:hdrgainmap\"");
  second.insert(second.begin() + 8, words.begin(), words.end());
  const auto whole =
      jpegaware::apps::find_further_pictures(file_with(kGainMapType, {1}, second), {});
  CHECK(whole.has_gain_map);
  CHECK_FALSE(whole.is_damaged);
  const auto cut =
      jpegaware::apps::find_further_pictures(file_with(kGainMapType, {1}, second, false), {});
  CHECK(cut.is_damaged);
}

TEST_CASE("further_pictures: what is named but not there is not lost in silence",
          "[further_pictures][unit]") {
  const auto xmp = bytes_of("http://ns.adobe.com/hdr-gain-map/1.0/");
  Bytes file = file_with(kGainMapType, Bytes(50, 3), kSecond);
  file.resize(file.size() - kSecond.size());
  for (const Bytes& packet : {Bytes{}, xmp}) {
    const auto found = jpegaware::apps::find_further_pictures(file, packet);
    CHECK(found.is_missing);
    CHECK(found.empty());
  }
  const Bytes plain{0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 5, 0xFF, 0xD9};
  CHECK_FALSE(jpegaware::apps::find_further_pictures(plain, {}).is_missing);
  CHECK(jpegaware::apps::find_further_pictures(plain, xmp).is_missing);
}

TEST_CASE("further_pictures: damaged files are searched without harm",
          "[further_pictures][property]") {
  std::mt19937 random(3);
  const Bytes file = file_with(kGainMapType, {1, 2, 3}, kSecond);
  for (int i = 0; i < 4000; ++i) {
    const Bytes bytes = formats_test::damaged(file, random);
    const auto found = jpegaware::apps::find_further_pictures(bytes, {});
    if (!found.empty()) {
      REQUIRE(found.behind.size() < bytes.size());
      Bytes made = bytes;
      static_cast<void>(jpegaware::apps::append_further_pictures(made, found).has_value());
    }
  }
}
