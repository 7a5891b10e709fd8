// SPDX-License-Identifier: Apache-2.0
// The C interface of the saliency library: checks pointers and codes, then calls the C++ one.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "c_edge.h"
#include "jpegaware/saliency.h"
#include "saliency/model.h"
#include "saliency/quality_mapper.h"
#include "saliency/saliency_field.h"

using jpegaware::BlockGrid;
using jpegaware::Error;
using jpegaware::ErrorCode;
using jpegaware::Result;
using jpegaware::SaliencyMap;
using jpegaware::c_edge::guarded;
using jpegaware::c_edge::null_argument;
using jpegaware::c_edge::view_of;
using jpegaware::saliency::ClassMap;
using jpegaware::saliency::FloatGrid;
using jpegaware::saliency::Heads;
using jpegaware::saliency::Heatmap;
using jpegaware::saliency::Model;
using jpegaware::saliency::ModelOptions;
using jpegaware::saliency::QualityMapping;

struct jpegaware_model {
  Model model;
};

struct jpegaware_heatmap {
  Heatmap heatmap;
};

namespace {

static_assert(JPEGAWARE_MAP_LARGE == static_cast<int>(jpegaware::saliency::MapSize::kLarge));
static_assert(JPEGAWARE_RUNTIME_TORCH == static_cast<int>(jpegaware::saliency::Runtime::kTorch));
static_assert(JPEGAWARE_HEADS_GAZE == static_cast<int>(Heads::kGaze));

/// The struct as it was before `log`: such callers are served as well.
constexpr std::size_t kFirstModelOptionsSize = offsetof(jpegaware_model_options, log);

Error bad_size(const char* name, std::size_t size, std::size_t wanted, const char* start) {
  return {ErrorCode::kInvalidArgument, std::string(name) + ": struct_size " + std::to_string(size) +
                                           " is not " + std::to_string(wanted) + "; start from " + start};
}

Error bad_code(const char* name, int code) {
  return {ErrorCode::kInvalidArgument, std::string(name) + ": " + std::to_string(code) + " is not one"};
}

Result<ModelOptions> options_of(const jpegaware_model_options* options) {
  if (options == nullptr) {
    return null_argument("options");
  }
  if (options->struct_size < kFirstModelOptionsSize) {
    return bad_size("options", options->struct_size, sizeof(jpegaware_model_options),
                    "JPEGAWARE_MODEL_OPTIONS_INIT");
  }
  if (options->runtime < JPEGAWARE_RUNTIME_OPENCV || options->runtime > JPEGAWARE_RUNTIME_TORCH) {
    return bad_code("runtime", options->runtime);
  }
  if (options->map_size < JPEGAWARE_MAP_SMALL || options->map_size > JPEGAWARE_MAP_LARGE) {
    return bad_code("map size", options->map_size);
  }
  ModelOptions wanted;
  wanted.weights_file = options->weights_file == nullptr ? "" : options->weights_file;
  wanted.module_dir = options->module_dir == nullptr ? "" : options->module_dir;
  wanted.runtime = static_cast<jpegaware::saliency::Runtime>(options->runtime);
  wanted.map_size = static_cast<jpegaware::saliency::MapSize>(options->map_size);
  wanted.presence_threshold = options->presence_threshold;
  if (options->struct_size >= sizeof(jpegaware_model_options) && options->log != nullptr) {
    wanted.on_log = [log = options->log, user = options->log_user](std::string_view line) {
      log(user, std::string(line).c_str());
    };
  }
  return wanted;
}

Result<QualityMapping> mapping_of(const jpegaware_quality_mapping* mapping) {
  if (mapping == nullptr) {
    return null_argument("mapping");
  }
  if (mapping->struct_size < sizeof(jpegaware_quality_mapping)) {
    return bad_size("mapping", mapping->struct_size, sizeof(jpegaware_quality_mapping),
                    "JPEGAWARE_QUALITY_MAPPING_INIT");
  }
  QualityMapping wanted;
  wanted.region_quality_1_100 = static_cast<float>(mapping->region_quality);
  if (mapping->strength != -1) {
    wanted.strength_0_100 = static_cast<float>(mapping->strength);
  }
  if (mapping->background_quality != 0) {
    wanted.background_quality_1_100 = mapping->background_quality;
  }
  if (mapping->levels != -1) {
    wanted.levels = mapping->levels;
  }
  return wanted;
}

Result<void> check_count(const char* name, std::size_t count, const BlockGrid& grid) {
  if (count != grid.count()) {
    return Error{ErrorCode::kInvalidArgument, std::string(name) + ": room for " + std::to_string(count) +
                                                  " values, but there are " +
                                                  std::to_string(grid.width_blocks) + " x " +
                                                  std::to_string(grid.height_blocks) + " blocks"};
  }
  return {};
}

const ClassMap* class_at(const jpegaware_heatmap* heatmap, int index) {
  if (heatmap == nullptr || index < 0 ||
      static_cast<std::size_t>(index) >= heatmap->heatmap.classes.size()) {
    return nullptr;
  }
  return &heatmap->heatmap.classes[static_cast<std::size_t>(index)];
}

jpegaware_grid grid_of(const FloatGrid& grid) {
  return {grid.empty() ? nullptr : grid.cells.data(), grid.width_cells, grid.height_cells};
}

}  // namespace

