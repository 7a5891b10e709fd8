// SPDX-License-Identifier: Apache-2.0
// Stage: folders of photos, a folder a class -> what the classifier learns from.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gaze_examples.h"

namespace jpegaware::apps {

/// Photos as the classifier sees them: the mean of the last features over the photo.
struct ClassExamples {
  std::vector<std::string> classes;  ///< sorted
  int channels = 0;
  int count = 0;
  std::vector<float> features;  ///< count x channels
  std::vector<float> labels;    ///< count x classes, 1 where the photo shows the class
};

/// Reads `folder/CLASS/photo` and mirrors each photo. A photo of the same name in several folders
/// shows several classes. A '-' in a folder's name stands for a space in the class's.
/// io when there is no such folder, bad_input when it holds no photos.
[[nodiscard]] Result<ClassExamples> make_class_examples(const std::filesystem::path& folder,
                                                        const saliency::WeightsFile& weights,
                                                        const saliency::Network& network,
                                                        const saliency::RuntimeModule& runtime,
                                                        const Progress& progress);

}  // namespace jpegaware::apps
