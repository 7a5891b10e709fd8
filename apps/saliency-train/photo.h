// SPDX-License-Identifier: Apache-2.0
// A photo file as the network's input, and its mirror image.
#pragma once

#include <filesystem>

#include "jpegaware/result.h"
#include "picture.h"
#include "runtime.h"

namespace jpegaware::apps {

/// Reads a photo; errors name the file.
[[nodiscard]] Result<Picture> read_photo(const std::filesystem::path& path);

/// Left for right, in place.
void mirror(saliency::InputPlanes& planes);

}  // namespace jpegaware::apps
