// SPDX-License-Identifier: Apache-2.0
// Stage: a photo -> maps of where people will look, by the encoder's own map and by baselines.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "fixation_set.h"
#include "jpegaware/result.h"
#include "picture.h"
#include "saliency/model.h"
#include "saliency_metrics.h"

namespace jpegaware::apps {

/// A Gaussian over relative positions: where people look whatever the photo shows.
struct CentrePrior {
  double mean_x = 0.5;
  double mean_y = 0.5;
  double deviation_x = 0.25;
  double deviation_y = 0.25;
};

/// Mean and deviation of relative positions.
struct RelativePosition {
  double x = 0.0;
  double y = 0.0;
};
[[nodiscard]] CentrePrior fit_centre_prior(std::span<const RelativePosition> fixations);

/// The prior as a map of a photo's size.
[[nodiscard]] PixelMap centre_map(const CentrePrior& prior, int width_px, int height_px);

struct NetworkMaps {
  std::map<std::string, PixelMap> maps;
  double joined_s = 0.0;  ///< CPU time of the process for `joined`: input, network, joining, edges
};

/// The maps that one run of the network makes, each as cjpegaware's -map-out would write it: one
/// value a luma block. Names: `cam-1` (the most probable class alone), `cam`, `gaze`, `joined`.
[[nodiscard]] Result<NetworkMaps> network_maps(const saliency::Model& model, const Picture& photo);

/// A grey picture from `folder` with the photo's name and the ending .pgm or .png, in [0, 1].
[[nodiscard]] Result<PixelMap> map_from_folder(const std::filesystem::path& folder,
                                               const std::string& photo_name);

}  // namespace jpegaware::apps
