// SPDX-License-Identifier: Apache-2.0
// Makes the saliency map and the block quality map of one picture.
#include "quality_plan.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "gray_field.h"
#include "jpegaware/block_grid.h"
#include "picture_edit.h"
#include "saliency/model.h"
#include "saliency/quality_mapper.h"
#include "saliency/saliency_field.h"

namespace jpegaware::apps {
namespace {

constexpr const char* kWeightsName = "jpegaware-saliency.safetensors";

BlockGrid grid_of(const Picture& picture) {
  return BlockGrid::for_image(picture.width_px, picture.height_px);
}

/// -weights, then JPEGAWARE_WEIGHTS, then ../share/jpegaware seen from the program.
std::filesystem::path find_weights(const Request& request) {
  if (!request.weights_file.empty()) {
    return request.weights_file;
  }
  const char* named = std::getenv("JPEGAWARE_WEIGHTS");
  if (named != nullptr && *named != '\0') {
    return named;
  }
  std::error_code ignored;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return program.parent_path().parent_path() / "share" / "jpegaware" / kWeightsName;
}

/// A grid over the upright picture as one over the stored picture.
void turn_back(saliency::FloatGrid& grid, int orientation) {
  if (orientation == 1 || grid.empty()) {
    return;
  }
  const int back = inverse_orientation(orientation);
  const bool swaps = swaps_sides(back);
  saliency::FloatGrid made{swaps ? grid.height_cells : grid.width_cells,
                           swaps ? grid.width_cells : grid.height_cells,
                           {}};
  made.cells.reserve(grid.count());
  for (int y = 0; y < made.height_cells; ++y) {
    for (int x = 0; x < made.width_cells; ++x) {
      const Position from = stored_position(back, grid.width_cells, grid.height_cells, {x, y});
      made.cells.push_back(grid.cells[static_cast<std::size_t>(from.y) * static_cast<std::size_t>(grid.width_cells) +
                                      static_cast<std::size_t>(from.x)]);
    }
  }
  grid = std::move(made);
}

Picture copy_of(const Picture& picture) {
  Picture copy;
  copy.width_px = picture.width_px;
  copy.height_px = picture.height_px;
  copy.format = picture.format;
  const std::size_t bytes = picture.row_bytes() * static_cast<std::size_t>(picture.height_px);
  copy.pixels = std::make_unique_for_overwrite<std::uint8_t[]>(bytes);
  std::copy_n(picture.pixels.get(), bytes, copy.pixels.get());
  return copy;
}

Result<saliency::Heatmap> see(const saliency::Model& model, const Picture& picture, int orientation) {
  if (orientation == 1) {
    return model.heatmap(picture.view());
  }
  auto heatmap = model.heatmap(turned(copy_of(picture), orientation).view());
  if (heatmap) {
    turn_back(heatmap->gaze, orientation);
    for (saliency::ClassMap& seen : heatmap->classes) {
      turn_back(seen.activation, orientation);
    }
  }
  return heatmap;
}

Result<saliency::Heatmap> run_network(const Picture& picture, int orientation, const Request& request,
                                      StageClock& clock) {
  saliency::ModelOptions options;
  options.weights_file = find_weights(request);
  options.presence_threshold = request.presence.value_or(options.presence_threshold);
  const auto model = saliency::Model::load(options);
  if (!model) {
    return Error{model.error().code, model.error().message + "; -saliency uniform needs no network"};
  }
  clock.finish("load network");
  auto heatmap = see(*model, picture, orientation);
  clock.finish("run network");
  return heatmap;
}

struct Saliency {
  std::optional<saliency::Heatmap> heatmap;
  SaliencyMap map;
};

Result<Saliency> compute_saliency(const Picture& picture, int orientation, const Request& request,
                                  StageClock& clock) {
  auto heatmap = run_network(picture, orientation, request, clock);
  if (!heatmap) {
    return std::move(heatmap).error();
  }
  const auto heads = request.map_source == MapSource::kCam ? saliency::Heads::kClassActivation
                                                           : saliency::Heads::kJoined;
  auto map = saliency::make_saliency_map(*heatmap, picture.view(), heads);
  if (!map) {
    return std::move(map).error();
  }
  return Saliency{std::move(heatmap).value(), std::move(map).value()};
}

Result<Saliency> read_saliency(const Picture& picture, const Request& request) {
  ReadOptions options;
  options.max_pixels = request.max_pixels;
  const auto field = read_gray_field(request.map_file, options);
  if (!field) {
    return field.error();
  }
  auto map = saliency::saliency_map_from_picture(*field, grid_of(picture));
  if (!map) {
    return Error{map.error().code, request.map_file + ": " + map.error().message};
  }
  return Saliency{std::nullopt, std::move(map).value()};
}

Result<Saliency> saliency_of(const Picture& picture, int orientation, const Request& request,
                             StageClock& clock) {
  switch (request.map_source) {
    case MapSource::kUniform:
      return Saliency{std::nullopt, SaliencyMap::uniform(grid_of(picture))};
    case MapSource::kFile:
      return read_saliency(picture, request);
    case MapSource::kAuto:
    case MapSource::kCam:
      break;
  }
  return compute_saliency(picture, orientation, request, clock);
}

saliency::QualityMapping mapping_of(const Request& request) {
  saliency::QualityMapping mapping;
  mapping.region_quality_1_100 = request.encode.quality_1_100;
  mapping.strength_0_100 = request.strength_0_100.value_or(mapping.strength_0_100);
  mapping.background_quality_1_100 = request.background_1_100;
  mapping.levels = request.levels.value_or(mapping.levels);
  return mapping;
}

}  // namespace

Result<QualityPlan> plan_quality(const Picture& picture, int orientation, const Request& request,
                                 StageClock& clock) {
  auto saliency = saliency_of(picture, orientation, request, clock);
  if (!saliency) {
    return std::move(saliency).error();
  }
  auto qualities = saliency::map_quality(saliency->map, mapping_of(request));
  if (!qualities) {
    return std::move(qualities).error();
  }
  clock.finish("map");
  return QualityPlan{std::move(saliency->heatmap), std::move(saliency->map), std::move(qualities).value()};
}

}  // namespace jpegaware::apps
