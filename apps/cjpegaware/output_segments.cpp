// SPDX-License-Identifier: Apache-2.0
// Hands density, segments and ICC profile to libjpeg-turbo. libjpeg may leave by longjmp: nothing
// here owns anything.
#include "output_segments.h"

namespace jpegaware::apps {

void set_density(jpeg_compress_struct& to, const PixelDensity& density) {
  to.density_unit = static_cast<UINT8>(density.unit);
  to.X_density = density.x;
  to.Y_density = density.y;
}

void write_segments(jpeg_compress_struct& to, const OutputSegments& segments) {
  for (const MarkerSegment& segment : segments.segments) {
    jpeg_write_marker(&to, segment.code, segment.payload.data(),
                      static_cast<unsigned>(segment.payload.size()));
  }
  if (!segments.icc_profile.empty()) {
    jpeg_write_icc_profile(&to, segments.icc_profile.data(),
                           static_cast<unsigned>(segments.icc_profile.size()));
  }
}

}  // namespace jpegaware::apps
