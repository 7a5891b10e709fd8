// SPDX-License-Identifier: Apache-2.0
// Makes room for pictures, within limits.
#include "picture.h"

namespace jpegaware::apps {

Result<void> allocate(Picture& picture, std::int64_t width_px, std::int64_t height_px,
                      const ReadOptions& options) {
  const std::string size = std::to_string(width_px) + " x " + std::to_string(height_px);
  if (width_px < 1 || height_px < 1) {
    return Error{ErrorCode::kBadInput, "the picture is empty (" + size + " pixels)"};
  }
  if (width_px > kMaxSide_px || height_px > kMaxSide_px) {
    return Error{ErrorCode::kInvalidArgument, "the picture has " + size +
                                                  " pixels; a JPEG's sides are at most " +
                                                  std::to_string(kMaxSide_px)};
  }
  if (width_px * height_px > options.max_pixels) {
    return Error{ErrorCode::kInvalidArgument, "the picture has " + size + " pixels, more than " +
                                                  options.limiting_switch + " allows (" +
                                                  std::to_string(options.max_pixels) + ")"};
  }
  picture.width_px = static_cast<int>(width_px);
  picture.height_px = static_cast<int>(height_px);
  const std::size_t bytes = picture.row_bytes() * static_cast<std::size_t>(height_px);
  picture.pixels = std::make_unique_for_overwrite<std::uint8_t[]>(bytes);
  return {};
}

}  // namespace jpegaware::apps
