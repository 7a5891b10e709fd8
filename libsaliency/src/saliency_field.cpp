// SPDX-License-Identifier: Apache-2.0
// Stage: heatmap -> saliency map. Heads joined, resized to the block grid, snapped, scaled.
#include "saliency/saliency_field.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "block_guide.h"
#include "class_activation.h"
#include "edge_snap.h"
#include "heatmap_resize.h"
#include "no_throw.h"
#include "text_evidence.h"

namespace jpegaware::saliency {
namespace {

// What a recognised object of probability 1 adds to a gaze field of maximum 1. On 130 training
// photos of osie and nus_scene (2026-11) 0.05 costs .009 and .005 of NSS and gains .002 of CC; 0.1
// costs .025 and .012; the larger of the two instead of their sum, and class maps divided by their
// maximum, cost more for the same share.
constexpr float kClassShare = 0.05F;

// The least saliency of text and line art. On 56 of osie's training photos that the head had not
// seen (2026-11-21) 0.05 costs .005 of NSS and .001 of CC, 0.1 .010 and .003, so photos with a sign
// get 0.05 and pages of text 0.5.
constexpr double kTextShare = 0.05;
constexpr double kFullTextShare = 0.5;
constexpr double kFewTextBlocks = 0.05;
constexpr double kManyTextBlocks = 0.2;

/// Divides by the maximum; false when nothing is positive.
bool divide_by_maximum(FloatGrid& field) {
  const float highest = *std::max_element(field.cells.begin(), field.cells.end());
  if (!(highest > 0.0F)) {
    return false;
  }
  for (float& cell : field.cells) {
    cell = std::clamp(cell / highest, 0.0F, 1.0F);
  }
  return true;
}

// The gaze head answers twice for each step of its features (gaze_cells), class maps once.
constexpr float kGazeCellsPerStep = 2.0F;

/// A field on the block grid and how wide a step of the features that it was made of is there.
struct BlockField {
  FloatGrid field;
  int step_blocks = 1;
};

BlockField on_block_grid(const FloatGrid& field, const BlockGrid& grid, float cells_per_step) {
  const float step = cells_per_step * static_cast<float>(grid.width_blocks) /
                     static_cast<float>(field.width_cells);
  return {resize_grid(field, grid.width_blocks, grid.height_blocks),
          std::max(static_cast<int>(std::lround(step)), 1)};
}

/// Gaze, divided by its maximum, plus a little for recognised objects.
BlockField join(const Heatmap& heatmap, const BlockGrid& grid) {
  BlockField joined = on_block_grid(heatmap.gaze, grid, kGazeCellsPerStep);
  if (!divide_by_maximum(joined.field) || heatmap.classes.empty()) {
    return joined;
  }
  const BlockField classes = on_block_grid(sum_class_maps(heatmap.classes), grid, 1.0F);
  for (std::size_t i = 0; i < joined.field.cells.size(); ++i) {
    joined.field.cells[i] += kClassShare * classes.field.cells[i];
  }
  return joined;
}

/// The asked heads as one field on the block grid; empty when they found nothing.
BlockField join_heads(const Heatmap& heatmap, const BlockGrid& grid, Heads heads) {
  if (heatmap.gaze.empty() || heads == Heads::kClassActivation) {
    const FloatGrid classes = sum_class_maps(heatmap.classes);
    return classes.empty() ? BlockField{} : on_block_grid(classes, grid, 1.0F);
  }
  return heads == Heads::kGaze ? on_block_grid(heatmap.gaze, grid, kGazeCellsPerStep)
                               : join(heatmap, grid);
}

/// Text and graphics get at least kTextShare, more in a picture that is full of them.
void lift_text(FloatGrid& field, const FloatGrid& text) {
  const double sum = std::accumulate(text.cells.begin(), text.cells.end(), 0.0);
  const double share = sum / static_cast<double>(text.count());
  const double fullness =
      std::clamp((share - kFewTextBlocks) / (kManyTextBlocks - kFewTextBlocks), 0.0, 1.0);
  const auto least = static_cast<float>(kTextShare + (kFullTextShare - kTextShare) * fullness);
  for (std::size_t i = 0; i < field.cells.size(); ++i) {
    field.cells[i] = std::max(field.cells[i], least * text.cells[i]);
  }
}

/// Blends towards 1 as confidence falls.
void apply_confidence(FloatGrid& field, float confidence) {
  for (float& cell : field.cells) {
    cell = 1.0F - confidence * (1.0F - cell);
  }
}

Result<SaliencyMap> make_unguarded(const Heatmap& heatmap, const ImageView& image, Heads heads) {
  const BlockGrid grid = BlockGrid::for_image(image.width_px, image.height_px);
  const BlockField joined = join_heads(heatmap, grid, heads);
  if (joined.field.empty()) {
    return SaliencyMap::uniform(grid);
  }
  FloatGrid field = joined.field;
  if (!divide_by_maximum(field)) {
    return SaliencyMap::uniform(grid);
  }
  // Where a step of the features is no wider than a block there is no edge to sharpen.
  if (joined.step_blocks > 1) {
    field = snap_to_guide(field, block_guide(image, grid), {.radius_cells = joined.step_blocks});
  }
  if (!divide_by_maximum(field)) {
    return SaliencyMap::uniform(grid);
  }
  if (heads == Heads::kJoined) {
    lift_text(field, text_evidence(image, grid));
  }
  apply_confidence(field, heatmap.confidence);
  return SaliencyMap::make(grid, std::move(field.cells));
}

Result<void> check_grid(const char* name, const FloatGrid& grid) {
  if (grid.width_cells < 0 || grid.height_cells < 0 || grid.cells.size() != grid.count()) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string("heatmap: its ") + name + " has " + std::to_string(grid.cells.size()) +
                     " cells for a grid of " + std::to_string(grid.width_cells) + " x " +
                     std::to_string(grid.height_cells)};
  }
  return {};
}

