// SPDX-License-Identifier: Apache-2.0
// Laws of the class maps: which classes pass, in what order, and what their maps are.
#include "class_activation.h"

#include <array>
#include <string>
#include <vector>

#include "catch.hpp"

using jpegaware::saliency::class_maps;
using jpegaware::saliency::Classifier;
using jpegaware::saliency::ClassMap;
using jpegaware::saliency::FeatureMap;
using jpegaware::saliency::sum_class_maps;

namespace {
const std::vector<std::string> kNames{"none", "left", "right"};
// Class 1 looks at channel 0, class 2 at channel 1 twice as much; class 0 at the negative of both.
constexpr std::array<std::uint16_t, 6> kWeights{0xBC00, 0xBC00, 0x3C00, 0x0000, 0x0000, 0x4000};
const Classifier kClassifier{kWeights, kNames};
const FeatureMap kFeatures{2, 1, 3, {4.0F, 2.0F, 0.0F, 0.0F, 1.0F, 2.0F}};

FeatureMap logits(float none, float left, float right) { return {3, 1, 1, {none, left, right}}; }
}  // namespace

TEST_CASE("class_activation: classes above the threshold, most probable first", "[class_activation][unit]") {
  const auto maps = class_maps(kFeatures, logits(-9.0F, 1.0F, 2.0F), kClassifier, 0.1F);
  REQUIRE(maps.size() == 2);
  CHECK(maps[0].name == "right");
  CHECK(maps[0].probability == Approx(0.7310).epsilon(1e-3));
  CHECK(maps[0].activation.cells == std::vector<float>{0.0F, 0.5F, 1.0F});
  CHECK(maps[1].name == "left");
  CHECK(maps[1].activation.cells == std::vector<float>{1.0F, 0.5F, 0.0F});
}

TEST_CASE("class_activation: a higher threshold keeps no more classes", "[class_activation][property]") {
  const FeatureMap scores = logits(-9.0F, 0.5F, 1.0F);
  const float threshold = GENERATE(0.01F, 0.3F, 0.5F, 0.9F);
  CHECK(class_maps(kFeatures, scores, kClassifier, threshold + 0.05F).size() <=
        class_maps(kFeatures, scores, kClassifier, threshold).size());
}

TEST_CASE("class_activation: sigmoids let several classes be certain at once", "[class_activation][unit]") {
  Classifier classifier = kClassifier;
  classifier.output = jpegaware::saliency::ClassOutput::kSigmoid;
  const auto maps = class_maps(kFeatures, logits(-9.0F, 2.0F, 2.0F), classifier, 0.6F);
  REQUIRE(maps.size() == 2);
  CHECK(maps[0].probability == Approx(0.8808).epsilon(1e-3));
  CHECK(maps[1].probability == Approx(0.8808).epsilon(1e-3));
  CHECK(class_maps(kFeatures, logits(-9.0F, 2.0F, 2.0F), kClassifier, 0.6F).empty());
}

TEST_CASE("class_activation: no class passes, no map", "[class_activation][unit]") {
  CHECK(class_maps(kFeatures, logits(0.0F, 0.0F, 0.0F), kClassifier, 0.5F).empty());
  CHECK(sum_class_maps({}).empty());
}

TEST_CASE("class_activation: a map without positive values is left out", "[class_activation][unit]") {
  CHECK(class_maps(kFeatures, logits(9.0F, 0.0F, 0.0F), kClassifier, 0.5F).empty());
}

TEST_CASE("class_activation: the sum weighs by probability", "[class_activation][unit]") {
  const std::vector<ClassMap> maps{{1, "a", 0.5F, {2, 1, {1.0F, 0.0F}}}, {2, "b", 0.25F, {2, 1, {0.0F, 1.0F}}}};
  CHECK(sum_class_maps(maps).cells == std::vector<float>{0.5F, 0.25F});
}
