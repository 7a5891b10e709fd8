// SPDX-License-Identifier: Apache-2.0
// Stage: picture -> whether a plain cjpeg file of it would be smaller than a given size.
#pragma once

#include <cstddef>

#include "jpegaware/options.h"
#include "level_coding.h"
#include "picture.h"

namespace jpegaware::apps {

/// Whether cjpeg at the same quality, tables and sampling makes less than `bytes` of the picture's
/// data. Coding stops as soon as it is known that it does not.
[[nodiscard]] bool is_plain_smaller(const Picture& picture, const EncodeOptions& options,
                                    const LevelCoding& coding, std::size_t bytes);

}  // namespace jpegaware::apps
