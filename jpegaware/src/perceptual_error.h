// SPDX-License-Identifier: Apache-2.0
// Stage: a picture beside its original -> how visible the difference is, and what every sample does
// to that. Pure arithmetic; an object serves one thread at a time.
//
// The error is SSIMULACRA2's (structure, ringing and smoothing of XYB planes at several scales,
// each by its mean and its 4-norm) without the maps that weigh next to nothing. The gradient is
// exact; of the curvature only what majorises the tie between components and inside a cell is kept.
//
// Rows stream through all steps of a scale at once, so that what is between the steps stays in the
// cache; whole planes are held of light at the coarser scales only.
#pragma once

#include <array>
#include <vector>

#include "error_maps.h"
#include "float_plane.h"
#include "light_pyramid.h"
#include "perceptual_error_kernels.h"
#include "rebuilt_picture.h"

namespace jpegaware::detail {

/// How steeply the error grows with the square of a sample's, by scale: second derivatives by a
/// sample of the scale's picture (a mean of 4^scale pixels), averaged over a cell of 8x8 pixels.
using CellCurvature = std::array<float, kErrorScales>;

/// Sums of the error maps, [scale][channel X, Y, B].
using ErrorSums = std::array<std::array<MapSums, 3>, kErrorScales>;
ErrorSums& operator+=(ErrorSums& sums, const ErrorSums& other) noexcept;

/// SSIMULACRA2's weighted sum of norms: 0 for equal pictures; near 1 the score is about 75.
[[nodiscard]] double error_of(const ErrorSums& sums) noexcept;

/// What one look at a picture tells.
struct PerceptualLook {
  ErrorSums sums;
  /// Of the error by full-size samples; valid in the counted rows and one more on both sides.
  YccPlanes gradient;
  /// [component][cell], cells of 8x8 pixels in raster order; valid in counted rows.
  std::vector<std::vector<CellCurvature>> curvature;
};

/// Compares one original after the other, or rows of one, in the memory that it has.
class PerceptualError {
 public:
  explicit PerceptualError(Simd simd)
      : kernels_(&perceptual_kernels(simd)), map_kernels_(&map_kernels(simd)) {}

  /// @param original kept by the caller while it is compared with
  /// @param counted  rows of `original` whose errors are summed, both multiples of 16 but for the
  ///                 picture's last row; the others are context
  void start(const YccPlanes& original, PixelRows counted);

  /// @param rebuilt of the original's size and component count
  [[nodiscard]] ErrorSums measure(const YccPlanes& rebuilt);

  /// @param whole sums over the whole picture, of this or of a close earlier version of it: they
  ///              say how steep the norms are
  /// @return good until the next call
  [[nodiscard]] const PerceptualLook& look(const YccPlanes& rebuilt, const ErrorSums& whole);

 private:
  /// What one scale needs while its rows stream by.
  struct Scale {
    std::array<ChannelMaps, 3> maps;
    std::array<FloatPlane, 3> by_light;  ///< derivatives by linear R, G, B; not at full size
    FloatPlane coarser;                  ///< rows of R, G, B: what the coarser scales add
    FloatPlane curvature;                ///< rows by Y, Cb, Cr: sums over the cells' rows so far
    FloatPlane spare;                    ///< rows of results that nobody asks for
  };

  void start_scale(std::size_t scale);
  [[nodiscard]] RowSpan counted_at(std::size_t scale) const noexcept;
  [[nodiscard]] RowSpan spread(RowSpan rows, int by, std::size_t scale) const noexcept;
  void write_offsets(std::size_t scale, int y);
  void measure_scale(std::size_t scale, ErrorSums& sums);
  void look_at_scale(std::size_t scale, const ErrorSums& whole);
  void finish_row(std::size_t scale, int y);
  [[nodiscard]] RowsIn3 coarser_rows(std::size_t scale, int y);
  void average_cells(std::size_t scale, int y);

  const PerceptualKernels* kernels_;
  const MapKernels* map_kernels_;
  PixelRows counted_;
  LightPyramid original_, rebuilt_;
  std::array<Scale, kErrorScales> scales_;
  PerceptualLook look_;
};

}  // namespace jpegaware::detail
