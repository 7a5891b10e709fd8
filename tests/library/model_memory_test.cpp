// SPDX-License-Identifier: Apache-2.0
// The map's memory: allocations fail one after another, in every call of both faces, and none is
// kept. What a process loads once (OpenCV, its table of layers) is loaded before: a library's own
// start-up is not ours to guard.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "counted_heap.h"
#include "jpegaware/saliency.h"
#include "saliency/encode.h"
#include "test_picture.h"

using counted_heap::Failing;
using jpegaware::BlockGrid;
using jpegaware::Error;
using jpegaware::ErrorCode;
using jpegaware::Result;
using jpegaware::saliency::Heads;
using jpegaware::saliency::Model;
using jpegaware::saliency::ModelOptions;

namespace {

/// What a call came to: nothing, or its error.
using Outcome = std::optional<Error>;

template <typename T>
Outcome outcome_of(Result<T> result) {
  counted_heap::fail(Failing::kNone, 0);
  return result ? Outcome() : Outcome(std::move(result).error());
}

Outcome outcome_of(int code, const jpegaware_message& message) {
  counted_heap::fail(Failing::kNone, 0);
  return code == JPEGAWARE_OK ? Outcome() : Outcome({static_cast<ErrorCode>(code), message.text});
}

/// OpenCV 4.6's allocator asks for a matrix's pixels, then for the 104 bytes of their header; where
/// the header fails, the pixels are lost. That is its own code, between ours, and only while a network
/// gets its memory at its first picture: a network that has run loses nothing.
constexpr int kLostByOpenCv = 1;

/// Prepares, calls arm(), and does what is tested; holds nothing when it returns.
using Call = std::function<Outcome(const std::function<void()>& arm)>;

/// Lets every `step`-th allocation of a call fail, alone or with all behind it, until the call
/// reaches none that fails. Each failed call must say so in words and keep nothing.
/// @param opencv_keeps  blocks that OpenCV may lose in one failure, see kLostByOpenCv
/// @return how many calls failed
int fail_everywhere(int step, const Call& call, int opencv_keeps = 0) {
  int failures = 0;
  for (const Failing failing : {Failing::kOne, Failing::kAllFrom}) {
    REQUIRE_FALSE(call([] {}));  // what the process keeps, it has now
    for (std::int64_t index = 0;; index += step) {
      const std::int64_t blocks = counted_heap::live_blocks();
      bool has_failed = false;
      bool is_told = true;
      {
        const Outcome outcome = call([&] { counted_heap::fail(failing, index); });
        has_failed = outcome.has_value();
        is_told = !outcome || (outcome->code == ErrorCode::kOutOfMemory && !outcome->message.empty());
      }
      const std::int64_t kept = counted_heap::live_blocks() - blocks;
      CAPTURE(index, static_cast<int>(failing));
      REQUIRE(kept >= 0);
      REQUIRE(kept <= opencv_keeps);
      REQUIRE(is_told);
      failures += has_failed ? 1 : 0;
      if (counted_heap::refused() == 0) {
        break;
      }
    }
  }
  return failures;
}

ModelOptions model_options() {
  ModelOptions options;
  options.weights_file = TEST_WEIGHTS;
  options.module_dir = TEST_MODULE_DIR;
  options.map_size = jpegaware::saliency::MapSize::kSmall;
  return options;
}

const TestPicture& picture() {
  static const TestPicture made(70, 41);
  return made;
}

std::size_t block_count() { return BlockGrid::for_image(70, 41).count(); }

jpegaware_model_options c_model_options() {
  jpegaware_model_options options = JPEGAWARE_MODEL_OPTIONS_INIT;
  options.weights_file = TEST_WEIGHTS;
  options.module_dir = TEST_MODULE_DIR;
  options.map_size = JPEGAWARE_MAP_SMALL;
  return options;
}

jpegaware_image c_image() {
  jpegaware_image image = JPEGAWARE_IMAGE_INIT;
  image.width_px = 70;
  image.height_px = 41;
  image.planes[0] = picture().rgb.data();
  image.strides_bytes[0] = 210;
  return image;
}

/// A model of its own for each call, so that what a failed run throws away is seen to be released.
Call with_model(const std::function<Outcome(const Model&)>& tested, bool warm) {
  return [tested, warm](const std::function<void()>& arm) {
    const auto model = Model::load(model_options());
    REQUIRE(model);
    if (warm) {
      REQUIRE(model->heatmap(picture().view()));
    }
    arm();
    return tested(*model);
  };
}

void check_load(int step) {
  const auto options = model_options();
  CHECK(fail_everywhere(step, [&](const auto& arm) {
          arm();
          return outcome_of(Model::load(options));
        }) > 4);
}

void check_heatmap(int step, bool warm) {
  CHECK(fail_everywhere(step, with_model([](const Model& model) {
                                return outcome_of(model.heatmap(picture().view()));
                              },
                              warm),
                        warm ? 0 : kLostByOpenCv) > 4);
}

void check_encode(int step) {
  CHECK(fail_everywhere(step, with_model([](const Model& model) {
                                return outcome_of(jpegaware::saliency::encode(model, picture().view(), 80));
                              },
                              true)) > 4);
}

void check_c_load(int step) {
  const auto options = c_model_options();
  CHECK(fail_everywhere(step, [&](const auto& arm) {
          jpegaware_model* model = nullptr;
          jpegaware_message message;
          arm();
          const int code = jpegaware_model_load(&options, &model, &message);
          const Outcome outcome = outcome_of(code, message);
          REQUIRE((model == nullptr) == outcome.has_value());
          jpegaware_model_destroy(model);
          return outcome;
        }) > 4);
}

void check_c_maps(int step) {
  const auto options = c_model_options();
  jpegaware_model* model = nullptr;
  REQUIRE(jpegaware_model_load(&options, &model, nullptr) == JPEGAWARE_OK);
  const std::unique_ptr<jpegaware_model, decltype(&jpegaware_model_destroy)> owned(model, &jpegaware_model_destroy);
  const jpegaware_image image = c_image();
  jpegaware_heatmap* heatmap = nullptr;
  REQUIRE(jpegaware_model_heatmap(model, &image, &heatmap, nullptr) == JPEGAWARE_OK);
  const std::unique_ptr<jpegaware_heatmap, decltype(&jpegaware_heatmap_destroy)> seen(
      heatmap, &jpegaware_heatmap_destroy);
  std::vector<float> saliency(block_count(), 0.5F);
  std::vector<float> quality(block_count());
  const jpegaware_quality_mapping mapping = JPEGAWARE_QUALITY_MAPPING_INIT;
  jpegaware_message message;
  CHECK(fail_everywhere(step, [&](const auto& arm) {
          arm();
          const int code = jpegaware_heatmap_saliency(heatmap, &image, JPEGAWARE_HEADS_JOINED,
                                                      saliency.data(), saliency.size(), &message);
          return outcome_of(code, message);
        }) > 4);
  CHECK(fail_everywhere(1, [&](const auto& arm) {
          arm();
          const int code = jpegaware_map_quality(saliency.data(), saliency.size(), 9, 6, &mapping,
                                                 quality.data(), &message);
          return outcome_of(code, message);
        }) > 4);
}

void check_c_whole_map(int step) {
  const auto options = c_model_options();
  const jpegaware_image image = c_image();
  const jpegaware_quality_mapping mapping = JPEGAWARE_QUALITY_MAPPING_INIT;
  CHECK(fail_everywhere(step, [&](const auto& arm) {
          jpegaware_model* model = nullptr;
          REQUIRE(jpegaware_model_load(&options, &model, nullptr) == JPEGAWARE_OK);
          std::vector<float> quality(block_count());
          jpegaware_message message;
          arm();
          const int code = jpegaware_model_quality_map(model, &image, &mapping, quality.data(),
                                                       quality.size(), &message);
          const Outcome outcome = outcome_of(code, message);
          jpegaware_model_destroy(model);
          return outcome;
        }, kLostByOpenCv) > 4);
}

/// Keeps nothing, so that the heap holds what the encoder and the model hold.
class NoSink final : public jpegaware::ByteSink {
 public:
  Result<void> write(std::span<const std::uint8_t>) override { return {}; }
};

/// Encodes so many pictures of two sizes in turn; the heap must be the second's after each pair.
void check_growth(int pairs) {
  const TestPicture large(160, 120, 1);
  const TestPicture small(64, 200, 2);
  const auto model = Model::load(model_options());
  REQUIRE(model);
  auto encoder = jpegaware::saliency::Encoder::create(*model, {});
  REQUIRE(encoder);
  NoSink sink;
  std::int64_t blocks = 0;
  std::int64_t bytes = 0;
  for (int i = 0; i < pairs; ++i) {
    REQUIRE(encoder->encode(large.view(), sink));
    REQUIRE(encoder->encode(small.view(), sink));
    if (i == 0) {
      blocks = counted_heap::live_blocks();
      bytes = counted_heap::live_bytes();
    }
  }
  CHECK(counted_heap::live_blocks() <= blocks);
  CHECK(counted_heap::live_bytes() <= bytes + 1024);  // what malloc rounds a block up to varies
}

}  // namespace

