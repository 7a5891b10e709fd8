// SPDX-License-Identifier: Apache-2.0
// Laws of the network's input: sizes, formats and strides.
#include "preprocess.h"

#include <algorithm>

#include "catch.hpp"
#include "photo.h"

using jpegaware::ImageView;
using jpegaware::PixelFormat;
using jpegaware::saliency::InputPlanes;
using jpegaware::saliency::input_size;
using jpegaware::saliency::LayerSize;
using jpegaware::saliency::MapSize;
using jpegaware::saliency::preprocess;

namespace {
constexpr jpegaware::saliency::InputScaling kScaling{127.0F, 128.0F};
}

TEST_CASE("preprocess: the input's area is about the same for every picture", "[preprocess][property]") {
  const auto [width, height] = GENERATE(table<int, int>(
      {{1, 1}, {7, 9}, {640, 480}, {480, 640}, {65500, 1}, {1, 65500}, {4000, 3000}, {256, 256}}));
  const auto [map_size, area] = GENERATE(table<MapSize, double>({{MapSize::kSmall, 224.0 * 160},
                                                                 {MapSize::kDefault, 320.0 * 240},
                                                                 {MapSize::kLarge, 448.0 * 336}}));
  if (map_size == MapSize::kLarge && width * height < 448 * 336) {
    return;  // the next test's
  }
  const LayerSize size = input_size(width, height, map_size);
  CHECK(size.width % 16 == 0);
  CHECK(size.height % 16 == 0);
  CHECK((size.width >= size.height) == (width >= height));
  CHECK(size.width * size.height == Approx(area).epsilon(0.12));
}

TEST_CASE("preprocess: the large size does not enlarge a picture beyond the default", "[preprocess][unit]") {
  const auto [width, height] = GENERATE(table<int, int>({{1, 1}, {7, 9}, {256, 256}, {320, 240}}));
  const LayerSize large = input_size(width, height, MapSize::kLarge);
  const LayerSize usual = input_size(width, height, MapSize::kDefault);
  CHECK(large.width == usual.width);
  CHECK(large.height == usual.height);
  CHECK(input_size(400, 300, MapSize::kLarge).width == 400);
}

TEST_CASE("preprocess: a 4:3 picture gets the documented default size", "[preprocess][unit]") {
  const LayerSize wide = input_size(800, 600, MapSize::kDefault);
  CHECK(wide.width == 320);
  CHECK(wide.height == 240);
  const LayerSize tall = input_size(600, 800, MapSize::kDefault);
  CHECK(tall.width == 240);
  CHECK(tall.height == 320);
}

TEST_CASE("preprocess: one colour stays that colour at any size", "[preprocess][property]") {
  const int width = GENERATE(1, 7, 17, 321, 1000);
  const int height = GENERATE(1, 9, 700);
  const auto picture = test_support::flat_picture(width, height, 200);
  const InputPlanes input = preprocess(picture.view(), {64, 96}, kScaling);
  CHECK(input.samples.size() == 3 * 64 * 96);
  const auto [low, high] = std::minmax_element(input.samples.begin(), input.samples.end());
  CHECK(*low == Approx((200.0 - 127.0) / 128.0).epsilon(1e-5));
  CHECK(*high == Approx((200.0 - 127.0) / 128.0).epsilon(1e-5));
}

TEST_CASE("preprocess: every pixel format gives the same planes", "[preprocess][property]") {
  const auto rgb = test_support::noise_picture(37, 23, 5);
  const PixelFormat format = GENERATE(PixelFormat::kBgr8, PixelFormat::kRgba8, PixelFormat::kBgra8);
  const int pixel_bytes = jpegaware::bytes_per_pixel(format);
  const bool blue_first = format == PixelFormat::kBgr8 || format == PixelFormat::kBgra8;
  test_support::Picture other{37, 23, std::vector<std::uint8_t>(37 * 23 * static_cast<std::size_t>(pixel_bytes), 99), format};
  for (std::size_t i = 0; i < 37 * 23; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      other.bytes[i * static_cast<std::size_t>(pixel_bytes) + (blue_first ? 2 - c : c)] = rgb.bytes[i * 3 + c];
    }
  }
  CHECK(preprocess(other.view(), {32, 48}, kScaling).samples == preprocess(rgb.view(), {32, 48}, kScaling).samples);
}

TEST_CASE("preprocess: padding bytes and bottom-up rows change nothing", "[preprocess][property]") {
  const auto picture = test_support::noise_picture(31, 19, 6);
  constexpr std::size_t kRow = 31 * 3;
  constexpr std::size_t kWide = kRow + 11;
  std::vector<std::uint8_t> padded(kWide * 19, 0xEE);
  std::vector<std::uint8_t> upside_down(kRow * 19);
  for (std::size_t y = 0; y < 19; ++y) {
    const auto row = picture.bytes.begin() + static_cast<std::ptrdiff_t>(y * kRow);
    std::copy(row, row + kRow, padded.begin() + static_cast<std::ptrdiff_t>(y * kWide));
    std::copy(row, row + kRow, upside_down.begin() + static_cast<std::ptrdiff_t>((18 - y) * kRow));
  }
  const auto expected = preprocess(picture.view(), {32, 32}, kScaling).samples;
  const ImageView wide{padded.data(), 31, 19, kWide, PixelFormat::kRgb8};
  const ImageView flipped{upside_down.data() + 18 * kRow, 31, 19, -static_cast<std::ptrdiff_t>(kRow),
                          PixelFormat::kRgb8};
  CHECK(preprocess(wide, {32, 32}, kScaling).samples == expected);
  CHECK(preprocess(flipped, {32, 32}, kScaling).samples == expected);
}

TEST_CASE("preprocess: grey fills all three planes", "[preprocess][unit]") {
  const std::vector<std::uint8_t> grey{0, 50, 100, 255};
  const ImageView view{grey.data(), 2, 2, 2, PixelFormat::kGray8};
  const auto samples = preprocess(view, {2, 2}, {0.0F, 1.0F}).samples;
  CHECK(samples == std::vector<float>{0, 50, 100, 255, 0, 50, 100, 255, 0, 50, 100, 255});
}
