// SPDX-License-Identifier: Apache-2.0
// Stage: folders of photos, a folder a class -> what the classifier learns from.
#include "class_examples.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <system_error>
#include <utility>

#include "photo.h"
#include "preprocess.h"

namespace jpegaware::apps {
namespace {

namespace fs = std::filesystem;

struct LabelledPhoto {
  fs::path path;
  std::set<std::string> classes;
};

/// By the photo's name, so that copies in several folders are one photo.
using LabelledPhotos = std::map<std::string, LabelledPhoto>;

Result<LabelledPhotos> find_photos(const fs::path& folder) {
  std::error_code failed;
  LabelledPhotos photos;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    std::string name = entry.path().parent_path().filename().string();
    std::replace(name.begin(), name.end(), '-', ' ');
    LabelledPhoto& photo = photos[entry.path().filename().string()];
    photo.path = entry.path();
    photo.classes.insert(name);
  }
  if (failed) {
    return Error{ErrorCode::kIo, folder.string() + ": " + failed.message()};
  }
  if (photos.empty()) {
    return Error{ErrorCode::kBadInput, folder.string() + ": there is no folder with photos in it"};
  }
  return photos;
}

void append_mean(const saliency::FeatureMap& map, std::vector<float>& features) {
  const auto plane = static_cast<std::ptrdiff_t>(map.height) * map.width;
  for (auto at = map.values.begin(); at != map.values.end(); at += plane) {
    features.push_back(std::accumulate(at, at + plane, 0.0F) / static_cast<float>(plane));
  }
}

}  // namespace

Result<ClassExamples> make_class_examples(const fs::path& folder, const saliency::WeightsFile& weights,
                                          const saliency::Network& network,
                                          const saliency::RuntimeModule& runtime,
                                          const Progress& progress) {
  const auto photos = find_photos(folder);
  if (!photos) {
    return photos.error();
  }
  auto runner = runtime.make_runner(network);
  if (!runner) {
    return std::move(runner).error();
  }
  ClassExamples examples;
  std::set<std::string> classes;
  for (const auto& [name, photo] : *photos) {
    classes.insert(photo.classes.begin(), photo.classes.end());
  }
  examples.classes.assign(classes.begin(), classes.end());
  int done = 0;
  for (const auto& [name, photo] : *photos) {
    const auto picture = read_photo(photo.path);
    if (!picture) {
      return picture.error();
    }
    const auto size =
        saliency::input_size(picture->width_px, picture->height_px, saliency::MapSize::kDefault);
    auto planes = saliency::preprocess(picture->view(), size, weights.input_scaling());
    for (int turn = 0; turn < 2; ++turn, mirror(planes)) {
      const auto maps = (*runner)->run(planes);
      if (!maps) {
        return maps.error();
      }
      const saliency::FeatureMap& features = (*maps)[saliency::kFeaturesOutput];
      examples.channels = features.channels;
      append_mean(features, examples.features);
      for (const std::string& shown : examples.classes) {
        examples.labels.push_back(photo.classes.contains(shown) ? 1.0F : 0.0F);
      }
      ++examples.count;
    }
    progress(++done, static_cast<int>(photos->size()));
  }
  return examples;
}

}  // namespace jpegaware::apps
