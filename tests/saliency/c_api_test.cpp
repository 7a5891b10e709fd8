// SPDX-License-Identifier: Apache-2.0
// The C interface of the map as a C caller sees it: codes, messages, who owns what.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "jpegaware/saliency.h"
#include "saliency/saliency_field.h"

namespace {

using ModelHandle = std::unique_ptr<jpegaware_model, decltype(&jpegaware_model_destroy)>;

ModelHandle load_model() {
  jpegaware_model_options options = JPEGAWARE_MODEL_OPTIONS_INIT;
  options.weights_file = TEST_WEIGHTS;
  options.module_dir = TEST_MODULE_DIR;
  jpegaware_model* model = nullptr;
  jpegaware_message message;
  const int status = jpegaware_model_load(&options, &model, &message);
  INFO(message.text);
  REQUIRE(status == JPEGAWARE_OK);
  return {model, &jpegaware_model_destroy};
}

/// A bright disc on grey: something to look at.
struct Disc {
  std::vector<std::uint8_t> rgb = std::vector<std::uint8_t>(120 * 90 * 3, 90);
  jpegaware_image image = JPEGAWARE_IMAGE_INIT;
  Disc() {
    for (int y = 0; y < 90; ++y) {
      for (int x = 0; x < 120; ++x) {
        if ((x - 40) * (x - 40) + (y - 45) * (y - 45) < 400) {
          rgb[static_cast<std::size_t>(y * 120 + x) * 3] = 240;
        }
      }
    }
    image.width_px = 120;
    image.height_px = 90;
    image.planes[0] = rgb.data();
    image.strides_bytes[0] = 360;
  }
};
constexpr std::size_t kBlocks = 15 * 12;

}  // namespace

TEST_CASE("c_api: a heatmap's parts say what one call says", "[c_api][weights]") {
  const auto model = load_model();
  const Disc disc;
  jpegaware_heatmap* made = nullptr;
  REQUIRE(jpegaware_model_heatmap(model.get(), &disc.image, &made, nullptr) == JPEGAWARE_OK);
  const std::unique_ptr<jpegaware_heatmap, decltype(&jpegaware_heatmap_destroy)> heatmap(
      made, &jpegaware_heatmap_destroy);
  const float confidence = jpegaware_heatmap_confidence(heatmap.get());
  CHECK(confidence >= 0.0F);
  CHECK(confidence <= 1.0F);
  const int classes = jpegaware_heatmap_class_count(heatmap.get());
  for (int i = 0; i < classes; ++i) {
    CHECK(std::string(jpegaware_heatmap_class_name(heatmap.get(), i)).size() > 1);
    CHECK(jpegaware_heatmap_class_probability(heatmap.get(), i) > 0.0F);
    CHECK(jpegaware_heatmap_class_map(heatmap.get(), i).cells != nullptr);
  }
  CHECK(jpegaware_heatmap_class_name(heatmap.get(), classes) == nullptr);
  CHECK(jpegaware_heatmap_class_name(heatmap.get(), -1) == nullptr);
  CHECK(jpegaware_heatmap_class_map(heatmap.get(), classes).cells == nullptr);

  std::vector<float> saliency(kBlocks);
  REQUIRE(jpegaware_heatmap_saliency(heatmap.get(), &disc.image, JPEGAWARE_HEADS_JOINED,
                                     saliency.data(), kBlocks, nullptr) == JPEGAWARE_OK);
  jpegaware_quality_mapping mapping = JPEGAWARE_QUALITY_MAPPING_INIT;
  mapping.region_quality = 90;
  std::vector<float> by_steps(kBlocks);
  REQUIRE(jpegaware_map_quality(saliency.data(), kBlocks, 15, 12, &mapping, by_steps.data(),
                                nullptr) == JPEGAWARE_OK);
  std::vector<float> at_once(kBlocks);
  REQUIRE(jpegaware_model_quality_map(model.get(), &disc.image, &mapping, at_once.data(), kBlocks,
                                      nullptr) == JPEGAWARE_OK);
  CHECK(by_steps == at_once);
}

TEST_CASE("c_api: a mask of any size becomes the saliency of the C++ call", "[c_api][unit]") {
  std::vector<float> mask(30 * 20);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = static_cast<float>(i % 30) / 29.0F;
  }
  std::vector<float> saliency(kBlocks, -7.0F);
  jpegaware_message message;
  REQUIRE(jpegaware_fit_saliency(mask.data(), 30, 20, 120, 90, saliency.data(), kBlocks,
                                 &message) == JPEGAWARE_OK);
  const auto expected = jpegaware::saliency::saliency_map_from_picture(
      {30, 20, mask}, jpegaware::BlockGrid::for_image(120, 90));
  REQUIRE(expected);
  CHECK(std::equal(saliency.begin(), saliency.end(), expected->values().begin(),
                   expected->values().end()));

  const std::vector<float> before = saliency;
  const auto refused = [&](int status, const char* word) {
    INFO(message.text);
    CHECK(status == JPEGAWARE_INVALID_ARGUMENT);
    CHECK(std::string(message.text).find(word) != std::string::npos);
    CHECK(saliency == before);
  };
  const auto fit = [&](const float* samples, int width, int width_px, float* into,
                       std::size_t count) {
    return jpegaware_fit_saliency(samples, width, 20, width_px, 90, into, count, &message);
  };
  refused(fit(nullptr, 30, 120, saliency.data(), kBlocks), "samples");
  refused(fit(mask.data(), 30, 120, nullptr, kBlocks), "saliency");
  refused(fit(mask.data(), 0, 120, saliency.data(), kBlocks), "side of 0");
  refused(fit(mask.data(), 30, 70000, saliency.data(), kBlocks), "70000");
  refused(fit(mask.data(), 30, 120, saliency.data(), kBlocks + 1), "15 x 12");
  mask[7] = 1.5F;
  refused(fit(mask.data(), 30, 120, saliency.data(), kBlocks), "1.5");
}

