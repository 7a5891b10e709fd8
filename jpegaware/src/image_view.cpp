// SPDX-License-Identifier: Apache-2.0
// Checks a caller's view before a pixel of it is read.
#include "jpegaware/image_view.h"

#include <cstdlib>
#include <string>

namespace jpegaware {

Result<void> validate(const ImageView& image) {
  if (image.data == nullptr) {
    return Error{ErrorCode::kInvalidArgument, "image: no pixels (null pointer)"};
  }
  if (image.width_px < 1 || image.height_px < 1 || image.width_px > kMaxSide_px ||
      image.height_px > kMaxSide_px) {
    return Error{ErrorCode::kInvalidArgument,
                 "image: " + std::to_string(image.width_px) + " x " + std::to_string(image.height_px) +
                     " pixels; a JPEG's sides are 1 to " + std::to_string(kMaxSide_px)};
  }
  const std::ptrdiff_t row_bytes =
      static_cast<std::ptrdiff_t>(image.width_px) * bytes_per_pixel(image.format);
  if (row_bytes == 0 || std::abs(image.stride_bytes) < row_bytes) {
    return Error{ErrorCode::kInvalidArgument,
                 "image: a stride of " + std::to_string(image.stride_bytes) + " bytes is less than a row's " +
                     std::to_string(row_bytes)};
  }
  return {};
}

}  // namespace jpegaware
