// SPDX-License-Identifier: Apache-2.0
// Stage: a picture beside its original -> how visible the difference is, and what every sample does
// to that. Pure arithmetic, thread-safe.
//
// The error is SSIMULACRA2's (structure, ringing and smoothing of XYB planes at several scales,
// each by its mean and its 4-norm) without the maps that weigh next to nothing. The gradient is
// exact; of the curvature only what majorises the tie between components and inside a cell is kept.
#pragma once

#include <array>
#include <vector>

#include "error_maps.h"
#include "float_plane.h"
#include "rebuilt_picture.h"

namespace jpegaware::detail {

inline constexpr std::size_t kErrorScales = 5;

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
  YccPlanes gradient;  ///< of the error by full-size samples of the counted rows
  /// [component][cell], cells of 8x8 pixels in raster order; valid in counted rows.
  std::vector<std::vector<CellCurvature>> curvature;
};

/// An original, or rows of one with rows around them, ready to be compared with.
class PerceptualError {
 public:
  /// @param counted rows of `original` whose errors are summed, both multiples of 16 but for the
  ///                picture's last row; the others are context
  PerceptualError(const YccPlanes& original, PixelRows counted);

  /// @param rebuilt of the original's size and component count
  [[nodiscard]] ErrorSums measure(const YccPlanes& rebuilt) const;

  /// @param whole sums over the whole picture, of this or of a close earlier version of it;
  ///              nullptr: those of `rebuilt`
  [[nodiscard]] PerceptualLook look(const YccPlanes& rebuilt, const ErrorSums* whole) const;

 private:
  int width_;
  int height_;
  PixelRows counted_;
  std::array<std::array<OriginalChannel, 3>, kErrorScales> channels_;
};

}  // namespace jpegaware::detail