TEST_CASE("c_api: bad calls to the map are refused with a sentence, outputs stay as they were",
          "[c_api][weights]") {
  const auto model = load_model();
  const Disc disc;
  std::vector<float> quality(kBlocks, -7.0F);
  jpegaware_quality_mapping mapping = JPEGAWARE_QUALITY_MAPPING_INIT;
  jpegaware_message message;
  const auto refused = [&](int status, const char* word) {
    INFO(message.text);
    CHECK(status == JPEGAWARE_INVALID_ARGUMENT);
    CHECK(std::string(message.text).find(word) != std::string::npos);
    CHECK(quality == std::vector<float>(kBlocks, -7.0F));
  };
  const auto ask = [&](const jpegaware_model* who, const jpegaware_image* image, std::size_t count) {
    return jpegaware_model_quality_map(who, image, &mapping, quality.data(), count, &message);
  };
  refused(ask(nullptr, &disc.image, kBlocks), "model");
  refused(ask(model.get(), nullptr, kBlocks), "image");
  refused(ask(model.get(), &disc.image, kBlocks - 1), "15 x 12");
  mapping.strength = 101;
  refused(ask(model.get(), &disc.image, kBlocks), "strength");
  mapping = JPEGAWARE_QUALITY_MAPPING_INIT;
  mapping.struct_size = 4;
  refused(ask(model.get(), &disc.image, kBlocks), "JPEGAWARE_QUALITY_MAPPING_INIT");
  refused(jpegaware_model_quality_map(model.get(), &disc.image, nullptr, quality.data(), kBlocks,
                                      &message),
          "mapping");
}

TEST_CASE("c_api: a model that cannot be loaded says why and leaves no handle", "[c_api][weights]") {
  jpegaware_model_options options = JPEGAWARE_MODEL_OPTIONS_INIT;
  auto* model = reinterpret_cast<jpegaware_model*>(&options);
  jpegaware_message message;
  options.module_dir = TEST_MODULE_DIR;
  options.weights_file = "/no/such/file";
  CHECK(jpegaware_model_load(&options, &model, &message) != JPEGAWARE_OK);
  CHECK(model == nullptr);
  CHECK(std::string(message.text).find("/no/such/file") != std::string::npos);
  options.weights_file = TEST_WEIGHTS;
  options.map_size = 9;
  CHECK(jpegaware_model_load(&options, &model, &message) == JPEGAWARE_INVALID_ARGUMENT);
  CHECK(jpegaware_model_load(nullptr, &model, &message) == JPEGAWARE_INVALID_ARGUMENT);
  CHECK(jpegaware_model_load(&options, nullptr, nullptr) == JPEGAWARE_INVALID_ARGUMENT);
  jpegaware_model_destroy(nullptr);
  jpegaware_heatmap_destroy(nullptr);
  CHECK(jpegaware_heatmap_class_count(nullptr) == 0);
}

TEST_CASE("c_api: a caller older than `log` is served, a newer one hears lines", "[c_api][weights]") {
  jpegaware_model_options options = JPEGAWARE_MODEL_OPTIONS_INIT;
  options.weights_file = TEST_WEIGHTS;
  options.module_dir = TEST_MODULE_DIR;
  std::vector<std::string> lines;
  options.log = [](void* user, const char* line) {
    static_cast<std::vector<std::string>*>(user)->emplace_back(line);
  };
  options.log_user = &lines;
  jpegaware_model* model = nullptr;
  REQUIRE(jpegaware_model_load(&options, &model, nullptr) == JPEGAWARE_OK);
  jpegaware_model_destroy(model);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find(TEST_WEIGHTS) != std::string::npos);

  options.struct_size = offsetof(jpegaware_model_options, log);  // what lies behind is not read
  REQUIRE(jpegaware_model_load(&options, &model, nullptr) == JPEGAWARE_OK);
  jpegaware_model_destroy(model);
  CHECK(lines.size() == 1);
  options.struct_size = offsetof(jpegaware_model_options, reserved);
  CHECK(jpegaware_model_load(&options, &model, nullptr) == JPEGAWARE_INVALID_ARGUMENT);
}

TEST_CASE("c_api: without a weights file the model is refused, or the library's own are taken",
          "[c_api][unit]") {
  jpegaware_model_options options = JPEGAWARE_MODEL_OPTIONS_INIT;
  options.module_dir = TEST_MODULE_DIR;
  jpegaware_model* model = nullptr;
  const int status = jpegaware_model_load(&options, &model, nullptr);
  CHECK((status == JPEGAWARE_OK) == (jpegaware_has_embedded_weights() == 1));
  jpegaware_model_destroy(model);
}
