// SPDX-License-Identifier: Apache-2.0
// Stage: BMP files that stock cjpeg refuses -> pixels.
#pragma once

#include "picture.h"

namespace jpegaware::apps {

/// Whether this is a BMP that stock cjpeg's reader does not know: 1, 4 or 16 bits a pixel, bit
/// fields, run lengths, rows from the top, or the longer headers of versions 4 and 5.
[[nodiscard]] bool is_beyond_stock_bmp(std::span<const std::uint8_t> file);

/// Reads it. unsupported for a compression that nobody writes; bad_input for damage, among it
/// data that ends early.
[[nodiscard]] Result<Picture> read_wide_bmp(std::span<const std::uint8_t> file,
                                            const ReadOptions& options);

}  // namespace jpegaware::apps
