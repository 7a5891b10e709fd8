// SPDX-License-Identifier: Apache-2.0
// Laws of exchanging a file's metadata without touching its picture.
#include "segment_splice.h"

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "stock_jpeg.h"

using jpegaware::ChromaSubsampling;
using jpegaware::MarkerSegment;
using jpegaware::detail::with_segments;
using jpegaware::test::photo_like_picture;

TEST_CASE("segment_splice: without metadata there is nothing to change", "[segment_splice][unit]") {
  const auto file =
      jpegaware::test::stock_encode(photo_like_picture(20, 20, 1), 75, ChromaSubsampling::k420);
  CHECK(with_segments(file, {}) == file);
}

TEST_CASE("segment_splice: segments go in behind JFIF's and come out again",
          "[segment_splice][property]") {
  const auto file =
      jpegaware::test::stock_encode(photo_like_picture(20, 20, 2), 75, ChromaSubsampling::k420);
  const std::vector<std::uint8_t> exif = {'E', 'x', 'i', 'f', 0, 0, 9};
  const std::vector<std::uint8_t> remark(300, 'x');
  const MarkerSegment segments[] = {{0xE1, exif}, {0xFE, remark}};
  const auto with = with_segments(file, segments);
  CHECK(with.size() == file.size() + 4 + exif.size() + 4 + remark.size());
  constexpr std::size_t kJfifEnd = 2 + 18;
  CHECK(std::equal(file.begin(), file.begin() + kJfifEnd, with.begin()));
  CHECK(with[kJfifEnd + 1] == 0xE1);
  REQUIRE(jpegaware::test::stock_decode(with));
  CHECK(jpegaware::test::stock_decode(with)->bytes == jpegaware::test::stock_decode(file)->bytes);
  CHECK(with_segments(with, {}) == file);
}

TEST_CASE("segment_splice: cut anywhere, a file is read no further than it goes",
          "[segment_splice][property]") {
  const auto file =
      jpegaware::test::stock_encode(photo_like_picture(20, 20, 3), 75, ChromaSubsampling::k420);
  for (std::size_t size = 2; size < file.size(); ++size) {
    const auto cut = with_segments(std::span(file).first(size), {});
    CHECK(cut.size() <= size);
  }
}
