// SPDX-License-Identifier: Apache-2.0
// Stage: features and logits -> the classes that are present, and where each is.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime.h"
#include "saliency/heatmap.h"
#include "weights_file.h"

namespace jpegaware::saliency {

/// The last linear layer, as the weights file has it.
struct Classifier {
  std::span<const std::uint16_t> weight;  ///< classes x channels, binary16
  std::span<const std::string> names;     ///< one a class
  ClassOutput output = ClassOutput::kSoftmax;
};

/// Class maps of every class whose probability is at least `presence_threshold`, most
/// probable first, none when no class reaches it.
///
/// @param features  channels x h x w: the map whose mean the logits were made of
/// @param logits    classes x 1 x 1
/// @return maps of h x w: the product of the class's weights and the features (Zhou et al. 2016),
///         negative values cut, divided by the maximum; a map without positive values is left out
[[nodiscard]] std::vector<ClassMap> class_maps(const FeatureMap& features, const FeatureMap& logits,
                                               const Classifier& classifier, float presence_threshold);

/// All class maps in one field on their own grid, each weighted by its probability, so that what is
/// hardly there adds little: in [0, 1]. Empty when there is no class.
[[nodiscard]] FloatGrid sum_class_maps(std::span<const ClassMap> classes);

}  // namespace jpegaware::saliency