TEST_CASE("model_memory: pictures through one model and encoder grow nothing", "[model_memory][property]") {
  check_growth(10);
}

TEST_CASE("model_memory: nor do a thousand", "[.every]") { check_growth(500); }

TEST_CASE("model_memory: load and its C call say what failed and keep nothing",
          "[model_memory][property]") {
  check_load(61);
  check_c_load(127);
}

TEST_CASE("model_memory: so does the heatmap, its network built or not", "[model_memory][property]") {
  check_heatmap(499, false);
  check_heatmap(53, true);
}

TEST_CASE("model_memory: so do maps, qualities and files", "[model_memory][property]") {
  check_encode(97);
  check_c_maps(1);
  check_c_whole_map(997);
}

TEST_CASE("model_memory: so does a kept encoder's creation", "[model_memory][property]") {
  const auto model = Model::load(model_options());
  REQUIRE(model);
  CHECK(fail_everywhere(1, [&](const auto& arm) {
          const jpegaware::EncodeOptions options;
          arm();
          return outcome_of(jpegaware::saliency::Encoder::create(*model, options));
        }) >= 2);
}

TEST_CASE("model_memory: at every single allocation", "[.every]") {
  check_load(1);
  check_heatmap(1, false);
  check_heatmap(1, true);
  check_encode(1);
  check_c_load(1);
  check_c_whole_map(1);
}
