// SPDX-License-Identifier: Apache-2.0
// Stage: RGB pixels -> a PNG file.
#pragma once

#include <cstdio>

#include "jpegaware/image_view.h"
#include "jpegaware/result.h"

namespace jpegaware::apps {

/// Writes an RGB picture as PNG. io when the stream fails.
[[nodiscard]] Result<void> write_png(const ImageView& rgb, std::FILE* stream);

}  // namespace jpegaware::apps
