// SPDX-License-Identifier: Apache-2.0
// Stage: a photo -> maps of where people will look, by the encoder's own map and by baselines.
#include "predictors.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <tuple>
#include <utility>

#include "saliency/saliency_field.h"

namespace jpegaware::apps {
namespace {

namespace fs = std::filesystem;

PixelMap map_of_blocks(const SaliencyMap& map) {
  return {map.grid().width_blocks,
          map.grid().height_blocks,
          {map.values().begin(), map.values().end()}};
}

}  // namespace

CentrePrior fit_centre_prior(std::span<const RelativePosition> fixations) {
  CentrePrior prior{0.0, 0.0, 0.0, 0.0};
  const auto count = static_cast<double>(fixations.size());
  for (const RelativePosition& at : fixations) {
    prior.mean_x += at.x / count;
    prior.mean_y += at.y / count;
  }
  for (const RelativePosition& at : fixations) {
    prior.deviation_x += (at.x - prior.mean_x) * (at.x - prior.mean_x) / count;
    prior.deviation_y += (at.y - prior.mean_y) * (at.y - prior.mean_y) / count;
  }
  constexpr double kLeastDeviation =
      0.01;  // all fixations at one place are no reason to divide by zero
  prior.deviation_x = std::max(kLeastDeviation, std::sqrt(prior.deviation_x));
  prior.deviation_y = std::max(kLeastDeviation, std::sqrt(prior.deviation_y));
  return prior;
}

PixelMap centre_map(const CentrePrior& prior, int width_px, int height_px) {
  PixelMap map{width_px, height_px, {}};
  map.values.reserve(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px));
  for (int y = 0; y < height_px; ++y) {
    const double v = ((y + 0.5) / height_px - prior.mean_y) / prior.deviation_y;
    for (int x = 0; x < width_px; ++x) {
      const double u = ((x + 0.5) / width_px - prior.mean_x) / prior.deviation_x;
      map.values.push_back(static_cast<float>(std::exp(-0.5 * (u * u + v * v))));
    }
  }
  return map;
}

Result<NetworkMaps> network_maps(const saliency::Model& model, const Picture& photo) {
  using saliency::Heads;
  const std::clock_t start = std::clock();
  auto heatmap = model.heatmap(photo.view());
  if (!heatmap) {
    return std::move(heatmap).error();
  }
  const auto joined = saliency::make_saliency_map(*heatmap, photo.view(), Heads::kJoined);
  if (!joined) {
    return joined.error();
  }
  NetworkMaps made{{{"joined", map_of_blocks(*joined)}},
                   static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC};
  saliency::Heatmap first_class = *heatmap;
  first_class.classes.resize(std::min<std::size_t>(first_class.classes.size(), 1));
  for (const auto& [name, seen, heads] :
       {std::tuple{"cam", &*heatmap, Heads::kClassActivation},
        std::tuple{"cam-1", &first_class, Heads::kClassActivation},
        std::tuple{"gaze", &*heatmap, Heads::kGaze}}) {
    const auto map = saliency::make_saliency_map(*seen, photo.view(), heads);
    if (!map) {
      return map.error();
    }
    made.maps[name] = map_of_blocks(*map);
  }
  return made;
}

Result<PixelMap> map_from_folder(const fs::path& folder, const std::string& photo_name) {
  const fs::path stem = folder / fs::path(photo_name).replace_extension();
  fs::path path = stem.string() + ".pgm";
  if (!fs::is_regular_file(path)) {
    path = stem.string() + ".png";
  }
  const auto bytes = read_input(path.string());
  if (!bytes) {
    return bytes.error();
  }
  const auto picture = read_picture(*bytes, ReadOptions{});
  if (!picture) {
    return Error{picture.error().code, path.string() + ": " + picture.error().message};
  }
  PixelMap map{picture->width_px, picture->height_px, {}};
  const auto step = static_cast<std::size_t>(bytes_per_pixel(picture->format));
  for (int y = 0; y < picture->height_px; ++y) {
    const std::uint8_t* row = picture->view().row(y);
    for (int x = 0; x < picture->width_px; ++x) {
      map.values.push_back(static_cast<float>(row[static_cast<std::size_t>(x) * step]) / 255.0F);
    }
  }
  return map;
}

}  // namespace jpegaware::apps
