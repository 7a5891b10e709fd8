// SPDX-License-Identifier: Apache-2.0
// Stage: coefficients or levels -> the picture that a decoder shows, and the way back for
// gradients. Pure arithmetic; each object serves one thread at a time.
#pragma once

#include <span>
#include <vector>

#include "coefficient_image.h"
#include "float_plane.h"
#include "frame_layout.h"
#include "rebuilt_picture_kernels.h"

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

/// Rebuilds one window of a picture after the other in the memory that it has.
class RebuiltWindow {
 public:
  explicit RebuiltWindow(Simd simd) : kernels_(&rebuilt_kernels(simd)) {}

  /// What libjpeg's decoder makes of the levels in these rows before it rounds: inverse DCT, chroma
  /// upsampled by its "fancy" triangle filter (which at the window's own edges repeats samples).
  void rebuild(const CoefficientImage& image, PixelRows rows);

  /// The same from coefficients that are not quantized.
  void rebuild(const CoefficientPlanes& coefficients, PixelRows rows);

  [[nodiscard]] const YccPlanes& planes() const noexcept { return planes_; }

 private:
  void rebuild_component(const BlockPlane& plane, const CoeffUnits& units,
                         const FrameGeometry& frame, PixelRows rows, std::size_t component);
  void upsample(const ComponentSize& size, SamplingFactors factors, FloatPlane& full);

  const RebuiltKernels* kernels_;
  YccPlanes planes_;
  FloatPlane full_rows_;  ///< a row of blocks of a component of full size
  FloatPlane samples_;    ///< of a subsampled component, whole blocks
  FloatPlane mixed_;      ///< a row of it
};

/// The transpose of rebuild() for one component, a row of blocks at a time.
class GradientRows {
 public:
  explicit GradientRows(Simd simd) : kernels_(&rebuilt_kernels(simd)) {}

  /// @param gradient of anything by full-size samples, valid in the rows that these blocks cover
  ///                 and the ones next to them
  /// @param window   geometry_of_rows() of the rows that `gradient` has
  /// @return by coefficients (orthonormal scale, natural order, a block after the other); good
  ///         until the next call
  [[nodiscard]] std::span<const float> block_row(const FloatPlane& gradient,
                                                 const FrameGeometry& window, int component,
                                                 int row);

 private:
  void gather_row(const FloatPlane& gradient, const FrameGeometry& window, int component,
                  int sample_row, float* out);

  const RebuiltKernels* kernels_;
  FloatPlane samples_;  ///< eight rows, whole blocks
  FloatPlane mixed_;    ///< a full-size row
  FloatPlane zeros_;
  std::vector<float> coeffs_;
};

}  // namespace jpegaware::detail
