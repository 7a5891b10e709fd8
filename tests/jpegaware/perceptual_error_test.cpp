// SPDX-License-Identifier: Apache-2.0
// Laws of the error model: its gradient is the one that differences show.
#include "perceptual_error.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "catch.hpp"
#include "simd_targets_guard.h"

using namespace jpegaware::detail;

namespace {

YccPlanes textured(int width, int height, std::size_t components) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  YccPlanes planes;
  for (std::size_t c = 0; c < components; ++c) {
    FloatPlane& plane = planes.emplace_back(width, height);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const auto wave = static_cast<float>(x) * 0.2F + static_cast<float>(y) * 0.1F;
        plane.row(y)[x] = (c == 0 ? 40.0F * std::sin(wave) : 0.0F) + 10.0F * normal(random);
      }
    }
  }
  return planes;
}

/// Adds `amount` times a seeded direction to one component.
YccPlanes moved(const YccPlanes& from, std::size_t component, std::uint32_t seed, float amount) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  YccPlanes planes = from;
  for (int y = 0; y < from[0].height(); ++y) {
    for (int x = 0; x < from[0].width(); ++x) {
      planes[component].row(y)[x] += amount * normal(random);
    }
  }
  return planes;
}

/// Sums over all rows, or some.
ErrorSums sums_of(const YccPlanes& original, const YccPlanes& rebuilt, PixelRows counted,
                  jpegaware::Simd simd = jpegaware::Simd::kBest) {
  PerceptualError judge(simd);
  judge.start(original, counted);
  return judge.measure(rebuilt);
}

PixelRows all_rows(const YccPlanes& planes) { return {0, planes[0].height()}; }

}  // namespace

TEST_CASE("perceptual_error: an equal picture has no error", "[perceptual_error][unit]") {
  const YccPlanes original = textured(40, 24, GENERATE(1U, 3U));
  CHECK(error_of(sums_of(original, original, all_rows(original))) == Approx(0.0).margin(1e-5));
}

TEST_CASE("perceptual_error: more noise is more error", "[perceptual_error][property]") {
  const YccPlanes original = textured(64, 48, 3);
  PerceptualError judge(jpegaware::Simd::kBest);
  judge.start(original, all_rows(original));
  double before = 0.0;
  for (const float amount : {0.5F, 1.0F, 2.0F, 4.0F}) {
    const double error = error_of(judge.measure(moved(original, 0, 7, amount)));
    CHECK(error > before);
    before = error;
  }
}

TEST_CASE("perceptual_error: the gradient is what differences show",
          "[perceptual_error][property]") {
  const int width = GENERATE(64, 61, 9);
  const int height = GENERATE(64, 47);
  const YccPlanes original = textured(width, height, 3);
  const YccPlanes rebuilt = moved(moved(original, 0, 11, 4.0F), 1, 12, 6.0F);
  PerceptualError judge(jpegaware::Simd::kBest);
  judge.start(original, all_rows(original));
  const PerceptualLook look = judge.look(rebuilt, judge.measure(rebuilt));
  CHECK(error_of(look.sums) == error_of(judge.measure(rebuilt)));
  for (std::size_t c = 0; c < 3; ++c) {
    // Along the error itself: a direction in which the error surely changes.
    double predicted = 0.0;
    YccPlanes ahead = rebuilt;
    YccPlanes behind = rebuilt;
    constexpr float kStep = 0.02F;
    std::mt19937 random(21);
    std::normal_distribution<float> normal;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const float direction = normal(random) + 0.5F;
        ahead[c].row(y)[x] += kStep * direction;
        behind[c].row(y)[x] -= kStep * direction;
        predicted += static_cast<double>(look.gradient[c].row(y)[x] * direction);
      }
    }
    const double difference = (error_of(judge.measure(ahead)) - error_of(judge.measure(behind))) /
                              (2.0 * static_cast<double>(kStep));
    CAPTURE(width, height, c);
    CHECK(predicted == Approx(difference).epsilon(0.05).margin(2e-3));
  }
}

TEST_CASE("perceptual_error: only counted rows are summed", "[perceptual_error][unit]") {
  const YccPlanes original = textured(32, 64, 3);
  YccPlanes rebuilt = original;
  for (int x = 0; x < 32; ++x) {
    rebuilt[0].row(2)[x] += 20.0F;
  }
  const double whole = error_of(sums_of(original, rebuilt, {0, 64}));
  CHECK(whole > 0.0);
  ErrorSums sums = sums_of(original, rebuilt, {0, 16});
  sums += sums_of(original, rebuilt, {16, 64});
  CHECK(error_of(sums) == Approx(whole));
}

TEST_CASE("perceptual_error: a window's gradient and curvature are the whole's",
          "[perceptual_error][property]") {
  const YccPlanes original = textured(72, 96, 3);
  const YccPlanes rebuilt = moved(original, 0, 5, 5.0F);
  PerceptualError judge(jpegaware::Simd::kBest);
  judge.start(original, {0, 96});
  const ErrorSums sums = judge.measure(rebuilt);
  const PerceptualLook whole = judge.look(rebuilt, sums);
  judge.start(original, {32, 64});
  const PerceptualLook& part = judge.look(rebuilt, sums);
  for (std::size_t c = 0; c < 3; ++c) {
    for (int y = 32; y < 64; ++y) {
      CHECK(std::equal(whole.gradient[c].row(y), whole.gradient[c].row(y) + 72,
                       part.gradient[c].row(y)));
    }
    for (std::size_t cell = 4 * 9; cell < 8 * 9; ++cell) {
      CHECK(whole.curvature[c][cell] == part.curvature[c][cell]);
    }
  }
}

TEST_CASE("perceptual_error: every instruction set gives the plain version's bits",
          "[perceptual_error][property]") {
  const int width = GENERATE(1, 7, 24, 75);
  const std::size_t components = GENERATE(1U, 3U);
  const YccPlanes original = textured(width, 53, components);
  const YccPlanes rebuilt = moved(original, 0, 5, 30.0F);  // some of it leaves 0..255
  PerceptualError plain_judge(jpegaware::Simd::kPlain);
  plain_judge.start(original, all_rows(original));
  const ErrorSums sums = plain_judge.measure(rebuilt);
  const PerceptualLook& plain = plain_judge.look(rebuilt, sums);
  for (const auto target : jpegaware::test::all_simd_targets()) {
    CAPTURE(width, components, target);
    const jpegaware::test::SimdTargetGuard guard(target);
    PerceptualError judge(jpegaware::Simd::kBest);
    judge.start(original, all_rows(original));
    CHECK(error_of(judge.measure(rebuilt)) == error_of(sums));
    const PerceptualLook& fast = judge.look(rebuilt, sums);
    CHECK(error_of(fast.sums) == error_of(plain.sums));
    for (std::size_t c = 0; c < components; ++c) {
      CHECK(fast.curvature[c] == plain.curvature[c]);
      for (int y = 0; y < 53; ++y) {
        const float* row = plain.gradient[c].row(y);
        CHECK(std::equal(row, row + width, fast.gradient[c].row(y)));
      }
    }
  }
}
