// SPDX-License-Identifier: Apache-2.0
// Stage light_pyramid: rows of Y, Cb, Cr in, linear light at every scale out.
#include "light_pyramid.h"

#include <algorithm>

namespace jpegaware::detail {

int LightPyramid::width(std::size_t scale) const noexcept {
  return scale == 0 ? (*picture_)[0].width() : halved_[scale - 1][0].width();
}

int LightPyramid::height(std::size_t scale) const noexcept {
  return scale == 0 ? (*picture_)[0].height() : halved_[scale - 1][0].height();
}

RowsIn3 LightPyramid::ycc_row(int y) const noexcept {
  const YccPlanes& planes = *picture_;
  const bool colour = planes.size() == 3;
  return {planes[0].row(y), colour ? planes[1].row(y) : zeros_.row(0),
          colour ? planes[2].row(y) : zeros_.row(0)};
}

RowsIn3 LightPyramid::row(std::size_t scale, int y) {
  if (scale > 0) {
    const auto& planes = halved_[scale - 1];
    return {planes[0].row(y), planes[1].row(y), planes[2].row(y)};
  }
  const int at = y % 2 * 3;
  const RowsOut3 out = {light_.row(at), light_.row(at + 1), light_.row(at + 2)};
  kernels_->light_row(ycc_row(y), width(0), out);
  return {out[0], out[1], out[2]};
}

void LightPyramid::start(const YccPlanes& picture, const PerceptualKernels& kernels) {
  picture_ = &picture;
  kernels_ = &kernels;
  light_.reshape(width(0), 6);
  zeros_.reshape(width(0), 1);
  for (std::size_t scale = 1; scale < kErrorScales; ++scale) {
    halve(scale);
  }
}

/// An odd last row or column counts twice.
void LightPyramid::halve(std::size_t scale) {
  const int finer_width = width(scale - 1);
  const int finer_height = height(scale - 1);
  for (FloatPlane& plane : halved_[scale - 1]) {
    plane.reshape((finer_width + 1) / 2, (finer_height + 1) / 2);
  }
  for (int y = 0; y < height(scale); ++y) {
    const RowsIn3 upper = row(scale - 1, 2 * y);
    const RowsIn3 lower = 2 * y + 1 < finer_height ? row(scale - 1, 2 * y + 1) : upper;
    for (std::size_t c = 0; c < 3; ++c) {
      float* out = halved_[scale - 1][c].row(y);
      kernels_->halve_row(upper[c], lower[c], finer_width / 2, out);
      if (finer_width % 2 != 0) {
        out[finer_width / 2] = (upper[c][finer_width - 1] + lower[c][finer_width - 1]) * 0.5F;
      }
    }
  }
}

}  // namespace jpegaware::detail
