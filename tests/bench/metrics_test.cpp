// SPDX-License-Identifier: Apache-2.0
// Tests of the metrics: each against its plain formula in double precision, and their laws.
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "catch.hpp"
#include "jpegaware/metrics/psnr.h"
#include "jpegaware/metrics/psnr_hvs.h"
#include "jpegaware/metrics/ssim.h"
#include "jpegaware/metrics/ssimulacra2.h"
#include "jpegaware/metrics/vif.h"
#include "kernels.h"
#include "plane.h"
#include "recursive_gaussian.h"
#include "scores.h"
#include "test_pictures.h"

namespace {

using namespace jpegaware::metrics;  // NOLINT(google-build-using-namespace): the unit under test
using jpegaware::bench::Image;
using jpegaware::bench::test::damaged;
using jpegaware::bench::test::test_picture;

double luma(const Picture& p, int x, int y) {
  const std::uint8_t* v = p.row(y) + 3 * x;
  return 0.299 * v[0] + 0.587 * v[1] + 0.114 * v[2];
}

double plain_psnr_y(const Picture& a, const Picture& b) {
  double sum = 0.0;
  for (int y = 0; y < a.height_px; ++y) {
    for (int x = 0; x < a.width_px; ++x) sum += std::pow(luma(a, x, y) - luma(b, x, y), 2);
  }
  return 10.0 * std::log10(65025.0 * a.width_px * a.height_px / sum);
}

int mirror(int i, int n) {
  while (i < 0 || i >= n) i = i < 0 ? -1 - i : 2 * n - 1 - i;
  return i;
}

// SSIM at a pixel by summing the 121 window pixels one by one.
double plain_ssim_at(const Picture& a, const Picture& b, int cx, int cy) {
  double weight_sum = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
  for (int dy = -5; dy <= 5; ++dy) {
    for (int dx = -5; dx <= 5; ++dx) {
      const double w = std::exp(-(dx * dx + dy * dy) / 4.5);
      const double va = luma(a, mirror(cx + dx, a.width_px), mirror(cy + dy, a.height_px));
      const double vb = luma(b, mirror(cx + dx, a.width_px), mirror(cy + dy, a.height_px));
      weight_sum += w, ma += w * va, mb += w * vb, aa += w * va * va, bb += w * vb * vb,
          ab += w * va * vb;
    }
  }
  ma /= weight_sum, mb /= weight_sum;
  const double c1 = 6.5025, c2 = 58.5225;
  return (2 * ma * mb + c1) * (2 * (ab / weight_sum - ma * mb) + c2) /
         ((ma * ma + mb * mb + c1) * (aa / weight_sum - ma * ma + bb / weight_sum - mb * mb + c2));
}

// PSNR-HVS of flat blocks that differ by a constant: only the DC term is left.
constexpr double kDcSensitivity = 1.608443;

}  // namespace

TEST_CASE("psnr: equals the plain formula at any size", "[psnr][unit]") {
  const int width = GENERATE(1, 7, 8, 17, 200);
  const int height = GENERATE(1, 9, 64);
  const Image a = test_picture(width, height, 1);
  const Image b = damaged(a, 12, 2);
  CHECK(psnr_y_db(a.view(), b.view()) == Approx(plain_psnr_y(a.view(), b.view())).epsilon(1e-9));
  CHECK(psnr_y_db(a.view(), a.view()) == std::numeric_limits<double>::infinity());
  CHECK(psnr_rgb_db(a.view(), a.view()) == std::numeric_limits<double>::infinity());
}

TEST_CASE("psnr: equal weights give the plain PSNR, zero weights leave pixels out", "[psnr][unit]") {
  const Image a = test_picture(40, 30, 3);
  Image b = damaged(a, 9, 4);
  const std::vector<float> equal(1200, 0.25F);
  CHECK(weighted_psnr_y_db(a.view(), b.view(), equal) ==
        Approx(psnr_y_db(a.view(), b.view())).epsilon(1e-9));
  std::vector<float> top(1200, 0.0F);
  std::fill_n(top.begin(), 600, 1.0F);
  const double before = weighted_psnr_y_db(a.view(), b.view(), top);
  b.rgb[3 * 1100] = static_cast<std::uint8_t>(255 - b.rgb[3 * 1100]);
  CHECK(weighted_psnr_y_db(a.view(), b.view(), top) == before);
  CHECK(std::isnan(weighted_psnr_y_db(a.view(), b.view(), std::vector<float>(1200, 0.0F))));
}

