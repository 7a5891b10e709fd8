// SPDX-License-Identifier: Apache-2.0
// Checks a caller's view before a pixel of it is read.
#include "jpegaware/image_view.h"

#include <cstdlib>
#include <string>

#include "no_throw.h"

namespace jpegaware {
namespace {

/// Whether rows of so many bytes fit into a plane's stride.
Result<void> check_plane(const char* plane, const void* data, std::ptrdiff_t stride_bytes,
                         std::ptrdiff_t row_bytes) {
  if (data == nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string("image: no ") + plane + " (null pointer)"};
  }
  if (row_bytes == 0 || std::abs(stride_bytes) < row_bytes) {
    return Error{ErrorCode::kInvalidArgument, std::string("image: a stride of ") +
                                                  std::to_string(stride_bytes) + " bytes of the " +
                                                  plane + " is less than a row's " +
                                                  std::to_string(row_bytes)};
  }
  return {};
}

Result<void> check_chroma(const ImageView& image) {
  const std::ptrdiff_t width = (static_cast<std::ptrdiff_t>(image.width_px) + 1) / 2;
  if (image.format == PixelFormat::kNv12) {
    return check_plane("CbCr plane", image.chroma[0].data, image.chroma[0].stride_bytes, 2 * width);
  }
  auto checked = check_plane("Cb plane", image.chroma[0].data, image.chroma[0].stride_bytes, width);
  return checked ? check_plane("Cr plane", image.chroma[1].data, image.chroma[1].stride_bytes, width)
                 : checked;
}

Result<void> check_view(const ImageView& image) {
  if (image.width_px < 1 || image.height_px < 1 || image.width_px > kMaxSide_px ||
      image.height_px > kMaxSide_px) {
    return Error{ErrorCode::kInvalidArgument,
                 "image: " + std::to_string(image.width_px) + " x " + std::to_string(image.height_px) +
                     " pixels; a JPEG's sides are 1 to " + std::to_string(kMaxSide_px)};
  }
  if (image.coding > YcbcrCoding::kLimited709) {
    return Error{ErrorCode::kInvalidArgument,
                 "image: " + std::to_string(static_cast<int>(image.coding)) + " is not a YCbCr coding"};
  }
  auto checked = check_plane("pixels", image.data, image.stride_bytes,
                             std::ptrdiff_t{image.width_px} * bytes_per_pixel(image.format));
  return checked && is_planar(image.format) ? check_chroma(image) : checked;
}

}  // namespace

Result<void> validate(const ImageView& image) {
  return detail::no_throw([&] { return check_view(image); });
}

}  // namespace jpegaware
