// SPDX-License-Identifier: Apache-2.0
// Laws of the colour conversion.
#include "color_convert.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "picture_factory.h"
#include "simd_targets_guard.h"

using namespace jpegaware::detail;
using jpegaware::PixelFormat;
using jpegaware::Simd;
using jpegaware::test::photo_like_picture;

namespace {

struct Rows {
  explicit Rows(int width) : y(size(width)), cb(size(width)), cr(size(width)) {}
  [[nodiscard]] YccRow out() { return {y.data(), cb.data(), cr.data()}; }
  static std::size_t size(int width) { return static_cast<std::size_t>(width); }
  std::vector<float> y, cb, cr;
};

}  // namespace

TEST_CASE("color_convert: grey pixels have no chroma, white and black reach the ends",
          "[color_convert][unit]") {
  const std::uint8_t pixels[] = {0, 0, 0, 128, 128, 128, 255, 255, 255};
  Rows rows(3);
  convert_row(pixels, PixelFormat::kRgb8, 3, Simd::kPlain, rows.out());
  CHECK(rows.y[0] == Approx(-128.0));
  CHECK(rows.y[1] == Approx(0.0).margin(1e-4));
  CHECK(rows.y[2] == Approx(127.0));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(rows.cb[i] == Approx(0.0).margin(1e-4));
    CHECK(rows.cr[i] == Approx(0.0).margin(1e-4));
  }
}

TEST_CASE("color_convert: primaries match BT.601 full range", "[color_convert][unit]") {
  const std::uint8_t pixels[] = {255, 0, 0, 0, 255, 0, 0, 0, 255};
  Rows rows(3);
  convert_row(pixels, PixelFormat::kRgb8, 3, Simd::kPlain, rows.out());
  const double expected[3][3] = {
      {0.299, -0.168736, 0.5}, {0.587, -0.331264, -0.418688}, {0.114, 0.5, -0.081312}};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(rows.y[i] == Approx(255.0 * expected[i][0] - 128.0).margin(1e-3));
    CHECK(rows.cb[i] == Approx(255.0 * expected[i][1]).margin(1e-3));
    CHECK(rows.cr[i] == Approx(255.0 * expected[i][2]).margin(1e-3));
  }
}

TEST_CASE("color_convert: every instruction set gives the plain version's bits",
          "[color_convert][property]") {
  const auto format = GENERATE(PixelFormat::kGray8, PixelFormat::kRgb8, PixelFormat::kBgr8,
                               PixelFormat::kRgba8, PixelFormat::kBgra8);
  const int width = GENERATE(1, 3, 7, 8, 9, 31, 64, 201);
  const auto picture = photo_like_picture(width, 1, 7, format);
  Rows plain(width);
  convert_row(picture.bytes.data(), format, width, Simd::kPlain, plain.out());
  for (const std::int64_t target : jpegaware::test::all_simd_targets()) {
    CAPTURE(static_cast<int>(format), width, target);
    const jpegaware::test::SimdTargetGuard guard(target);
    Rows fast(width);
    convert_row(picture.bytes.data(), format, width, Simd::kBest, fast.out());
    CHECK(fast.y == plain.y);
    CHECK(fast.cb == plain.cb);
    CHECK(fast.cr == plain.cr);
  }
}

TEST_CASE("color_convert: samples of 16 bits are a 257th of themselves, at any address",
          "[color_convert][property]") {
  const auto [narrow, wide] = GENERATE(std::pair{PixelFormat::kGray8, PixelFormat::kGray16},
                                       std::pair{PixelFormat::kRgb8, PixelFormat::kRgb16},
                                       std::pair{PixelFormat::kBgr8, PixelFormat::kBgr16},
                                       std::pair{PixelFormat::kRgba8, PixelFormat::kRgba16},
                                       std::pair{PixelFormat::kBgra8, PixelFormat::kBgra16});
  const auto shift = GENERATE(as<std::size_t>{}, 0, 1);
  constexpr int kWidth = 201;
  const auto picture = photo_like_picture(kWidth, 1, 5, narrow);
  std::vector<std::uint8_t> words(2 * picture.bytes.size() + shift);
  for (std::size_t i = 0; i < picture.bytes.size(); ++i) {
    words[shift + 2 * i] = words[shift + 2 * i + 1] = picture.bytes[i];
  }
  Rows expected(kWidth);
  convert_row(picture.bytes.data(), narrow, kWidth, Simd::kPlain, expected.out());
  for (const std::int64_t target : jpegaware::test::all_simd_targets()) {
    CAPTURE(static_cast<int>(wide), shift, target);
    const jpegaware::test::SimdTargetGuard guard(target);
    Rows fast(kWidth);
    convert_row(words.data() + shift, wide, kWidth, Simd::kBest, fast.out());
    CHECK(fast.y == expected.y);
    CHECK(fast.cb == expected.cb);
    CHECK(fast.cr == expected.cr);
  }
  Rows plain(kWidth);
  convert_row(words.data() + shift, wide, kWidth, Simd::kPlain, plain.out());
  CHECK(plain.y == expected.y);
  std::vector<std::uint8_t> y(kWidth), cb(kWidth), cr(kWidth), y16(kWidth), cb16(kWidth), cr16(kWidth);
  convert_row_reference(picture.bytes.data(), narrow, kWidth, {y.data(), cb.data(), cr.data()});
  convert_row_reference(words.data() + shift, wide, kWidth, {y16.data(), cb16.data(), cr16.data()});
  CHECK((y16 == y && cb16 == cb && cr16 == cr));
}

TEST_CASE("color_convert: what 16 bits say between two of 8 is kept", "[color_convert][unit]") {
  std::vector<std::uint16_t> words;
  for (int i = 0; i < 40; ++i) {
    words.push_back(static_cast<std::uint16_t>(i * 1638 + 77));
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(words.data());
  const auto simd = GENERATE(Simd::kPlain, Simd::kBest);
  Rows rows(40);
  convert_row(bytes, PixelFormat::kGray16, 40, simd, rows.out());
  for (std::size_t i = 0; i < words.size(); ++i) {
    CHECK(rows.y[i] == Approx(words[i] * 255.0 / 65535.0 - 128.0).margin(1e-4));
  }
}

TEST_CASE("color_convert: the reference's bytes are the float values rounded",
          "[color_convert][property]") {
  constexpr int kWidth = 500;
  const auto picture = photo_like_picture(kWidth, 1, 3);
  Rows rows(kWidth);
  convert_row(picture.bytes.data(), picture.format, kWidth, Simd::kPlain, rows.out());
  std::vector<std::uint8_t> y(kWidth), cb(kWidth), cr(kWidth);
  convert_row_reference(picture.bytes.data(), picture.format, kWidth,
                        {y.data(), cb.data(), cr.data()});
  for (std::size_t i = 0; i < kWidth; ++i) {
    CHECK(std::abs(static_cast<float>(y[i]) - 128.0F - rows.y[i]) <= 0.51F);
    CHECK(std::abs(static_cast<float>(cb[i]) - 128.0F - rows.cb[i]) <= 0.51F);
    CHECK(std::abs(static_cast<float>(cr[i]) - 128.0F - rows.cr[i]) <= 0.51F);
  }
}
