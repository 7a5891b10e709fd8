// SPDX-License-Identifier: Apache-2.0
// Writes PNG with libpng's simplified interface, which reports errors as values.
#include "write_png.h"

#include <png.h>

#include <string>

namespace jpegaware::apps {

Result<void> write_png(const ImageView& rgb, std::FILE* stream) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(rgb.width_px);
  image.height = static_cast<png_uint_32>(rgb.height_px);
  image.format = PNG_FORMAT_RGB;
  image.flags = PNG_IMAGE_FLAG_FAST;
  const int done = png_image_write_to_stdio(&image, stream, 0, rgb.data,
                                            static_cast<png_int_32>(rgb.stride_bytes), nullptr);
  png_image_free(&image);
  if (done == 0) {
    return Error{ErrorCode::kIo, std::string("PNG cannot be written: ") + image.message};
  }
  return {};
}

}  // namespace jpegaware::apps
