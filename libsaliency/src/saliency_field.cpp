// SPDX-License-Identifier: Apache-2.0
// Stage: heatmap -> saliency map. Heads joined, resized to the block grid, snapped, scaled.
#include "saliency/saliency_field.h"

#include <algorithm>
#include <new>
#include <utility>

#include "block_guide.h"
#include "class_activation.h"
#include "guided_filter.h"
#include "heatmap_resize.h"

namespace jpegaware::saliency {
namespace {

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

/// The asked heads as one field on the block grid; empty when they found nothing.
FloatGrid join_heads(const Heatmap& heatmap, const BlockGrid& grid, Heads heads) {
  const bool gaze = heads != Heads::kClassActivation && !heatmap.gaze.empty();
  const FloatGrid field = gaze ? heatmap.gaze : sum_class_maps(heatmap.classes);
  if (field.empty()) {
    return {};
  }
  return resize_grid(field, grid.width_blocks, grid.height_blocks);
}

/// Blends towards 1 as confidence falls.
void apply_confidence(FloatGrid& field, float confidence) {
  for (float& cell : field.cells) {
    cell = 1.0F - confidence * (1.0F - cell);
  }
}

Result<SaliencyMap> make_unguarded(const Heatmap& heatmap, const ImageView& image, Heads heads) {
  const BlockGrid grid = BlockGrid::for_image(image.width_px, image.height_px);
  FloatGrid field = join_heads(heatmap, grid, heads);
  if (field.empty() || !divide_by_maximum(field)) {
    return SaliencyMap::uniform(grid);
  }
  field = guided_filter(field, block_guide(image, grid), GuidedFilterOptions{});
  if (!divide_by_maximum(field)) {
    return SaliencyMap::uniform(grid);
  }
  apply_confidence(field, heatmap.confidence);
  return SaliencyMap::make(grid, std::move(field.cells));
}

}  // namespace

Result<SaliencyMap> make_saliency_map(const Heatmap& heatmap, const ImageView& image, Heads heads) {
  if (auto checked = validate(image); !checked) {
    return std::move(checked).error();
  }
  try {
    return make_unguarded(heatmap, image, heads);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "saliency map: out of memory"};
  }
}

Result<SaliencyMap> saliency_map_from_picture(const FloatGrid& samples, const BlockGrid& grid) {
  if (samples.width_cells <= 0 || samples.height_cells <= 0 || samples.cells.size() != samples.count()) {
    return Error{ErrorCode::kInvalidArgument,
                 "saliency picture: " + std::to_string(samples.cells.size()) + " samples for a size of " +
                     std::to_string(samples.width_cells) + " x " + std::to_string(samples.height_cells)};
  }
  if (grid.width_blocks <= 0 || grid.height_blocks <= 0) {
    return Error{ErrorCode::kInvalidArgument, "saliency picture: the block grid is empty"};
  }
  const auto outside = [](float value) { return !(value >= 0.0F && value <= 1.0F); };
  if (std::any_of(samples.cells.begin(), samples.cells.end(), outside)) {
    return Error{ErrorCode::kInvalidArgument, "saliency picture: a sample is outside 0 to 1"};
  }
  try {
    FloatGrid field = resize_grid(samples, grid.width_blocks, grid.height_blocks);
    // Weights of one sample sum to 1 up to rounding.
    for (float& cell : field.cells) {
      cell = std::clamp(cell, 0.0F, 1.0F);
    }
    return SaliencyMap::make(grid, std::move(field.cells));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "saliency picture: out of memory"};
  }
}

}  // namespace jpegaware::saliency
