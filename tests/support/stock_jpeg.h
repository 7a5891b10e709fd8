// SPDX-License-Identifier: Apache-2.0
// Stock libjpeg-turbo as the judge: encodes, decodes, and shows the levels of a file.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "coefficient_image.h"
#include "jpegaware/options.h"
#include "picture_factory.h"
#include "planar_picture.h"

namespace jpegaware::test {

/// What `cjpeg -quality Q -optimize -sample HxV` writes for these pixels (RGB or grey).
std::vector<std::uint8_t> stock_encode(const Picture& picture, int quality_1_100,
                                       ChromaSubsampling subsampling);

/// The same for planes as they are, by jpeg_write_raw_data at 4:2:0; edges repeat.
std::vector<std::uint8_t> stock_encode_planes(const PlanarPicture& picture, int quality_1_100);

/// The pixels that stock libjpeg-turbo makes of a file, RGB or grey as the file is; nothing when it
/// refuses the file or warns about it.
std::optional<Picture> stock_decode(std::span<const std::uint8_t> file);

/// The levels and tables that stand in a file; nothing when it is refused or warned about.
std::optional<detail::CoefficientImage> stock_levels(std::span<const std::uint8_t> file);

/// The ICC profile in a file; empty if there is none.
std::vector<std::uint8_t> stock_icc_profile(std::span<const std::uint8_t> file);

}  // namespace jpegaware::test
