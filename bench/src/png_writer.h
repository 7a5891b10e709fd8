// SPDX-License-Identifier: Apache-2.0
// Stage: pixels to PNG, for reports and programs that read nothing else. Input: a picture.
// Output: a PNG file in memory.
#pragma once

#include <cstdint>
#include <vector>

#include "jpegaware/metrics/picture.h"

namespace jpegaware::bench {

/// Compresses a picture as an 8-bit RGB PNG without colour chunks. Empty if memory runs out.
[[nodiscard]] std::vector<std::uint8_t> encode_png(const metrics::Picture& picture);

}  // namespace jpegaware::bench
