// SPDX-License-Identifier: Apache-2.0
// Stage: jpegaware under test, in process. Input: a picture and a quality. Output: a JPEG.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "codec.h"

namespace jpegaware::bench {

/// The library with no map and its defaults but the effort.
[[nodiscard]] std::unique_ptr<Codec> make_ours(int effort_1_9);

/// The library with the network's saliency map and its defaults but the effort.
/// @param weights  the weights file; empty: the build's own
/// @return unsupported where this build has no saliency; what Model::load() says otherwise
[[nodiscard]] Result<std::unique_ptr<Codec>> make_ours_with_map(
    const std::filesystem::path& weights, int effort_1_9);

/// The network's saliency map of a picture, as `cjpegaware -map-out` writes it.
struct MapModel {
  /// One value in [0, 1] a luma block, raster order. Thread-safe.
  std::function<Result<std::vector<float>>(const Image&)> map;
  std::string version;  ///< of network and weights
};

/// @return as make_ours_with_map()
[[nodiscard]] Result<MapModel> make_map_model(const std::filesystem::path& weights);

}  // namespace jpegaware::bench
