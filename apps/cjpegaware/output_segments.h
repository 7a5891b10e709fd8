// SPDX-License-Identifier: Apache-2.0
// What a JPEG file holds besides its picture, and how libjpeg-turbo writes it.
#pragma once

#include <cstdint>
#include <span>

#include "jpegaware/options.h"
#include "libjpeg.h"

namespace jpegaware::apps {

/// Nothing here is owned.
struct OutputSegments {
  std::span<const MarkerSegment> segments;
  std::span<const std::uint8_t> icc_profile;
  PixelDensity density;
};

/// To be called before the compression is started.
void set_density(jpeg_compress_struct& to, const PixelDensity& density);

/// To be called right behind the start of the compression.
void write_segments(jpeg_compress_struct& to, const OutputSegments& segments);

}  // namespace jpegaware::apps