TEST_CASE("ssim: every pixel of the map equals the window sum in double", "[ssim][unit]") {
  const int width = GENERATE(1, 7, 33);
  const int height = GENERATE(1, 12, 25);
  const Image a = test_picture(width, height, 5);
  const Image b = damaged(a, 30, 6);
  const std::vector<float> map = ssim_map(a.view(), b.view());
  REQUIRE(map.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  double sum = 0.0;
  double inside = 0.0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double value = static_cast<double>(map[static_cast<std::size_t>(y * width + x)]);
      CHECK(value == Approx(plain_ssim_at(a.view(), b.view(), x, y)).margin(1e-4));
      sum += value;
      if (x >= 5 && y >= 5 && x < width - 5 && y < height - 5) inside += value;
    }
  }
  const bool has_inside = width > 10 && height > 10;
  const double mean =
      has_inside ? inside / ((width - 10.0) * (height - 10.0)) : sum / (1.0 * width * height);
  CHECK(ssim(a.view(), b.view()) == Approx(mean).margin(1e-5));
}

TEST_CASE("ssim: weights select pixels of the map", "[ssim][unit]") {
  const Image a = test_picture(20, 20, 7);
  const Image b = damaged(a, 25, 8);
  std::vector<float> one(400, 0.0F);
  one[123] = 7.0F;
  CHECK(weighted_ssim(a.view(), b.view(), one) ==
        Approx(static_cast<double>(ssim_map(a.view(), b.view())[123])));
}

TEST_CASE("ms_ssim: 1 for equal pictures, falls with damage, refuses small ones", "[ssim][unit]") {
  const Image a = test_picture(201, 177, 9);
  CHECK(ms_ssim(a.view(), a.view()) == Approx(1.0).margin(1e-7));
  const double slight = ms_ssim(a.view(), damaged(a, 5, 1).view());
  const double strong = ms_ssim(a.view(), damaged(a, 40, 1).view());
  CHECK(slight < 1.0);
  CHECK(strong < slight);
  const Image small = test_picture(160, 400, 9);
  CHECK(std::isnan(ms_ssim(small.view(), small.view())));
}

TEST_CASE("psnr_hvs: a shift of flat grey is the DC's weight alone", "[psnr_hvs][unit]") {
  Image a{std::vector<std::uint8_t>(16 * 16 * 3, 100), 16, 16};
  Image b{std::vector<std::uint8_t>(16 * 16 * 3, 110), 16, 16};
  // DC differs by 8 * 10, so the mean squared weighted error is (80 * s)^2 / 64.
  const double expected = 10.0 * std::log10(65025.0 / std::pow(10.0 * kDcSensitivity, 2));
  const PsnrHvs result = psnr_hvs(a.view(), b.view());
  CHECK(result.hvs_db == Approx(expected).margin(1e-4));
  CHECK(result.hvs_m_db == Approx(expected).margin(1e-4));
  CHECK(std::isinf(psnr_hvs(a.view(), a.view()).hvs_db));
}

TEST_CASE("psnr_hvs: masking only ever forgives, and only in texture", "[psnr_hvs][property]") {
  const Image a = test_picture(64, 48, 11);
  const PsnrHvs result = psnr_hvs(a.view(), damaged(a, 10, 12).view());
  CHECK(result.hvs_m_db > result.hvs_db + 0.5);
}

TEST_CASE("vifp: 1 for equal pictures, falls with damage, refuses small ones", "[vif][unit]") {
  const Image a = test_picture(90, 70, 13);
  CHECK(vifp(a.view(), a.view()) == Approx(1.0).margin(1e-6));
  const double slight = vifp(a.view(), damaged(a, 6, 1).view());
  const double strong = vifp(a.view(), damaged(a, 60, 1).view());
  CHECK(slight < 0.999);
  CHECK(strong < slight);
  CHECK(strong > 0.0);
  const Image small = test_picture(40, 90, 13);
  CHECK(std::isnan(vifp(small.view(), small.view())));
}

TEST_CASE("ssimulacra2: 100 for equal pictures, falls with damage", "[ssimulacra2][property]") {
  const int width = GENERATE(8, 17, 100, 129);
  const int height = GENERATE(8, 9, 65);
  const Image a = test_picture(width, height, 15);
  const Ssimulacra2Reference reference(a.view());
  CHECK(reference.score(a.view()) == Approx(100.0).margin(0.2));
  const double slight = reference.score(damaged(a, 4, 1).view());
  const double strong = reference.score(damaged(a, 50, 1).view());
  CAPTURE(width, height);
  CHECK(slight < 99.0);
  CHECK(strong < slight - 10.0);
  CHECK(ssimulacra2(a.view(), damaged(a, 4, 1).view()) == slight);
}

TEST_CASE("ssimulacra2: tiny pictures have no scale and score 100", "[ssimulacra2][unit]") {
  const Image a = test_picture(7, 40, 16);
  CHECK(ssimulacra2(a.view(), damaged(a, 50, 1).view()) == 100.0);
}

