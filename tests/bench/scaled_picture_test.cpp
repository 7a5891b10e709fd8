// SPDX-License-Identifier: Apache-2.0
// Tests of the pictures that programs are timed on.
#include "scaled_picture.h"

#include <cmath>
#include <cstdint>

#include "catch.hpp"
#include "test_pictures.h"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

// Mean squared difference of neighbours in a row: how much detail there is at the pixel.
double roughness(const Image& image) {
  double sum = 0.0;
  for (std::size_t i = 3; i < image.rgb.size(); ++i) {
    const double step = static_cast<double>(image.rgb[i]) - image.rgb[i - 3];
    sum += step * step;
  }
  return sum / static_cast<double>(image.rgb.size());
}

}  // namespace

TEST_CASE("scaled_picture: the size asked for, in the photo's shape", "[scaled_picture][unit]") {
  const double megapixels = GENERATE(0.001, 0.03, 0.3);
  const Image photo = test::test_picture(200, 120, 1);
  const Image scaled = scaled_picture(photo, megapixels);
  CHECK(scaled.width_px * scaled.height_px == Approx(megapixels * 1e6).epsilon(0.03));
  CHECK(static_cast<double>(scaled.width_px) / scaled.height_px ==
        Approx(200.0 / 120).epsilon(0.03));
  CHECK(scaled.rgb.size() == static_cast<std::size_t>(3 * scaled.width_px * scaled.height_px));
}

TEST_CASE("scaled_picture: at its own size a photo is itself", "[scaled_picture][unit]") {
  const Image photo = test::test_picture(200, 120, 2);
  CHECK(scaled_picture(photo, 200 * 120 * 1e-6).rgb == photo.rgb);
}

TEST_CASE("scaled_picture: enlarged it is the same photo, no smoother than half of it",
          "[scaled_picture][property]") {
  const Image photo = test::test_picture(240, 160, 3);
  const Image large = scaled_picture(photo, 16.0 * 240 * 160 * 1e-6);
  REQUIRE(large.width_px == 960);
  CHECK(roughness(large) > 0.25 * roughness(photo));
  // Means of 32x32 pixels are those of the photo's 8x8.
  double worst = 0.0;
  for (int y = 8; y + 16 <= photo.height_px; y += 8) {
    for (int x = 8; x + 16 <= photo.width_px; x += 8) {
      double small = 0.0, big = 0.0;
      for (int j = 0; j < 8; ++j) {
        for (int i = 0; i < 8; ++i) small += photo.view().row(y + j)[3 * (x + i)] / 64.0;
      }
      for (int j = 0; j < 32; ++j) {
        for (int i = 0; i < 32; ++i) big += large.view().row(4 * y + j)[3 * (4 * x + i)] / 1024.0;
      }
      worst = std::max(worst, std::abs(small - big));
    }
  }
  CHECK(worst < 12.0);
}
