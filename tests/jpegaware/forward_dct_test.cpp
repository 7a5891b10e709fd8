// SPDX-License-Identifier: Apache-2.0
// Laws of the forward DCTs.
#include "forward_dct.h"

#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "catch.hpp"
#include "coefficient_image.h"
#include "simd_targets_guard.h"

using namespace jpegaware::detail;
using jpegaware::Simd;

namespace {

constexpr std::size_t kBlocks = 5;
constexpr std::size_t kStride = kBlocks * 8 + 3;

template <typename Sample>
std::vector<Sample> random_rows(unsigned seed, double low, double high) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> values(low, high);
  std::vector<Sample> rows(8 * kStride);
  for (Sample& sample : rows) {
    sample = static_cast<Sample>(values(random));
  }
  return rows;
}

/// T.81 A.3.3 as it is written.
template <typename Sample>
double dct_by_definition(const std::vector<Sample>& rows, std::size_t block, int u, int v,
                         double centre) {
  double sum = 0.0;
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      const double sample =
          rows[static_cast<std::size_t>(y) * kStride + block * 8 + static_cast<std::size_t>(x)] -
          centre;
      sum += sample * std::cos((2 * x + 1) * u * std::numbers::pi / 16) *
             std::cos((2 * y + 1) * v * std::numbers::pi / 16);
    }
  }
  const double cu = u == 0 ? std::numbers::sqrt2 / 2 : 1.0;
  const double cv = v == 0 ? std::numbers::sqrt2 / 2 : 1.0;
  return cu * cv * sum / 4.0;
}

}  // namespace

TEST_CASE("forward_dct: equals the definition to a sixteenth", "[forward_dct][property]") {
  const auto rows = random_rows<float>(GENERATE(1U, 2U, 3U), -128.0, 127.0);
  std::vector<std::int16_t> coeffs(kBlocks * kBlockCoeffs);
  forward_dct_row(rows.data(), kStride, kBlocks, Simd::kPlain, coeffs.data());
  for (std::size_t block = 0; block < kBlocks; ++block) {
    for (int i = 0; i < kBlockCoeffs; ++i) {
      const double expected = dct_by_definition(rows, block, i % 8, i / 8, 0.0);
      CHECK(coeffs[block * kBlockCoeffs + static_cast<std::size_t>(i)] / 16.0 ==
            Approx(expected).margin(0.5 / 16.0 + 1e-3));
    }
  }
}

TEST_CASE("forward_dct: the extremes fit in 16 bits", "[forward_dct][unit]") {
  const float value = GENERATE(-128.0F, 127.5F);
  const std::vector<float> rows(8 * kStride, value);
  std::vector<std::int16_t> coeffs(kBlocks * kBlockCoeffs);
  forward_dct_row(rows.data(), kStride, kBlocks, GENERATE(Simd::kPlain, Simd::kBest),
                  coeffs.data());
  CHECK(coeffs[0] == static_cast<std::int16_t>(value * 8.0F * 16.0F));
  CHECK(coeffs[1] == 0);
}

TEST_CASE("forward_dct: every instruction set gives the plain version's bits",
          "[forward_dct][property]") {
  const auto rows = random_rows<float>(GENERATE(11U, 12U), -128.0, 128.0);
  std::vector<std::int16_t> plain(kBlocks * kBlockCoeffs);
  forward_dct_row(rows.data(), kStride, kBlocks, Simd::kPlain, plain.data());
  for (const std::int64_t target : jpegaware::test::all_simd_targets()) {
    CAPTURE(target);
    const jpegaware::test::SimdTargetGuard guard(target);
    std::vector<std::int16_t> fast(plain.size());
    forward_dct_row(rows.data(), kStride, kBlocks, Simd::kBest, fast.data());
    CHECK(fast == plain);
  }
}

TEST_CASE("forward_dct: the reference is the definition within its own rounding",
          "[forward_dct][property]") {
  const auto rows = random_rows<std::uint8_t>(21, 0.0, 255.0);
  std::vector<std::int16_t> coeffs(kBlocks * kBlockCoeffs);
  forward_dct_row_reference(rows.data(), kStride, kBlocks, coeffs.data());
  for (std::size_t block = 0; block < kBlocks; ++block) {
    for (int i = 0; i < kBlockCoeffs; ++i) {
      const double expected = dct_by_definition(rows, block, i % 8, i / 8, 128.0);
      CHECK(coeffs[block * kBlockCoeffs + static_cast<std::size_t>(i)] / 16.0 ==
            Approx(expected).margin(0.3));
    }
  }
}