// ---- the network --------------------------------------------------------------------------------

int jpegaware_model_load(const jpegaware_model_options* options, jpegaware_model** model,
                         jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (model == nullptr) {
      return null_argument("model");
    }
    *model = nullptr;
    const auto wanted = options_of(options);
    if (!wanted) {
      return wanted.error();
    }
    auto loaded = Model::load(*wanted);
    if (!loaded) {
      return std::move(loaded).error();
    }
    *model = std::make_unique<jpegaware_model>(jpegaware_model{std::move(*loaded)}).release();
    return {};
  });
}

int jpegaware_has_embedded_weights(void) {
  return jpegaware::saliency::has_embedded_weights() ? 1 : 0;
}

void jpegaware_model_destroy(jpegaware_model* model) {
  const std::unique_ptr<jpegaware_model> owned(model);
}

// ---- what the network saw -----------------------------------------------------------------------

int jpegaware_model_heatmap(const jpegaware_model* model, const jpegaware_image* image,
                            jpegaware_heatmap** heatmap, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (heatmap == nullptr) {
      return null_argument("heatmap");
    }
    *heatmap = nullptr;
    if (model == nullptr) {
      return null_argument("model");
    }
    const auto view = view_of(image);
    if (!view) {
      return view.error();
    }
    auto seen = model->model.heatmap(*view);
    if (!seen) {
      return std::move(seen).error();
    }
    *heatmap = std::make_unique<jpegaware_heatmap>(jpegaware_heatmap{std::move(*seen)}).release();
    return {};
  });
}

void jpegaware_heatmap_destroy(jpegaware_heatmap* heatmap) {
  const std::unique_ptr<jpegaware_heatmap> owned(heatmap);
}

float jpegaware_heatmap_confidence(const jpegaware_heatmap* heatmap) {
  return heatmap == nullptr ? 0.0F : heatmap->heatmap.confidence;
}

int jpegaware_heatmap_class_count(const jpegaware_heatmap* heatmap) {
  return heatmap == nullptr ? 0 : static_cast<int>(heatmap->heatmap.classes.size());
}

const char* jpegaware_heatmap_class_name(const jpegaware_heatmap* heatmap, int index) {
  const ClassMap* found = class_at(heatmap, index);
  return found == nullptr ? nullptr : found->name.c_str();
}

float jpegaware_heatmap_class_probability(const jpegaware_heatmap* heatmap, int index) {
  const ClassMap* found = class_at(heatmap, index);
  return found == nullptr ? 0.0F : found->probability;
}

jpegaware_grid jpegaware_heatmap_class_map(const jpegaware_heatmap* heatmap, int index) {
  const ClassMap* found = class_at(heatmap, index);
  return found == nullptr ? jpegaware_grid{} : grid_of(found->activation);
}

jpegaware_grid jpegaware_heatmap_gaze(const jpegaware_heatmap* heatmap) {
  return heatmap == nullptr ? jpegaware_grid{} : grid_of(heatmap->heatmap.gaze);
}

// ---- from there to qualities --------------------------------------------------------------------

