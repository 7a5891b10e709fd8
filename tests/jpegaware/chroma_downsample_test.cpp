// SPDX-License-Identifier: Apache-2.0
// Laws of chroma subsampling and its sharpening.
#include "chroma_downsample.h"

#include <algorithm>
#include <random>
#include <vector>

#include "catch.hpp"
#include "simd_targets_guard.h"

using namespace jpegaware::detail;
using jpegaware::Simd;

namespace {

constexpr int kRounds = 2;

struct TestPlane {
  int width, height;
  std::vector<float> samples;
  [[nodiscard]] float at(int x, int y) const {
    x = std::clamp(x, 0, width - 1);
    y = std::clamp(y, 0, height - 1);
    return samples[static_cast<std::size_t>(y * width + x)];
  }
};

TestPlane random_plane(int width, int height, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> values(-60.0F, 60.0F);
  TestPlane plane{width, height, std::vector<float>(static_cast<std::size_t>(width * height))};
  std::generate(plane.samples.begin(), plane.samples.end(), [&] { return values(random); });
  return plane;
}

void sharpen(TestPlane& plane, SamplingFactors factors, Simd simd) {
  std::vector<float> scratch(sharpening_scratch_floats(plane.height, plane.width));
  sharpen_chroma({plane.samples.data(), static_cast<std::size_t>(plane.width), 0, plane.height},
                 factors, plane.width, plane.height, kRounds, simd, scratch);
}

/// The decoder's triangle filter, as libjpeg documents it: nearer neighbours weigh 3/4.
float upsampled(const TestPlane& plane, SamplingFactors factors, int x, int y) {
  const auto along_row = [&](int row) {
    const int side = x % 2 == 0 ? -1 : 1;
    return 0.75F * plane.at(x / 2, row) + 0.25F * plane.at(x / 2 + side, row);
  };
  if (factors.vertical == 1) {
    return along_row(y);
  }
  const int side = y % 2 == 0 ? -1 : 1;
  return 0.75F * along_row(y / 2) + 0.25F * along_row(y / 2 + side);
}

/// Mean squared difference between the plane and its decoder-upsampled, box-averaged self.
double averaged_error(const TestPlane& sent, const TestPlane& wanted, SamplingFactors factors) {
  double sum = 0.0;
  for (int y = 0; y < wanted.height; ++y) {
    for (int x = 0; x < wanted.width; ++x) {
      float mean = 0.0F;
      for (int i = 0; i < 2 * factors.vertical; ++i) {
        mean += upsampled(sent, factors, 2 * x + i % 2, factors.vertical * y + i / 2);
      }
      const double error = mean / static_cast<float>(2 * factors.vertical) - wanted.at(x, y);
      sum += error * error;
    }
  }
  return sum / static_cast<double>(wanted.samples.size());
}

}  // namespace

TEST_CASE("chroma_downsample: a flat plane stays flat", "[chroma_downsample][unit]") {
  const SamplingFactors factors = GENERATE(SamplingFactors{2, 2}, SamplingFactors{2, 1});
  TestPlane plane{13, 9, std::vector<float>(13 * 9, 42.5F)};
  sharpen(plane, factors, Simd::kPlain);
  for (const float sample : plane.samples) {
    CHECK(sample == Approx(42.5F));
  }
}

TEST_CASE("chroma_downsample: sharpened, what the decoder makes of it is nearer to the source",
          "[chroma_downsample][property]") {
  const SamplingFactors factors = GENERATE(SamplingFactors{2, 2}, SamplingFactors{2, 1});
  const TestPlane wanted = random_plane(31, 22, GENERATE(1U, 2U));
  TestPlane sent = wanted;
  const double before = averaged_error(sent, wanted, factors);
  sharpen(sent, factors, Simd::kPlain);
  CHECK(averaged_error(sent, wanted, factors) < 0.25 * before);
}

TEST_CASE("chroma_downsample: values stay within what 8 bits can say",
          "[chroma_downsample][unit]") {
  TestPlane plane = random_plane(16, 16, 5);
  for (float& sample : plane.samples) {
    sample = sample > 0 ? 127.5F : -127.5F;
  }
  sharpen(plane, {2, 2}, GENERATE(Simd::kPlain, Simd::kBest));
  const auto [low, high] = std::minmax_element(plane.samples.begin(), plane.samples.end());
  CHECK(*low >= -128.0F);
  CHECK(*high <= 128.0F);
}

TEST_CASE("chroma_downsample: a strip with its margin is sharpened as in the whole plane",
          "[chroma_downsample][property]") {
  const SamplingFactors factors = GENERATE(SamplingFactors{2, 2}, SamplingFactors{2, 1});
  const TestPlane source = random_plane(17, 40, 9);
  TestPlane whole = source;
  sharpen(whole, factors, Simd::kPlain);
  const int margin = sharpening_margin_rows(factors, kRounds);
  for (int first = 0; first < source.height; first += 8) {
    const int held_first = std::max(first - margin, 0);
    const int held_last = std::min(first + 8 + margin, source.height);
    std::vector<float> strip(source.samples.begin() + held_first * source.width,
                             source.samples.begin() + held_last * source.width);
    std::vector<float> scratch(sharpening_scratch_floats(held_last - held_first, source.width));
    sharpen_chroma({strip.data(), static_cast<std::size_t>(source.width), held_first, held_last},
                   factors, source.width, source.height, kRounds, Simd::kPlain, scratch);
    for (int y = first; y < first + 8; ++y) {
      for (int x = 0; x < source.width; ++x) {
        CHECK(strip[static_cast<std::size_t>((y - held_first) * source.width + x)] ==
              whole.at(x, y));
      }
    }
  }
}

TEST_CASE("chroma_downsample: every instruction set gives the plain version's bits",
          "[chroma_downsample][property]") {
  const int width = GENERATE(1, 3, 8, 21);
  const SamplingFactors factors = GENERATE(SamplingFactors{2, 2}, SamplingFactors{2, 1});
  const TestPlane source = random_plane(2 * width, 2, 3);
  std::vector<float> plain_box(static_cast<std::size_t>(width));
  const float* lower = source.samples.data() + 2 * width;
  box_downsample_row(source.samples.data(), lower, width, Simd::kPlain, plain_box.data());
  TestPlane plain = random_plane(width, 11, 4);
  sharpen(plain, factors, Simd::kPlain);
  for (const std::int64_t target : jpegaware::test::all_simd_targets()) {
    CAPTURE(width, target);
    const jpegaware::test::SimdTargetGuard guard(target);
    std::vector<float> fast_box(plain_box.size());
    box_downsample_row(source.samples.data(), lower, width, Simd::kBest, fast_box.data());
    CHECK(fast_box == plain_box);
    TestPlane fast = random_plane(width, 11, 4);
    sharpen(fast, factors, Simd::kBest);
    CHECK(fast.samples == plain.samples);
  }
}

TEST_CASE("chroma_downsample: the reference averages with alternating rounding",
          "[chroma_downsample][unit]") {
  const std::uint8_t upper[] = {1, 2, 1, 2};
  const std::uint8_t lower[] = {1, 2, 1, 2};
  std::uint8_t out[2];
  box_downsample_row_reference(upper, lower, {2, 2}, 2, out);
  CHECK(out[0] == 1);  // (6 + 1) / 4
  CHECK(out[1] == 2);  // (6 + 2) / 4
  box_downsample_row_reference(upper, lower, {2, 1}, 2, out);
  CHECK(out[0] == 1);  // (3 + 0) / 2
  CHECK(out[1] == 2);  // (3 + 1) / 2
}