TEST_CASE("ssimulacra2: a region of everything is the score, of nothing is 100",
          "[ssimulacra2][property]") {
  const Image a = test_picture(64, 64, 17);
  const Image b = damaged(a, 20, 18);
  const std::vector<std::uint8_t> all(64 * 64, 1);
  const std::vector<std::uint8_t> none(64 * 64, 0);
  std::vector<std::uint8_t> half(64 * 64, 0);
  std::fill_n(half.begin(), half.size() / 2, std::uint8_t{1});
  const double whole = ssimulacra2(a.view(), b.view());
  CHECK(region_ssimulacra2(a.view(), b.view(), all) == whole);
  CHECK(region_ssimulacra2(a.view(), b.view(), none) == Approx(100.0).margin(0.2));
  CHECK(region_ssimulacra2(a.view(), b.view(), half) > whole + 5.0);
}

TEST_CASE("metrics: padding and negative strides change nothing", "[metrics][property]") {
  const Image a = test_picture(180, 170, 19);
  const Image b = damaged(a, 15, 20);
  // The same rows bottom-up, each followed by bytes that must not be read.
  const std::size_t row = 3 * 180;
  const std::size_t wide = row + 37;
  std::vector<std::uint8_t> upside_down(wide * 170, 0xAB);
  for (std::size_t y = 0; y < 170; ++y) {
    std::copy_n(&b.rgb[y * row], row, &upside_down[(169 - y) * wide]);
  }
  const Picture flipped{&upside_down[169 * wide], 180, 170, -static_cast<std::ptrdiff_t>(wide)};
  const jpegaware::bench::Scorer scorer(a.view());
  const auto straight = scorer.score(b.view(), false);
  const auto other = scorer.score(flipped, false);
  REQUIRE(straight.has_value());
  REQUIRE(other.has_value());
  for (std::size_t i = 0; i < 8; ++i) {
    CAPTURE(i);
    CHECK((*straight)[i] == (*other)[i]);
  }
}

TEST_CASE("kernels: the recursive blur is a Gaussian of sigma 1.5", "[ssimulacra2][unit]") {
  const detail::RecursiveGaussian filter = detail::gaussian_for_sigma_1_5();
  const auto level = GENERATE(detail::SimdLevel::kBaseline, detail::SimdLevel::kAvx2);
  detail::PlaneF in(3, 21);
  detail::PlaneF out(3, 21);
  in.row(10)[1] = 1.0F;
  detail::kernels(level).blur_columns(filter, in.row(0), {3, 21, in.stride()}, out.row(0));
  for (int y = 0; y < 21; ++y) {
    const double distance = y - 10;
    const double gauss = std::exp(-distance * distance / 4.5) / (1.5 * std::sqrt(2 * std::numbers::pi));
    CHECK(static_cast<double>(out.row(y)[1]) == Approx(gauss).margin(0.004));
    CHECK(out.row(y)[0] == 0.0F);
  }
}

TEST_CASE("kernels: AVX2 and baseline agree to float rounding", "[kernels][unit]") {
  const detail::Kernels& plain = detail::kernels(detail::SimdLevel::kBaseline);
  const detail::Kernels& fast = detail::kernels(detail::SimdLevel::kAvx2);
  std::vector<float> r(53), g(53), b(53);
  for (std::size_t i = 0; i < r.size(); ++i) {
    r[i] = static_cast<float>(i) / 52.0F;
    g[i] = static_cast<float>(i * 7 % 53) / 52.0F;
    b[i] = static_cast<float>(i * 19 % 53) / 52.0F;
  }
  std::array<std::vector<float>, 3> one, two;
  for (auto* out : {&one, &two}) {
    for (auto& plane : *out) plane.assign(53, 0.0F);
  }
  plain.xyb_row(r.data(), g.data(), b.data(), one[0].data(), one[1].data(), one[2].data(), 53);
  fast.xyb_row(r.data(), g.data(), b.data(), two[0].data(), two[1].data(), two[2].data(), 53);
  for (std::size_t i = 0; i < 53; ++i) {
    const double luma_root = std::cbrt(0.23 * r[i] + 0.692 * g[i] + 0.078 * b[i] + 0.0037930732552754493);
    const double long_root = std::cbrt(0.3 * r[i] + 0.622 * g[i] + 0.078 * b[i] + 0.0037930732552754493);
    const double y = 0.5 * (luma_root + long_root) - std::cbrt(0.0037930732552754493) + 0.01;
    CHECK(static_cast<double>(one[1][i]) == Approx(y).margin(1e-6));
    for (std::size_t c = 0; c < 3; ++c) CHECK(one[c][i] == Approx(two[c][i]).margin(1e-5));
  }
}
