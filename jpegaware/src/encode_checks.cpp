// SPDX-License-Identifier: Apache-2.0
// What every entry checks before a stage runs: picture, limits, map.
#include "encode_checks.h"

#include <string>

#include "jpegaware/encode.h"

namespace jpegaware::detail {

Result<void> check_image(const ImageView& image, const EncodeOptions& options) {
  if (auto checked = validate(image); !checked) {
    return checked;
  }
  const std::int64_t pixels = std::int64_t{image.width_px} * image.height_px;
  if (pixels > options.max_pixels) {
    return Error{ErrorCode::kInvalidArgument, "image: " + std::to_string(pixels) +
                                                  " pixels are more than the limit of " +
                                                  std::to_string(options.max_pixels)};
  }
  const std::int64_t memory_bytes = encode_memory_bytes(image, options);
  if (memory_bytes > options.max_memory_bytes) {
    return Error{ErrorCode::kOutOfMemory, "image: encoding it may take " +
                                              std::to_string(memory_bytes) +
                                              " bytes of memory, more than the limit of " +
                                              std::to_string(options.max_memory_bytes)};
  }
  return {};
}

Result<void> check_map(const BlockGrid& grid, const BlockQualityMap& quality_map) {
  if (quality_map.grid() != grid) {
    return Error{ErrorCode::kInvalidArgument,
                 "block quality map: " + std::to_string(quality_map.grid().width_blocks) + " x " +
                     std::to_string(quality_map.grid().height_blocks) +
                     " blocks, but the picture has " + std::to_string(grid.width_blocks) + " x " +
                     std::to_string(grid.height_blocks)};
  }
  return {};
}

}  // namespace jpegaware::detail
