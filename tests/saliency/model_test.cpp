// SPDX-License-Identifier: Apache-2.0
// Laws of the whole heatmap: classes as the unconverted weights give them, any size, any thread.
#include "saliency/model.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "photo.h"

using jpegaware::saliency::Heatmap;
using jpegaware::saliency::Model;
using jpegaware::saliency::ModelOptions;
using Json = nlohmann::json;

namespace {

ModelOptions test_options() {
  ModelOptions options;
  options.weights_file = TEST_WEIGHTS;
  options.module_dir = TEST_MODULE_DIR;
  options.presence_threshold = 0.01F;
  return options;
}

const Model& shared_model() {
  static const auto model = Model::load(test_options());
  REQUIRE(model);
  return *model;
}

test_support::Picture photo(const std::string& name) {
  return test_support::read_png(TEST_DATA_DIR "/photos/" + name + ".png");
}

}  // namespace

TEST_CASE("model: classes and probabilities are those of the unconverted weights", "[model][weights]") {
  for (const Json& reference : Json::parse(std::ifstream(TEST_DATA_DIR "/saliency/reference.json"))) {
    const auto heatmap = shared_model().heatmap(photo(reference.at("photo")).view());
    REQUIRE(heatmap);
    for (std::size_t i = 0; i < 4; ++i) {
      const Json& expected = reference.at("classes").at(i);
      if (expected.at("probability").get<double>() < 0.011) {
        continue;
      }
      CAPTURE(reference.at("photo"), i);
      REQUIRE(heatmap->classes.size() > i);
      CHECK(heatmap->classes[i].name == expected.at("name").get<std::string>());
      CHECK(heatmap->classes[i].probability == Approx(expected.at("probability").get<double>()).epsilon(0.02));
    }
  }
}

TEST_CASE("model: pictures of any size have a heatmap", "[model][property]") {
  const int width = GENERATE(1, 7, 17, 2000);
  const int height = GENERATE(1, 9, 13);
  const auto picture = test_support::noise_picture(width, height, 3);
  CHECK(shared_model().heatmap(picture.view()));
}

TEST_CASE("model: what holds nothing to look at is not trusted, photos are", "[model][weights]") {
  const auto confidence = [](const test_support::Picture& picture) {
    const auto heatmap = shared_model().heatmap(picture.view());
    REQUIRE(heatmap);
    return heatmap->confidence;
  };
  for (const char* name : {"astronaut", "chelsea", "coffee"}) {
    CAPTURE(name);
    CHECK(confidence(photo(name)) == 1.0F);
  }
  CHECK(confidence(test_support::flat_picture(640, 480, GENERATE(as<std::uint8_t>{}, 0, 128, 255))) < 0.1F);
  CHECK(confidence(test_support::noise_picture(640, 480, 4)) < 0.2F);
  CHECK(confidence(test_support::noise_picture(GENERATE(1, 16), 600, 4)) == 0.0F);
}

TEST_CASE("model: the gaze density sums to 1 on a grid of stride 4", "[model][weights]") {
  const auto heatmap = shared_model().heatmap(photo("coffee").view());
  REQUIRE(heatmap);
  double sum = 0.0;
  for (const float cell : heatmap->gaze.cells) {
    sum += cell;
  }
  CHECK(sum == Approx(1.0).epsilon(1e-4));
  CHECK(heatmap->gaze.width_cells == 336 / 4);
  CHECK(heatmap->gaze.height_cells == 224 / 4);
}

TEST_CASE("model: threads agree to the last bit", "[model][property]") {
  const auto picture = photo("chelsea");
  const auto expected = shared_model().heatmap(picture.view());
  REQUIRE(expected);
  std::vector<std::vector<float>> seen(4);
  std::vector<std::thread> threads;
  for (auto& cells : seen) {
    threads.emplace_back([&] {
      if (auto heatmap = shared_model().heatmap(picture.view())) {
        cells = heatmap->classes.at(0).activation.cells;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const auto& cells : seen) {
    CHECK(cells == expected->classes.at(0).activation.cells);
  }
}

TEST_CASE("model: what cannot be loaded says why", "[model][unit]") {
  ModelOptions options = test_options();
  SECTION("no weights named") {
    options.weights_file.clear();
    CHECK(Model::load(options).error().code == jpegaware::ErrorCode::kInvalidArgument);
  }
  SECTION("weights that are not there") {
    options.weights_file = "/nonexistent/file";
    CHECK(Model::load(options).error().code == jpegaware::ErrorCode::kIo);
  }
  SECTION("a picture as weights") {
    options.weights_file = TEST_DATA_DIR "/photos/chelsea.png";
    CHECK(Model::load(options).error().code == jpegaware::ErrorCode::kBadWeights);
  }
  SECTION("a threshold outside its range") {
    options.presence_threshold = GENERATE(0.0F, 1.0F, -1.0F);
    CHECK_THAT(Model::load(options).error().message, Catch::Contains("presence threshold"));
  }
  SECTION("no module") {
    options.module_dir = "/nonexistent";
    CHECK(Model::load(options).error().code == jpegaware::ErrorCode::kUnsupported);
  }
}

TEST_CASE("model: a bad view is refused", "[model][unit]") {
  const auto heatmap = shared_model().heatmap({});
  REQUIRE_FALSE(heatmap);
  CHECK(heatmap.error().code == jpegaware::ErrorCode::kInvalidArgument);
}
