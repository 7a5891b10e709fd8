// SPDX-License-Identifier: Apache-2.0
// A photo file as the network's input, and its mirror image.
#include "photo.h"

#include <algorithm>

namespace jpegaware::apps {

Result<Picture> read_photo(const std::filesystem::path& path) {
  const auto bytes = read_input(path.string());
  if (!bytes) {
    return bytes.error();
  }
  auto picture = read_picture(*bytes, ReadOptions{});
  if (!picture) {
    return Error{picture.error().code, path.string() + ": " + picture.error().message};
  }
  return picture;
}

void mirror(saliency::InputPlanes& planes) {
  for (auto row = planes.samples.begin(); row != planes.samples.end(); row += planes.width) {
    std::reverse(row, row + planes.width);
  }
}

}  // namespace jpegaware::apps
