// SPDX-License-Identifier: Apache-2.0
// What the network saw: which classes are in the picture and where, and where people will look.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace jpegaware::saliency {

/// A grid of float cells over the whole picture, raster order. Cells are of equal size and
/// cover the picture exactly, whatever its aspect.
struct FloatGrid {
  int width_cells = 0;
  int height_cells = 0;
  std::vector<float> cells;

  [[nodiscard]] bool empty() const noexcept { return cells.empty(); }
  [[nodiscard]] std::size_t count() const noexcept {
    return static_cast<std::size_t>(width_cells) * static_cast<std::size_t>(height_cells);
  }
};

/// One class that passed the presence threshold.
struct ClassMap {
  int class_index = 0;       ///< index in the weights file's class list
  std::string name;          ///< e.g. "macaw"
  float probability = 0.0F;  ///< softmax, in (0, 1]
  FloatGrid activation;      ///< class activation, divided by its own maximum: in [0, 1]
};

/// K class maps (K x h x w, most probable first) and a gaze density on a grid of its own.
/// Source of the class maps: Zhou et al. 2016 (class activation mapping), summed over classes
/// as Prakash et al. 2017 do. The gaze density sums to 1; empty when the head was not asked for.
struct Heatmap {
  std::vector<ClassMap> classes;
  FloatGrid gaze;
  /// How much the maps are worth, in [0, 1]: 0 means "I know nothing", and the saliency map made
  /// of them is 1 everywhere.
  float confidence = 1.0F;
};

}  // namespace jpegaware::saliency
