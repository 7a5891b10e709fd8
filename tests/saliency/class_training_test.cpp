// SPDX-License-Identifier: Apache-2.0
// Fine-tuning the classes: independent sigmoids, known rows kept, and the whole way from folders of
// photos to class maps with the new names.
#include "class_training.h"

#include <unistd.h>

#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "class_examples.h"
#include "picture.h"
#include "runtime_module.h"
#include "saliency/model.h"

namespace jpegaware::apps {
namespace {

namespace fs = std::filesystem;

constexpr int kChannels = 6;

/// Channel 0 is high where "first" is shown, channel 1 where "second" is; photos show neither, one
/// or both.
ClassExamples separable_examples(int count) {
  std::mt19937 random(5);
  std::normal_distribution<float> noise(0.0F, 0.3F);
  ClassExamples examples{{"first", "second"}, kChannels, count, {}, {}};
  for (int i = 0; i < count; ++i) {
    const std::array shown = {i % 2 == 1, i % 4 >= 2};
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
      examples.features.push_back(noise(random) + (channel < 2 && shown[channel] ? 4.0F : 0.0F));
    }
    for (const bool is_shown : shown) {
      examples.labels.push_back(is_shown ? 1.0F : 0.0F);
    }
  }
  return examples;
}

LinearClassifier zeros(const ClassExamples& examples) { return rows_for(examples, {}, {}); }

GazeTrainingOptions quick_options(int epochs) {
  GazeTrainingOptions options;
  options.epochs = epochs;
  options.threads = 1;
  return options;
}

/// The logit of a class for a photo's features.
double logit(const NamedTensors& trained, std::size_t row, const float* features) {
  double sum = trained.at("classifier.bias").values[row];
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    sum += static_cast<double>(trained.at("classifier.weight").values[row * kChannels + channel]) *
           features[channel];
  }
  return sum;
}

TEST_CASE("class_training: a photo may show several classes or none", "[class_training][unit]") {
  const ClassExamples examples = separable_examples(160);
  std::vector<double> losses;
  const auto trained =
      train_classes(examples, zeros(examples), quick_options(120),
                    [&](const EpochReport& report) { losses.push_back(report.loss); });
  REQUIRE(trained);
  CHECK(losses.front() == Approx(std::log(2.0)).epsilon(0.05));  // zeros know nothing
  CHECK(losses.back() < 0.5 * losses.front());
  int wrong = 0;
  for (std::size_t photo = 0; photo < 160; ++photo) {
    for (const std::size_t row : {std::size_t{0}, std::size_t{1}}) {
      const bool is_shown = examples.labels[photo * 2 + row] > 0.5F;
      wrong +=
          (logit(*trained, row, &examples.features[photo * kChannels]) > 0.0) != is_shown ? 1 : 0;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("class_training: the same seed gives the same classifier, another seed another",
          "[class_training][property]") {
  const ClassExamples examples = separable_examples(40);
  const auto train = [&](std::uint64_t seed) {
    GazeTrainingOptions options = quick_options(3);
    options.seed = seed;
    const auto trained =
        train_classes(examples, zeros(examples), options, [](const EpochReport&) {});
    REQUIRE(trained);
    return trained->at("classifier.weight").values;
  };
  CHECK(train(1) == train(1));
  CHECK(train(1) != train(2));
}

TEST_CASE("class_training: known classes start from their rows, new ones from zero",
          "[class_training][unit]") {
  ClassExamples examples = separable_examples(1);
  examples.channels = 2;
  const std::vector<std::string> names{"other", "second"};
  const LinearClassifier rows = rows_for(examples, {{1.0F, 2.0F, 3.0F, 4.0F}, {5.0F, 6.0F}}, names);
  CHECK(rows.weight == std::vector<float>{0.0F, 0.0F, 3.0F, 4.0F});
  CHECK(rows.bias == std::vector<float>{0.0F, 6.0F});
}

TEST_CASE("class_training: without photos there is nothing to learn", "[class_training][unit]") {
  const auto trained = train_classes({}, {}, quick_options(1), [](const EpochReport&) {});
  REQUIRE_FALSE(trained);
  CHECK(trained.error().code == ErrorCode::kInvalidArgument);
}

/// A folder with a folder for each class, removed at the end.
class LabelledFolder {
 public:
  explicit LabelledFolder(const std::multimap<std::string, std::string>& photos)
      : path_(fs::temp_directory_path() / ("class_training_test-" + std::to_string(::getpid()))) {
    for (const auto& [folder, photo] : photos) {
      fs::create_directories(path_ / folder);
      fs::copy_file(fs::path(TEST_DATA_DIR) / "photos" / photo, path_ / folder / photo);
    }
  }
  ~LabelledFolder() { fs::remove_all(path_); }
  LabelledFolder(const LabelledFolder&) = delete;
  LabelledFolder& operator=(const LabelledFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::vector<std::byte> shipped_weights() {
  std::ifstream file(TEST_WEIGHTS, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST_CASE("class_training: from folders of photos to class maps", "[class_training][weights]") {
  const LabelledFolder folder({{"house-cat", "chelsea.png"},
                               {"person", "astronaut.png"},
                               {"drink", "coffee.png"},
                               {"table", "coffee.png"}});
  const auto original = shipped_weights();
  const auto weights = saliency::WeightsFile::from_bytes(original, "shipped");
  const auto runtime = saliency::load_runtime_module(saliency::Runtime::kOpenCv, TEST_MODULE_DIR);
  REQUIRE(weights);
  REQUIRE(runtime);
  const auto network = saliency::make_network(*weights);
  REQUIRE(network);
  const auto examples =
      make_class_examples(folder.path(), *weights, *network, **runtime, [](int, int) {});
  REQUIRE(examples);
  REQUIRE(examples->classes == std::vector<std::string>{"drink", "house cat", "person", "table"});
  REQUIRE(examples->count == 6);  // three photos and their mirror images
  const auto trained =
      train_classes(*examples, zeros(*examples), quick_options(60), [](const EpochReport&) {});
  REQUIRE(trained);
  const auto file =
      with_tensors(original, *trained,
                   {{"classes", "drink\nhouse cat\nperson\ntable"}, {"class_output", "sigmoid"}});
  REQUIRE(file);
  const fs::path path = folder.path() / "trained.safetensors";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file->data()),
             static_cast<std::streamsize>(file->size()));
  saliency::ModelOptions options;
  options.weights_file = path;
  options.module_dir = TEST_MODULE_DIR;
  options.presence_threshold = 0.5F;
  const auto model = saliency::Model::load(options);
  REQUIRE(model);
  const auto names_in = [&](const std::string& photo) {
    const auto bytes = read_input(std::string(TEST_DATA_DIR) + "/photos/" + photo);
    REQUIRE(bytes);
    const auto picture = read_picture(*bytes, ReadOptions{});
    REQUIRE(picture);
    const auto heatmap = model->heatmap(picture->view());
    REQUIRE(heatmap);
    std::set<std::string> names;
    for (const saliency::ClassMap& found : heatmap->classes) {
      names.insert(found.name);
    }
    return names;
  };
  CHECK(names_in("chelsea.png") == std::set<std::string>{"house cat"});
  CHECK(names_in("astronaut.png") == std::set<std::string>{"person"});
  CHECK(names_in("coffee.png") == std::set<std::string>{"drink", "table"});
}

}  // namespace
}  // namespace jpegaware::apps
