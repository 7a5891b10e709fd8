// SPDX-License-Identifier: Apache-2.0
// The network against the unconverted weights: stored activations of a reference run
// (make_reference.py), layer by layer.
#include "runtime.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "network.h"
#include "photo.h"
#include "preprocess.h"
#include "runtime_module.h"
#include "weights_file.h"

using jpegaware::saliency::FeatureMap;
using jpegaware::saliency::InputPlanes;
using jpegaware::saliency::Layer;
using jpegaware::saliency::Network;
using jpegaware::saliency::Runtime;
using Json = nlohmann::json;

namespace {

Json reference() { return Json::parse(std::ifstream(TEST_DATA_DIR "/saliency/reference.json")); }

/// Largest difference of the stored samples and of the mean, in units of the layer's deviation.
double worst_difference(const std::vector<float>& values, const Json& stored) {
  const double deviation = stored.at("deviation");
  const std::size_t step = stored.at("step");
  double worst = 0.0;
  double mean = 0.0;
  for (const float value : values) {
    mean += value;
  }
  mean /= static_cast<double>(values.size());
  worst = std::abs(mean - stored.at("mean").get<double>());
  std::size_t at = 0;
  for (const double sample : stored.at("samples")) {
    worst = std::max(worst, std::abs(values.at(at) - sample));
    at += step;
  }
  return worst / deviation;
}

/// The network with the named layers as its outputs.
Network reading(Network network, const Json& layers) {
  network.outputs.clear();
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (layers.contains(network.layers[i].name)) {
      network.outputs.push_back(static_cast<int>(i));
    }
  }
  return network;
}

}  // namespace

TEST_CASE("preprocess: the network's input equals the reference run's", "[preprocess][golden]") {
  for (const Json& photo : reference()) {
    const auto picture = test_support::read_png(std::string(TEST_DATA_DIR "/photos/") +
                                                photo.at("photo").get<std::string>() + ".png");
    const auto size = jpegaware::saliency::input_size(picture.width_px, picture.height_px,
                                                      jpegaware::saliency::MapSize::kDefault);
    CHECK(size.width == photo.at("width"));
    CHECK(size.height == photo.at("height"));
    const InputPlanes input = jpegaware::saliency::preprocess(picture.view(), size, {127.0F, 128.0F});
    CHECK(worst_difference(input.samples, photo.at("input")) < 1e-4);
  }
}

TEST_CASE("runtime: every layer agrees with the unconverted weights", "[runtime][weights]") {
  const auto weights = jpegaware::saliency::WeightsFile::open(TEST_WEIGHTS);
  REQUIRE(weights);
  const auto network = jpegaware::saliency::make_network(*weights);
  REQUIRE(network);
  const auto module = jpegaware::saliency::load_runtime_module(Runtime::kOpenCv, TEST_MODULE_DIR);
  REQUIRE(module);
  for (const Json& photo : reference()) {
    CAPTURE(photo.at("photo"));
    const Network observed = reading(*network, photo.at("layers"));
    REQUIRE(observed.outputs.size() == photo.at("layers").size());
    auto runner = (*module)->make_runner(observed);
    REQUIRE(runner);
    const auto picture = test_support::read_png(std::string(TEST_DATA_DIR "/photos/") +
                                                photo.at("photo").get<std::string>() + ".png");
    const InputPlanes input = jpegaware::saliency::preprocess(
        picture.view(), {photo.at("height"), photo.at("width")}, weights->input_scaling());
    const auto features = (*runner)->run(input);
    REQUIRE(features);
    for (std::size_t i = 0; i < observed.outputs.size(); ++i) {
      const Layer& layer = observed.layers[static_cast<std::size_t>(observed.outputs[i])];
      const FeatureMap& feature = (*features)[i];
      const Json& stored = photo.at("layers").at(layer.name);
      CAPTURE(layer.name);
      CHECK(std::vector<int>{feature.channels, feature.height, feature.width} ==
            stored.at("shape").get<std::vector<int>>());
      // Weights of 11 bits: at most 3.4 % of a layer's deviation is left of their rounding after
      // 50 layers (coffee, head); 32-bit weights leave less than 0.01 %.
      CHECK(worst_difference(feature.values, stored) < 0.05);
    }
  }
}

TEST_CASE("runtime_module: a missing module is refused with its path", "[runtime_module][unit]") {
  const auto module = jpegaware::saliency::load_runtime_module(Runtime::kOpenCv, "/nonexistent");
  REQUIRE_FALSE(module);
  CHECK(module.error().code == jpegaware::ErrorCode::kUnsupported);
  CHECK_THAT(module.error().message, Catch::Contains("/nonexistent/jpegaware-runtime-opencv.so"));
}
