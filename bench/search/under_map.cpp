// SPDX-License-Identifier: Apache-2.0
// Coefficients and a block quality map in, a JPEG made with any parameters out.
#include "under_map.h"

#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "bitstream_writer.h"
#include "choose_levels.h"
#include "forward_transform.h"
#include "scan_script.h"

namespace jpegaware::search {

ImageView view_of(const bench::Image& image) {
  return {image.rgb.data(), image.width_px, image.height_px, std::ptrdiff_t{3} * image.width_px,
          PixelFormat::kRgb8};
}

Result<std::vector<std::uint8_t>> encode_under_map(const detail::CoefficientPlanes& coefficients,
                                                   const BlockQualityMap& quality_map,
                                                   const EncodeOptions& options,
                                                   const detail::PerceptualParameters& parameters) {
  detail::Cancellation cancellation(options.should_cancel);
  const auto levels = detail::choose_levels(coefficients, quality_map, options, parameters);
  if (!levels) {
    return levels.error();
  }
  VectorSink sink;
  const auto script = detail::choose_scan_script(*levels, options);
  if (auto done = detail::write_bitstream(*levels, script, options, cancellation, sink); !done) {
    return done.error();
  }
  return sink.take();
}

Result<std::vector<std::uint8_t>> encode_under_map(const bench::Image& image,
                                                   const BlockQualityMap& quality_map,
                                                   const detail::PerceptualParameters& parameters) {
  const EncodeOptions options;
  detail::Cancellation cancellation(options.should_cancel);
  detail::CoefficientPlanes coefficients;
  if (auto done = detail::forward_transform(view_of(image), options, cancellation, coefficients);
      !done) {
    return done.error();
  }
  return encode_under_map(coefficients, quality_map, options, parameters);
}

Result<BlockQualityMap> read_quality_map(const std::filesystem::path& path, int width_px,
                                         int height_px) {
  std::ifstream file(path);
  if (!file) {
    return Error{ErrorCode::kIo, path.string() + ": cannot be opened"};
  }
  std::vector<float> qualities;
  for (std::string line; std::getline(file, line);) {
    std::istringstream numbers(line.empty() || line[0] == '#' ? std::string() : line);
    for (float quality = 0.0F; numbers >> quality;) {
      qualities.push_back(quality);
    }
  }
  auto map = BlockQualityMap::make(BlockGrid::for_image(width_px, height_px), std::move(qualities));
  if (!map) {
    return Error{ErrorCode::kBadInput, path.string() + ": " + map.error().message};
  }
  return map;
}

}  // namespace jpegaware::search
