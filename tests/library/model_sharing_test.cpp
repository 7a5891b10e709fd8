// SPDX-License-Identifier: Apache-2.0
// One model for many threads, and for a thousand pictures. Runs under sanitizers as well.
#include <algorithm>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "saliency/encode.h"
#include "test_picture.h"

using jpegaware::VectorSink;
using jpegaware::saliency::Encoder;
using jpegaware::saliency::Model;
using jpegaware::saliency::ModelOptions;

namespace {

using File = std::vector<std::uint8_t>;

ModelOptions model_options() {
  ModelOptions options;
  options.weights_file = TEST_WEIGHTS;
  options.module_dir = TEST_MODULE_DIR;
  options.map_size = jpegaware::saliency::MapSize::kSmall;
  return options;
}

File must_encode(Encoder& encoder, const TestPicture& picture) {
  VectorSink sink;
  return encoder.encode(picture.view(), sink) ? sink.take() : File();
}

}  // namespace

TEST_CASE("model_sharing: eight threads that share one model write the bytes of one",
          "[model_sharing][weights]") {
  const TestPicture pictures[] = {TestPicture(331, 210, 1), TestPicture(90, 200, 2)};
  ModelOptions options = model_options();
  std::mutex mutex;
  int lines = 0;
  options.on_log = [&](std::string_view) {
    const std::lock_guard lock(mutex);
    ++lines;
  };
  const auto model = Model::load(options);
  REQUIRE(model);
  File expected[2];
  for (int i = 0; i < 2; ++i) {
    auto file = jpegaware::saliency::encode(*model, pictures[i].view(), 80);
    REQUIRE(file);
    expected[i] = std::move(*file);
  }
  std::vector<int> equal(8, 0);
  std::vector<std::thread> threads;
  for (int& count : equal) {
    threads.emplace_back([&] {
      jpegaware::EncodeOptions asked;
      asked.quality_1_100 = 80;
      auto encoder = Encoder::create(*model, asked);
      for (int i = 0; encoder && i < 4; ++i) {
        count += must_encode(*encoder, pictures[i % 2]) == expected[i % 2] ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(std::count(equal.begin(), equal.end(), 4) == 8);
  // Loaded once, at least one network built, 2 + 8 x 4 heatmaps.
  CHECK(lines >= 1 + 1 + 34);
}

TEST_CASE("model_sharing: the log says what is loaded and what each heatmap took",
          "[model_sharing][weights]") {
  ModelOptions options = model_options();
  std::vector<std::string> lines;
  options.on_log = [&](std::string_view line) { lines.emplace_back(line); };
  const auto model = Model::load(options);
  REQUIRE(model);
  REQUIRE(model->heatmap(TestPicture(64, 48).view()));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].find("model loaded: weights " TEST_WEIGHTS) == 0);
  CHECK(lines[1].find("network built") == 0);
  CHECK(lines[2].find("heatmap: preprocess") == 0);
}

TEST_CASE("model_sharing: one model and encoder, a thousand pictures, and the first again", "[.long]") {
  const TestPicture large(160, 120, 1);
  const TestPicture small(64, 200, 2);
  const auto model = Model::load(model_options());
  REQUIRE(model);
  auto encoder = Encoder::create(*model, {});
  REQUIRE(encoder);
  const File first = must_encode(*encoder, large);
  REQUIRE_FALSE(first.empty());
  for (int i = 0; i < 998; ++i) {
    REQUIRE_FALSE(must_encode(*encoder, i % 2 == 0 ? small : large).empty());
  }
  CHECK(must_encode(*encoder, large) == first);
}
