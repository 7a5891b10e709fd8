// SPDX-License-Identifier: Apache-2.0
// Stage: PNG's chunks besides pixels -> metadata, and what they say about colour.
#pragma once

#include <png.h>

#include <optional>

#include "color_encoding.h"
#include "metadata.h"

namespace jpegaware::apps {

/// ICC profile, EXIF, XMP, IPTC (as ImageMagick writes it), comments and density, of the chunks
/// that libpng has read so far.
[[nodiscard]] Metadata png_metadata(png_structp png, png_infop info);

/// What gAMA and cHRM say; nothing where sRGB or a profile says it better, or none is there.
[[nodiscard]] std::optional<ColorEncoding> png_color_encoding(png_structp png, png_infop info);

}  // namespace jpegaware::apps
