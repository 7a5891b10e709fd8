// SPDX-License-Identifier: Apache-2.0
// Laws of the product in one call.
#include "saliency/encode.h"

#include <string>

#include "catch.hpp"
#include "photo.h"

using jpegaware::EncodeOptions;
using jpegaware::saliency::encode;
using jpegaware::saliency::Model;
using jpegaware::saliency::QualityMapping;

namespace {
const Model& shared_model() {
  static const auto model = [] {
    jpegaware::saliency::ModelOptions options;
    options.weights_file = TEST_WEIGHTS;
    options.module_dir = TEST_MODULE_DIR;
    return Model::load(options);
  }();
  REQUIRE(model);
  return *model;
}
}  // namespace

TEST_CASE("encode: strength 0 gives the uniform encoder's file", "[encode][weights]") {
  const auto picture = test_support::read_png(TEST_DATA_DIR "/photos/coffee.png");
  const auto uniform = jpegaware::encode(picture.view(), {});
  REQUIRE(uniform);
  const auto weak = encode(shared_model(), picture.view(), {}, {.strength_0_100 = 0, .background_quality_1_100 = {}});
  REQUIRE(weak);
  CHECK(*weak == *uniform);
}

TEST_CASE("encode: more strength makes no larger file", "[encode][weights]") {
  const auto picture = test_support::read_png(
      TEST_DATA_DIR "/photos/" +
      GENERATE(as<std::string>{}, "coffee.png", "astronaut.png", "chelsea.png"));
  EncodeOptions options;
  options.quality_1_100 = GENERATE(50, 75, 90);
  std::size_t previous = SIZE_MAX;
  for (int strength = 0; strength <= 100; strength += 10) {
    const auto file = encode(shared_model(), picture.view(), options,
                             {.strength_0_100 = static_cast<float>(strength),
                              .background_quality_1_100 = {}});
    REQUIRE(file);
    CAPTURE(strength, options.quality_1_100);
    CHECK(file->size() < previous);
    previous = file->size();
  }
}

TEST_CASE("encode: the same call gives the same bytes", "[encode][weights]") {
  const auto picture = test_support::read_png(TEST_DATA_DIR "/photos/coffee.png");
  const auto file = encode(shared_model(), picture.view(), {});
  REQUIRE(file);
  CHECK(*encode(shared_model(), picture.view(), {}) == *file);
}

TEST_CASE("encode: the first stage's error comes back", "[encode][unit]") {
  EncodeOptions options;
  options.quality_1_100 = 0;
  CHECK_FALSE(encode(shared_model(), test_support::flat_picture(8, 8, 9).view(), options));
  CHECK_FALSE(encode(shared_model(), {}, {}));
}