/// A heatmap may have been made or changed by the caller.
Result<void> check_heatmap(const Heatmap& heatmap) {
  if (auto checked = check_grid("gaze", heatmap.gaze); !checked) {
    return checked;
  }
  for (const ClassMap& found : heatmap.classes) {
    if (auto checked = check_grid("class map", found.activation); !checked) {
      return checked;
    }
    const FloatGrid& first = heatmap.classes.front().activation;
    if (found.activation.width_cells != first.width_cells ||
        found.activation.height_cells != first.height_cells) {
      return Error{ErrorCode::kInvalidArgument, "heatmap: its class maps are not of one grid"};
    }
  }
  if (!(heatmap.confidence >= 0.0F && heatmap.confidence <= 1.0F)) {
    return Error{
        ErrorCode::kInvalidArgument,
        "heatmap: a confidence of " + std::to_string(heatmap.confidence) + " is outside 0 to 1"};
  }
  return {};
}

Result<void> check_samples(const FloatGrid& samples, const BlockGrid& grid) {
  if (samples.width_cells <= 0 || samples.height_cells <= 0 ||
      samples.cells.size() != samples.count()) {
    return Error{ErrorCode::kInvalidArgument,
                 "saliency picture: " + std::to_string(samples.cells.size()) +
                     " samples for a size of " + std::to_string(samples.width_cells) + " x " +
                     std::to_string(samples.height_cells)};
  }
  if (grid.width_blocks <= 0 || grid.height_blocks <= 0) {
    return Error{ErrorCode::kInvalidArgument, "saliency picture: the block grid is empty"};
  }
  const auto outside = [](float value) { return !(value >= 0.0F && value <= 1.0F); };
  const auto found = std::find_if(samples.cells.begin(), samples.cells.end(), outside);
  if (found != samples.cells.end()) {
    return Error{ErrorCode::kInvalidArgument,
                 "saliency picture: a sample is " + std::to_string(*found) + ", outside 0 to 1"};
  }
  return {};
}

}  // namespace

Result<SaliencyMap> make_saliency_map(const Heatmap& heatmap, const ImageView& image, Heads heads) {
  return detail::no_throw([&]() -> Result<SaliencyMap> {
    if (auto checked = validate(image); !checked) {
      return std::move(checked).error();
    }
    if (auto checked = check_heatmap(heatmap); !checked) {
      return std::move(checked).error();
    }
    return make_unguarded(heatmap, image, heads);
  });
}

Result<SaliencyMap> saliency_map_from_picture(const FloatGrid& samples, const BlockGrid& grid) {
  return detail::no_throw([&]() -> Result<SaliencyMap> {
    if (auto checked = check_samples(samples, grid); !checked) {
      return std::move(checked).error();
    }
    FloatGrid field = resize_grid(samples, grid.width_blocks, grid.height_blocks);
    // Weights of one sample sum to 1 up to rounding.
    for (float& cell : field.cells) {
      cell = std::clamp(cell, 0.0F, 1.0F);
    }
    return SaliencyMap::make(grid, std::move(field.cells));
  });
}

}  // namespace jpegaware::saliency
