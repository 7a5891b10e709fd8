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

/// -weights, then JPEGAWARE_WEIGHTS, then ../share/jpegaware seen from the program; empty where
/// there is nothing and the library holds weights itself.
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
  const auto installed = program.parent_path().parent_path() / "share" / "jpegaware" / kWeightsName;
  const bool needs_none =
      saliency::has_embedded_weights() && !std::filesystem::exists(installed, ignored);
  return needs_none ? std::filesystem::path() : installed;
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
      made.cells.push_back(
          grid.cells[static_cast<std::size_t>(from.y) * static_cast<std::size_t>(grid.width_cells) +
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

Result<saliency::Heatmap> see(const saliency::Model& model, const Picture& picture,
                              int orientation) {
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

Result<saliency::Heatmap> run_network(const Picture& picture, int orientation,
                                      const Request& request, StageClock& clock) {
  saliency::ModelOptions options;
  options.weights_file = find_weights(request);
  options.runtime = request.runtime;
  options.map_size = request.map_size;
  options.presence_threshold = request.presence.value_or(options.presence_threshold);
  const auto model = saliency::Model::load(options);
  if (!model) {
    return Error{model.error().code,
                 model.error().message + "; -saliency uniform needs no network"};
  }
  clock.finish("load network");
  auto heatmap = see(*model, picture, orientation);
  clock.finish("run network");
  return heatmap;
}

saliency::Heads heads_of(MapSource source) {
  switch (source) {
    case MapSource::kCam:
      return saliency::Heads::kClassActivation;
    case MapSource::kGaze:
      return saliency::Heads::kGaze;
    default:
      return saliency::Heads::kJoined;
  }
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
  auto map = saliency::make_saliency_map(*heatmap, picture.view(), heads_of(request.map_source));
  if (!map) {
    return std::move(map).error();
  }
  return Saliency{std::move(heatmap).value(), std::move(map).value()};
}

/// A grey picture's values on the block grid. One of the grid's own size is this program's, in
/// stored order; any other is a person's, who sees the picture upright.
Result<SaliencyMap> read_field(const std::string& path, const BlockGrid& grid, int orientation,
                               const Request& request) {
  ReadOptions options;
  options.max_pixels = request.max_pixels;
  auto field = read_gray_field(path, options);
  if (!field) {
    return std::move(field).error();
  }
  if (field->width_cells != grid.width_blocks || field->height_cells != grid.height_blocks) {
    turn_back(*field, orientation);
  }
  auto map = saliency::saliency_map_from_picture(*field, grid);
  if (!map) {
    return Error{map.error().code, path + ": " + map.error().message};
  }
  return map;
}

Result<Saliency> read_saliency(const Picture& picture, int orientation, const Request& request) {
  auto map = read_field(request.map_file, grid_of(picture), orientation, request);
  if (!map) {
    return std::move(map).error();
  }
  return Saliency{std::nullopt, std::move(map).value()};
}

Result<Saliency> saliency_of(const Picture& picture, int orientation, const Request& request,
                             StageClock& clock) {
  switch (request.map_source) {
    case MapSource::kUniform: {
      auto uniform = SaliencyMap::uniform(grid_of(picture));
      return uniform ? Result<Saliency>(Saliency{std::nullopt, std::move(*uniform)})
                     : std::move(uniform).error();
    }
    case MapSource::kFile:
      return read_saliency(picture, orientation, request);
    case MapSource::kAuto:
    case MapSource::kCam:
    case MapSource::kGaze:
      break;
  }
  return compute_saliency(picture, orientation, request, clock);
}

/// The mask on the block grid, joined with the map.
Result<SaliencyMap> with_mask(SaliencyMap map, int orientation, const Request& request) {
  if (request.regions.mask_file.empty()) {
    return map;
  }
  auto mask = read_field(request.regions.mask_file, map.grid(), orientation, request);
  return mask ? joined_by_maximum(map, *mask) : std::move(mask);
}

/// What saliency 0 gets beside a region: the quality of ignored blocks.
Result<float> lowest_quality(const saliency::QualityMapping& mapping) {
  const auto nothing = SaliencyMap::make(BlockGrid{2, 1}, {0.0F, 1.0F});
  if (!nothing) {
    return nothing.error();
  }
  const auto quality = saliency::map_quality(*nothing, mapping);
  if (!quality) {
    return quality.error();
  }
  return quality->lowest_1_100();
}

}  // namespace

saliency::QualityMapping mapping_of(const Request& request) {
  saliency::QualityMapping mapping;
  mapping.region_quality_1_100 = static_cast<float>(request.encode.quality_1_100);
  if (request.strength_0_100) {
    mapping.strength_0_100 = static_cast<float>(*request.strength_0_100);
  }
  mapping.background_quality_1_100 = request.background_1_100;
  mapping.levels = request.levels.value_or(mapping.levels);
  return mapping;
}

Result<BlockQualityMap> plan_block_qualities(const SaliencyMap& map,
                                             const saliency::QualityMapping& mapping,
                                             const Picture& picture, int orientation,
                                             const Request& request) {
  auto qualities = saliency::map_quality(map, mapping);
  const Regions& regions = request.regions;
  if (!qualities || (regions.rectangles.empty() && regions.quality_file.empty())) {
    return qualities;
  }
  QualityGrid numbered;
  if (!regions.quality_file.empty()) {
    auto read = read_quality_grid(regions.quality_file, map.grid());
    if (!read) {
      return std::move(read).error();
    }
    numbered = std::move(read).value();
  }
  const auto ignored = lowest_quality(mapping);
  if (!ignored) {
    return ignored.error();
  }
  const RegionContext context{picture.width_px, picture.height_px, orientation,
                              mapping.region_quality_1_100, *ignored};
  return with_regions(*qualities, numbered, regions.rectangles, context);
}

Result<QualityPlan> plan_quality(const Picture& picture, int orientation, const Request& request,
                                 StageClock& clock) {
  auto saliency = saliency_of(picture, orientation, request, clock);
  if (!saliency) {
    return std::move(saliency).error();
  }
  auto map = with_mask(std::move(saliency->map), orientation, request);
  if (!map) {
    return std::move(map).error();
  }
  auto qualities = plan_block_qualities(*map, mapping_of(request), picture, orientation, request);
  if (!qualities) {
    return std::move(qualities).error();
  }
  clock.finish("map");
  return QualityPlan{std::move(saliency->heatmap), std::move(map).value(),
                     std::move(qualities).value()};
}

}  // namespace jpegaware::apps
