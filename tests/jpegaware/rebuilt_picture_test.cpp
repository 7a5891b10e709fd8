// SPDX-License-Identifier: Apache-2.0
// Laws of the model of the decoder: it shows what libjpeg-turbo shows, and its transpose is one.
#include "rebuilt_picture.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "catch.hpp"
#include "coefficient_factory.h"
#include "frame_layout.h"
#include "jpegaware/encode.h"
#include "picture_factory.h"
#include "simd_targets_guard.h"
#include "stock_jpeg.h"

using namespace jpegaware::detail;
using jpegaware::ChromaSubsampling;
using jpegaware::Simd;

namespace {

double dot(const FloatPlane& a, const FloatPlane& b) {
  double sum = 0.0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      sum += static_cast<double>(a.row(y)[x]) * static_cast<double>(b.row(y)[x]);
    }
  }
  return sum;
}

template <typename Picture>
YccPlanes rebuild(const Picture& picture, PixelRows rows, Simd simd = Simd::kBest) {
  RebuiltWindow window(simd);
  window.rebuild(picture, rows);
  return window.planes();
}

void check_equal(const FloatPlane& a, const FloatPlane& b) {
  REQUIRE(a.width() == b.width());
  REQUIRE(a.height() == b.height());
  for (int y = 0; y < a.height(); ++y) {
    CHECK(std::equal(a.row(y), a.row(y) + a.width(), b.row(y)));
  }
}

}  // namespace

TEST_CASE("rebuilt_picture: the basis is orthonormal", "[rebuilt_picture][unit]") {
  for (std::size_t u = 0; u < 8; ++u) {
    for (std::size_t v = 0; v < 8; ++v) {
      float sum = 0.0F;
      for (std::size_t x = 0; x < 8; ++x) {
        sum += kDctBasis[u][x] * kDctBasis[v][x];
      }
      CHECK(sum == Approx(u == v ? 1.0F : 0.0F).margin(1e-6));
    }
  }
}

TEST_CASE("rebuilt_picture: gradients go back by the transpose", "[rebuilt_picture][property]") {
  const auto subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  const int width = GENERATE(1, 17, 64);
  const int height = GENERATE(9, 48);
  CoefficientPlanes coefficients;
  coefficients.geometry = {width, height, 3, subsampling};
  shape_planes(coefficients.geometry, coefficients);
  std::mt19937 random(5);
  for (BlockPlane& plane : coefficients.components) {
    for (std::int16_t& value : plane.values) {
      value = static_cast<std::int16_t>(static_cast<int>(random() % 401) - 200);
    }
  }
  const YccPlanes planes = rebuild(coefficients, {0, height});
  for (std::size_t c = 0; c < 3; ++c) {
    FloatPlane gradient(width, height);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        gradient.row(y)[x] = static_cast<float>(random() % 201) / 100.0F - 1.0F;
      }
    }
    const BlockPlane& blocks = coefficients.components[c];
    const auto row_values = static_cast<std::size_t>(blocks.width_blocks) * kBlockCoeffs;
    GradientRows rows(Simd::kBest);
    double sum = 0.0;
    for (int row = 0; row < blocks.height_blocks; ++row) {
      const auto back = rows.block_row(gradient, coefficients.geometry, static_cast<int>(c), row);
      REQUIRE(back.size() == row_values);
      for (std::size_t i = 0; i < back.size(); ++i) {
        const auto value = blocks.values[static_cast<std::size_t>(row) * row_values + i];
        sum += static_cast<double>(back[i]) * value / 16.0;
      }
    }
    CHECK(sum == Approx(dot(planes[c], gradient)).epsilon(1e-3).margin(1e-2));
  }
}

TEST_CASE("rebuilt_picture: every instruction set gives the plain version's bits",
          "[rebuilt_picture][property]") {
  const auto subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  const int width = GENERATE(1, 31, 70);
  CoefficientPlanes coefficients;
  shape_planes({width, 41, 3, subsampling}, coefficients);
  std::mt19937 random(6);
  for (BlockPlane& plane : coefficients.components) {
    for (std::int16_t& value : plane.values) {
      value = static_cast<std::int16_t>(static_cast<int>(random() % 401) - 200);
    }
  }
  const YccPlanes plain = rebuild(coefficients, {0, 41}, Simd::kPlain);
  for (const auto target : jpegaware::test::all_simd_targets()) {
    CAPTURE(target);
    const jpegaware::test::SimdTargetGuard guard(target);
    const YccPlanes fast = rebuild(coefficients, {0, 41});
    for (std::size_t c = 0; c < 3; ++c) {
      check_equal(fast[c], plain[c]);
      GradientRows plain_rows(Simd::kPlain);
      GradientRows fast_rows(Simd::kBest);
      for (int row = 0; row < coefficients.components[c].height_blocks; ++row) {
        const int component = static_cast<int>(c);
        const auto a = plain_rows.block_row(plain[0], coefficients.geometry, component, row);
        const auto b = fast_rows.block_row(plain[0], coefficients.geometry, component, row);
        CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end()));
      }
    }
  }
}

TEST_CASE("rebuilt_picture: rows of a window are the picture's", "[rebuilt_picture][property]") {
  const auto coefficients = jpegaware::test::photo_like_planes(50, 100, 3);
  const YccPlanes whole = rebuild(coefficients, {0, 100});
  const YccPlanes window = rebuild(coefficients, {32, 80});
  for (std::size_t c = 0; c < 3; ++c) {
    REQUIRE(window[c].height() == 48);
    for (int y = 1; y < 47; ++y) {  // chroma of the outermost rows misses its neighbour
      for (int x = 0; x < 50; ++x) {
        CHECK(window[c].row(y)[x] == whole[c].row(y + 32)[x]);
      }
    }
  }
}

TEST_CASE("rebuilt_picture: stock libjpeg shows the same to its rounding",
          "[rebuilt_picture][property]") {
  jpegaware::EncodeOptions options;
  options.subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  const auto picture = jpegaware::test::photo_like_picture(83, 61, 4);
  const auto file = jpegaware::encode(picture.view(), options);
  REQUIRE(file);
  const auto shown = jpegaware::test::stock_decode(*file);
  auto image = jpegaware::test::stock_levels(*file);
  REQUIRE(shown);
  REQUIRE(image);
  image->geometry = {83, 61, 3, options.subsampling};
  const YccPlanes planes = rebuild(*image, {0, 61});
  double largest = 0.0;
  for (int y = 0; y < 61; ++y) {
    for (int x = 0; x < 83; ++x) {
      const float luma = planes[0].row(y)[x] + 128.0F;
      const float red = std::clamp(luma + 1.402F * planes[2].row(y)[x], 0.0F, 255.0F);
      const auto stock = static_cast<float>(
          shown->bytes[(static_cast<std::size_t>(y) * 83 + static_cast<std::size_t>(x)) * 3]);
      largest = std::max(largest, static_cast<double>(std::abs(red - stock)));
    }
  }
  CHECK(largest < 3.0);
}
