// SPDX-License-Identifier: Apache-2.0
// Stands for the PNG reader and writer in builds without libpng: refuses with a sentence.
#include "read_picture.h"
#include "write_png.h"

namespace jpegaware::apps {

Result<Picture> read_png(std::span<const std::uint8_t> /*file*/, const ReadOptions& /*options*/) {
  return Error{ErrorCode::kUnsupported, "PNG cannot be read: this build has no libpng"};
}

Result<void> write_png(const ImageView& /*rgb*/, std::FILE* /*stream*/) {
  return Error{ErrorCode::kUnsupported, "PNG cannot be written: this build has no libpng"};
}

}  // namespace jpegaware::apps
