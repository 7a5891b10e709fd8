// SPDX-License-Identifier: Apache-2.0
// Laws of what the network and the map see of 16-bit and planar pictures.
#include "rgb_rows.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "catch.hpp"
#include "photo.h"
#include "planar_picture.h"
#include "saliency/encode.h"

using jpegaware::ImageView;
using jpegaware::PixelFormat;
using jpegaware::YcbcrCoding;
using jpegaware::saliency::Model;
using jpegaware::saliency::RgbRows;
using jpegaware::test::PlanarPicture;

namespace {

/// Each byte twice: the same picture in 16 bits, whatever the byte order.
std::vector<std::uint8_t> widen(const std::vector<std::uint8_t>& bytes) {
  std::vector<std::uint8_t> words;
  for (const std::uint8_t byte : bytes) {
    words.insert(words.end(), {byte, byte});
  }
  return words;
}

const Model& shared_model() {
  static const auto model = Model::load({.weights_file = TEST_WEIGHTS, .module_dir = TEST_MODULE_DIR});
  REQUIRE(model);
  return *model;
}

}  // namespace

TEST_CASE("rgb_rows: rows of 8 bits are handed out where they lie", "[rgb_rows][unit]") {
  const auto picture = test_support::noise_picture(9, 5, 1);
  RgbRows rows(picture.view());
  CHECK(rows.format() == PixelFormat::kRgb8);
  CHECK(rows.row(3) == picture.bytes.data() + 3 * 27);
}

TEST_CASE("rgb_rows: 16 bits are rounded to 8", "[rgb_rows][unit]") {
  const std::vector<std::uint16_t> words{0, 128, 129, 25700, 65406, 65407, 65535};
  RgbRows rows({reinterpret_cast<const std::uint8_t*>(words.data()), 7, 1, 14, PixelFormat::kGray16});
  CHECK(rows.format() == PixelFormat::kGray8);
  const std::uint8_t* row = rows.row(0);
  const std::vector<int> expected{0, 0, 1, 100, 254, 255, 255};
  CHECK(std::vector<int>(row, row + 7) == expected);
}

TEST_CASE("rgb_rows: planes become RGB by the plain formula", "[rgb_rows][property]") {
  const auto coding = GENERATE(YcbcrCoding::kFull601, YcbcrCoding::kLimited601, YcbcrCoding::kFull709,
                               YcbcrCoding::kLimited709);
  const bool pairs = GENERATE(false, true);
  const PlanarPicture picture(17, 13, 3);
  RgbRows rows(pairs ? picture.nv12(coding) : picture.i420(coding));
  const bool is_limited = coding == YcbcrCoding::kLimited601 || coding == YcbcrCoding::kLimited709;
  const bool is_601 = coding == YcbcrCoding::kFull601 || coding == YcbcrCoding::kLimited601;
  const double kr = is_601 ? 0.299 : 0.2126;
  const double kb = is_601 ? 0.114 : 0.0722;
  double worst = 0.0;
  for (int y = 0; y < 13; ++y) {
    const std::uint8_t* row = rows.row(y);
    for (int x = 0; x < 17; ++x) {
      const auto chroma = static_cast<std::size_t>(y / 2 * 9 + x / 2);
      const double code = picture.luma[static_cast<std::size_t>(y * 17 + x)];
      const double luma = is_limited ? (code - 16) / 219 : code / 255;
      const double red = luma + 2 * (1 - kr) * (picture.cr[chroma] - 128) / (is_limited ? 224.0 : 255.0);
      const double blue = luma + 2 * (1 - kb) * (picture.cb[chroma] - 128) / (is_limited ? 224.0 : 255.0);
      const double rgb[] = {red, (luma - kr * red - kb * blue) / (1 - kr - kb), blue};
      for (int c = 0; c < 3; ++c) {
        worst = std::max(worst, std::abs(row[3 * x + c] - 255 * std::clamp(rgb[c], 0.0, 1.0)));
      }
    }
  }
  CAPTURE(static_cast<int>(coding), pairs);
  CHECK(worst <= 0.501);
}

TEST_CASE("rgb_rows: two rows stay readable", "[rgb_rows][unit]") {
  const PlanarPicture picture(8, 8, 3);
  RgbRows rows(picture.i420());
  const std::uint8_t* first = rows.row(2);
  const std::vector<std::uint8_t> copy(first, first + 24);
  const std::uint8_t* second = rows.row(3);
  CHECK(std::equal(copy.begin(), copy.end(), first));
  CHECK(rows.row(2) == first);
  CHECK(rows.row(3) == second);
  CHECK(rows.row(4) == first);
}

TEST_CASE("rgb_rows: a 16-bit picture has the map and the file of its 8 bits", "[rgb_rows][weights]") {
  const auto picture = test_support::read_png(TEST_DATA_DIR "/photos/chelsea.png");
  const auto words = widen(picture.bytes);
  ImageView wide = picture.view();
  wide.data = words.data();
  wide.stride_bytes *= 2;
  wide.format = PixelFormat::kRgb16;
  const auto expected = jpegaware::saliency::encode(shared_model(), picture.view(), 80);
  const auto file = jpegaware::saliency::encode(shared_model(), wide, 80);
  REQUIRE(expected);
  REQUIRE(file);
  CHECK(*file == *expected);
}

TEST_CASE("rgb_rows: planes have the map of the pixels that they show", "[rgb_rows][weights]") {
  const auto coding = GENERATE(YcbcrCoding::kFull601, YcbcrCoding::kLimited709);
  const PlanarPicture planes(320, 200, 6);
  const ImageView view = planes.nv12(coding);
  RgbRows rows(view);
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < 200; ++y) {
    const std::uint8_t* row = rows.row(y);
    rgb.insert(rgb.end(), row, row + 960);
  }
  const ImageView pixels{rgb.data(), 320, 200, 960, PixelFormat::kRgb8};
  const auto seen = shared_model().heatmap(view);
  const auto expected = shared_model().heatmap(pixels);
  REQUIRE(seen);
  REQUIRE(expected);
  CHECK(seen->gaze.cells == expected->gaze.cells);
  const auto map = make_saliency_map(*seen, view, jpegaware::saliency::Heads::kJoined);
  const auto expected_map = make_saliency_map(*expected, pixels, jpegaware::saliency::Heads::kJoined);
  REQUIRE(map);
  REQUIRE(expected_map);
  CHECK(std::equal(map->values().begin(), map->values().end(), expected_map->values().begin()));
}
