// SPDX-License-Identifier: Apache-2.0
// Stage: coefficients or levels -> the picture that a decoder shows, and the way back for
// gradients. Pure arithmetic, thread-safe.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "coefficient_image.h"
#include "float_plane.h"

namespace jpegaware::detail {

/// Y, Cb, Cr (or Y alone) at full size, samples centred on 0, not clamped.
using YccPlanes = std::vector<FloatPlane>;

/// Rows of the picture, in pixels: [first, last), first a multiple of 16.
struct PixelRows {
  int first = 0;
  int last = 0;
};

/// These rows of a frame as a frame of its own.
[[nodiscard]] FrameGeometry geometry_of_rows(const FrameGeometry& frame, PixelRows rows) noexcept;

/// What libjpeg's decoder makes of the levels in these rows before it rounds: inverse DCT, chroma
/// upsampled by its "fancy" triangle filter (which at the window's own edges repeats samples).
[[nodiscard]] YccPlanes rebuild(const CoefficientImage& image, PixelRows rows);

/// The same from coefficients that are not quantized.
[[nodiscard]] YccPlanes rebuild(const CoefficientPlanes& coefficients, PixelRows rows);

/// The transpose of rebuild() for one component: the gradient of anything by full-size samples in,
/// by coefficients out (orthonormal scale, natural order, a block after the other).
///
/// @param window geometry_of_rows() of the rows that `gradient` covers
[[nodiscard]] std::vector<float> coefficient_gradient(const FloatPlane& gradient,
                                                      const FrameGeometry& window, int component);

/// Row u holds the 8 samples of the orthonormal DCT's basis function of frequency u. The same bits
/// on every machine.
[[nodiscard]] const std::array<std::array<float, 8>, 8>& dct_basis() noexcept;

}  // namespace jpegaware::detail
