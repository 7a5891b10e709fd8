// SPDX-License-Identifier: Apache-2.0
// Stage: pixels to PNG. Input: a picture. Output: a PNG file in memory.
#include "png_writer.h"

#include <cstddef>

#include <png.h>

namespace jpegaware::bench {

std::vector<std::uint8_t> encode_png(const metrics::Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width_px);
  image.height = static_cast<png_uint_32>(picture.height_px);
  image.format = PNG_FORMAT_RGB;
  image.flags = PNG_IMAGE_FLAG_FAST;
  const png_int_32 stride = static_cast<png_int_32>(picture.stride_bytes);
  // PNG_IMAGE_PNG_SIZE_MAX would allocate for the worst case; asking first costs a second pass
  // but no memory.
  png_alloc_size_t size = 0;
  if (png_image_write_to_memory(&image, nullptr, &size, 0, picture.rgb, stride, nullptr) == 0) {
    return {};
  }
  std::vector<std::uint8_t> bytes(size);
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.rgb, stride, nullptr) ==
      0) {
    return {};
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace jpegaware::bench
