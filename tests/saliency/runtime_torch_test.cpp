// SPDX-License-Identifier: Apache-2.0
// The two runtimes agree; without its module LibTorch is refused with a sentence.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "photo.h"
#include "saliency/model.h"

using jpegaware::ImageView;
using jpegaware::saliency::Heatmap;
using jpegaware::saliency::Model;
using jpegaware::saliency::ModelOptions;
using jpegaware::saliency::Runtime;

namespace {
ModelOptions options_for(Runtime runtime) {
  ModelOptions options;
  options.weights_file = TEST_WEIGHTS;
  options.module_dir = TEST_MODULE_DIR;
  options.runtime = runtime;
  return options;
}
}  // namespace

#ifdef TEST_WITH_TORCH

namespace {

using test_support::Picture;

/// Seven parts of each photo of the repository, of several sizes and aspects: 21 in all.
std::vector<Picture> parts_of_photos() {
  std::vector<Picture> pictures;
  for (const char* name : {"astronaut", "chelsea", "coffee"}) {
    const Picture photo = test_support::read_png(std::string(TEST_DATA_DIR "/photos/") + name + ".png");
    for (int part = 0; part < 7; ++part) {
      const int width = photo.width_px * (part + 3) / 9;
      const int height = photo.height_px * (9 - part) / 9;
      const int left = (photo.width_px - width) * part / 6;
      Picture cut{width, height, {}};
      for (int y = 0; y < height; ++y) {
        const auto* row = photo.view().row(y + photo.height_px - height) + std::ptrdiff_t{left} * 3;
        cut.bytes.insert(cut.bytes.end(), row, row + std::ptrdiff_t{width} * 3);
      }
      pictures.push_back(std::move(cut));
    }
  }
  return pictures;
}

/// Kodak's photos where the data folder is.
std::vector<Picture> kodak_photos() {
  const char* data = std::getenv("JPEGAWARE_DATA");
  const auto folder = std::filesystem::path(data == nullptr ? TEST_SHARED_DIR : data) / "data/kodak";
  std::vector<Picture> pictures;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".png") {
        pictures.push_back(test_support::read_png(entry.path().string()));
      }
    }
  }
  return pictures;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  float worst = 0.0F;
  for (std::size_t i = 0; i < a.size(); ++i) {
    worst = std::max(worst, std::abs(a[i] - b[i]));
  }
  return worst;
}

/// Probabilities and class maps to 1e-3; gaze in units of its maximum, which is what counts.
void check_agreement(const Heatmap& one, const Heatmap& other) {
  REQUIRE(one.classes.size() == other.classes.size());
  for (std::size_t k = 0; k < one.classes.size(); ++k) {
    CHECK(one.classes[k].class_index == other.classes[k].class_index);
    CHECK(std::abs(one.classes[k].probability - other.classes[k].probability) < 1e-3F);
    CHECK(largest_difference(one.classes[k].activation.cells, other.classes[k].activation.cells) < 1e-3F);
  }
  if (!one.gaze.empty()) {
    const float highest = *std::max_element(one.gaze.cells.begin(), one.gaze.cells.end());
    CHECK(largest_difference(one.gaze.cells, other.gaze.cells) < 1e-3F * highest);
  }
}

}  // namespace

TEST_CASE("runtime_torch: both runtimes agree to 1e-3 in every output", "[runtime_torch][weights]") {
  const auto opencv = Model::load(options_for(Runtime::kOpenCv));
  const auto torch = Model::load(options_for(Runtime::kTorch));
  REQUIRE(opencv);
  REQUIRE(torch);
  auto pictures = parts_of_photos();
  for (Picture& photo : kodak_photos()) {
    pictures.push_back(std::move(photo));
  }
  REQUIRE(pictures.size() >= 20);
  std::vector<ImageView> views;
  for (const Picture& picture : pictures) {
    views.push_back(picture.view());
  }
  const auto batch = torch->heatmaps(views);
  REQUIRE(batch);
  for (std::size_t i = 0; i < views.size(); ++i) {
    CAPTURE(i);
    const auto one = opencv->heatmap(views[i]);
    REQUIRE(one);
    check_agreement(*one, (*batch)[i]);
  }
}

#else

TEST_CASE("runtime_torch: without its module LibTorch is refused with a sentence", "[runtime_torch][unit]") {
  const auto model = Model::load(options_for(Runtime::kTorch));
  REQUIRE_FALSE(model);
  CHECK(model.error().code == jpegaware::ErrorCode::kUnsupported);
  CHECK_THAT(model.error().message, Catch::Contains("LibTorch") && Catch::Contains("is not installed"));
}

#endif

TEST_CASE("model: several pictures in one call equal one call each", "[model][property]") {
  const auto model = Model::load(options_for(Runtime::kOpenCv));
  REQUIRE(model);
  std::vector<test_support::Picture> pictures;
  std::vector<ImageView> views;
  for (const auto& [width, height] : {std::pair{40, 30}, {30, 40}, {80, 60}, {1, 1}}) {
    pictures.push_back(test_support::noise_picture(width, height, 21));
  }
  for (const auto& picture : pictures) {
    views.push_back(picture.view());
  }
  const auto together = model->heatmaps(views);
  REQUIRE(together);
  REQUIRE(together->size() == views.size());
  for (std::size_t i = 0; i < views.size(); ++i) {
    const auto alone = model->heatmap(views[i]);
    REQUIRE(alone);
    CHECK(alone->gaze.cells == (*together)[i].gaze.cells);
    CHECK(alone->classes.size() == (*together)[i].classes.size());
  }
  CHECK(model->heatmaps({})->empty());
}
