// SPDX-License-Identifier: Apache-2.0
// Coefficients and a block quality map in, a JPEG made with any parameters out: what the product
// does, with numbers that it has no switch for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "coefficient_image.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/image_view.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "perceptual_parameters.h"
#include "picture_file.h"

namespace jpegaware::search {

[[nodiscard]] ImageView view_of(const bench::Image& image);

/// Levels, scans and bytes of coefficients; the first stage's error.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_under_map(
    const detail::CoefficientPlanes& coefficients, const BlockQualityMap& quality_map,
    const EncodeOptions& options, const detail::PerceptualParameters& parameters);

/// The same from pixels, with the default options.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode_under_map(
    const bench::Image& image, const BlockQualityMap& quality_map,
    const detail::PerceptualParameters& parameters);

/// What `cjpegaware -qmap-out FILE` wrote for a picture of this size: one quality a luma block,
/// lines that begin with # apart. io or bad_input with the file's name.
[[nodiscard]] Result<BlockQualityMap> read_quality_map(const std::filesystem::path& path,
                                                       int width_px, int height_px);

}  // namespace jpegaware::search
