// SPDX-License-Identifier: Apache-2.0
// Stage: photos with fixations -> what the gaze head learns from: frozen features and targets.
#include "gaze_examples.h"

#include <algorithm>
#include <map>
#include <utility>

#include "half_from_float.h"
#include "photo.h"
#include "preprocess.h"

namespace jpegaware::apps {
namespace {

using saliency::FeatureMap;
using saliency::InputPlanes;

std::vector<RelativePoint> relative_points(const Stimulus& stimulus, const Picture& photo) {
  std::vector<RelativePoint> points;
  for (const Fixation& fixation : stimulus.fixations) {
    const RelativePoint point{fixation.x_px / static_cast<float>(photo.width_px),
                              fixation.y_px / static_cast<float>(photo.height_px)};
    if (point.x >= 0.0F && point.x < 1.0F && point.y >= 0.0F && point.y < 1.0F) {
      points.push_back(point);
    }
  }
  return points;
}

void mirror_points(std::vector<RelativePoint>& points) {
  constexpr float kBelowOne = 0x1.fffffep-1F;
  for (RelativePoint& point : points) {
    point.x = std::min(kBelowOne, 1.0F - point.x);
  }
}

void append(GazeExamples& examples, const std::vector<FeatureMap>& maps,
            std::vector<RelativePoint> points) {
  for (std::size_t i = 0; i < kGazeInputCount; ++i) {
    FeatureBlock& block = examples.features[i];
    block.channels = maps[i].channels;
    block.height = maps[i].height;
    block.width = maps[i].width;
    std::vector<std::uint16_t>& halves = block.halves.emplace_back(maps[i].values.size());
    std::transform(maps[i].values.begin(), maps[i].values.end(), halves.begin(), half_from_float);
  }
  examples.fixations.push_back(std::move(points));
  ++examples.count;
}

}  // namespace

Result<saliency::Network> with_gaze_inputs_read_out(const saliency::Network& network) {
  saliency::Network readable = network;
  readable.outputs.clear();
  for (const char* name : kGazeInputs) {
    const auto found = std::find_if(network.layers.begin(), network.layers.end(),
                                    [&](const saliency::Layer& layer) { return layer.name == name; });
    if (found == network.layers.end()) {
      return Error{ErrorCode::kInternal, std::string("network: no layer ") + name};
    }
    readable.outputs.push_back(static_cast<int>(found - network.layers.begin()));
  }
  return readable;
}

Result<std::vector<GazeExamples>> make_gaze_examples(const std::vector<Stimulus>& stimuli,
                                                     const saliency::WeightsFile& weights,
                                                     const saliency::Network& network,
                                                     const saliency::RuntimeModule& runtime,
                                                     saliency::MapSize map_size, Views views,
                                                     const Progress& progress) {
  const auto readable = with_gaze_inputs_read_out(network);
  if (!readable) {
    return readable.error();
  }
  auto runner = runtime.make_runner(*readable);
  if (!runner) {
    return std::move(runner).error();
  }
  std::map<std::pair<int, int>, GazeExamples> by_size;
  int done = 0;
  for (const Stimulus& stimulus : stimuli) {
    const auto photo = read_photo(stimulus.photo);
    if (!photo) {
      return photo.error();
    }
    std::vector<RelativePoint> points = relative_points(stimulus, *photo);
    progress(++done, static_cast<int>(stimuli.size()));
    if (points.empty()) {
      continue;
    }
    const auto size = saliency::input_size(photo->width_px, photo->height_px, map_size);
    InputPlanes planes = saliency::preprocess(photo->view(), size, weights.input_scaling());
    for (const bool is_mirrored : {false, true}) {
      if (is_mirrored) {
        mirror(planes);
        mirror_points(points);
      }
      if (views == Views::kAlternate && is_mirrored != (done % 2 == 0)) {
        continue;
      }
      const auto maps = (*runner)->run(planes);
      if (!maps) {
        return maps.error();
      }
      append(by_size[{size.height, size.width}], *maps, points);
    }
  }
  std::vector<GazeExamples> groups;
  for (auto& [size, examples] : by_size) {
    groups.push_back(std::move(examples));
  }
  return groups;
}

}  // namespace jpegaware::apps