int jpegaware_heatmap_saliency(const jpegaware_heatmap* heatmap, const jpegaware_image* image,
                               int heads, float* saliency, size_t count,
                               jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (heatmap == nullptr || saliency == nullptr) {
      return null_argument(heatmap == nullptr ? "heatmap" : "saliency");
    }
    if (heads < JPEGAWARE_HEADS_JOINED || heads > JPEGAWARE_HEADS_GAZE) {
      return bad_code("heads", heads);
    }
    const auto view = view_of(image);
    if (!view) {
      return view.error();
    }
    if (auto checked =
            check_count("saliency", count, BlockGrid::for_image(view->width_px, view->height_px));
        !checked) {
      return checked;
    }
    const auto map = make_saliency_map(heatmap->heatmap, *view, static_cast<Heads>(heads));
    if (!map) {
      return map.error();
    }
    std::copy(map->values().begin(), map->values().end(), saliency);
    return {};
  });
}

int jpegaware_fit_saliency(const float* samples, int width, int height, int width_px, int height_px,
                           float* saliency, size_t saliency_count, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (samples == nullptr || saliency == nullptr) {
      return null_argument(samples == nullptr ? "samples" : "saliency");
    }
    constexpr int kMost = jpegaware::kMaxSide_px;
    for (const int side : {width, height, width_px, height_px}) {
      if (side < 1 || side > kMost) {
        return Error{ErrorCode::kInvalidArgument, "saliency: a side of " + std::to_string(side) +
                                                      " is outside 1 to " + std::to_string(kMost)};
      }
    }
    const BlockGrid grid = BlockGrid::for_image(width_px, height_px);
    if (auto checked = check_count("saliency", saliency_count, grid); !checked) {
      return checked;
    }
    FloatGrid picture{width, height, {}};
    picture.cells.assign(samples, samples + picture.count());
    const auto map = saliency_map_from_picture(picture, grid);
    if (!map) {
      return map.error();
    }
    std::copy(map->values().begin(), map->values().end(), saliency);
    return {};
  });
}

int jpegaware_map_quality(const float* saliency, size_t count, int width_blocks, int height_blocks,
                          const jpegaware_quality_mapping* mapping, float* quality,
                          jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (saliency == nullptr || quality == nullptr) {
      return null_argument(saliency == nullptr ? "saliency" : "quality");
    }
    const auto wanted = mapping_of(mapping);
    if (!wanted) {
      return wanted.error();
    }
    const BlockGrid grid{std::max(width_blocks, 0), std::max(height_blocks, 0)};
    if (auto checked = check_count("quality", count, grid); !checked) {
      return checked;
    }
    const auto map = SaliencyMap::make(grid, std::vector<float>(saliency, saliency + count));
    if (!map) {
      return map.error();
    }
    const auto qualities = jpegaware::saliency::map_quality(*map, *wanted);
    if (!qualities) {
      return qualities.error();
    }
    std::copy(qualities->quality_1_100().begin(), qualities->quality_1_100().end(), quality);
    return {};
  });
}

int jpegaware_model_quality_map(const jpegaware_model* model, const jpegaware_image* image,
                                const jpegaware_quality_mapping* mapping, float* quality,
                                size_t count, jpegaware_message* message) {
  return guarded(message, [&]() -> Result<void> {
    if (model == nullptr || quality == nullptr) {
      return null_argument(model == nullptr ? "model" : "quality");
    }
    const auto wanted = mapping_of(mapping);
    if (!wanted) {
      return wanted.error();
    }
    const auto view = view_of(image);
    if (!view) {
      return view.error();
    }
    if (auto checked =
            check_count("quality", count, BlockGrid::for_image(view->width_px, view->height_px));
        !checked) {
      return checked;
    }
    const auto heatmap = model->model.heatmap(*view);
    if (!heatmap) {
      return heatmap.error();
    }
    const auto saliency = make_saliency_map(*heatmap, *view, Heads::kJoined);
    if (!saliency) {
      return saliency.error();
    }
    const auto qualities = jpegaware::saliency::map_quality(*saliency, *wanted);
    if (!qualities) {
      return qualities.error();
    }
    std::copy(qualities->quality_1_100().begin(), qualities->quality_1_100().end(), quality);
    return {};
  });
}
