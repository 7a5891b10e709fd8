// SPDX-License-Identifier: Apache-2.0
// Stage: a picture's Y, Cb, Cr -> rows of linear light, at full size and halved again and again.
#pragma once

#include <array>
#include <cstddef>

#include "float_plane.h"
#include "perceptual_error_kernels.h"
#include "rebuilt_picture.h"

namespace jpegaware::detail {

inline constexpr std::size_t kErrorScales = 5;

/// One picture after the other in the same memory. Light at full size is not kept: making a row of
/// it again costs less than fetching it.
class LightPyramid {
 public:
  /// @param picture kept by the caller while rows are asked for
  void start(const YccPlanes& picture, const PerceptualKernels& kernels);

  [[nodiscard]] int width(std::size_t scale) const noexcept;
  [[nodiscard]] int height(std::size_t scale) const noexcept;

  /// Y, Cb, Cr of a row of the picture; a grey one's chroma is zero.
  [[nodiscard]] RowsIn3 ycc_row(int y) const noexcept;

  /// Linear R, G, B of a row; at scale 0 good until the next call.
  [[nodiscard]] RowsIn3 row(std::size_t scale, int y);

 private:
  void halve(std::size_t scale);

  const YccPlanes* picture_ = nullptr;
  const PerceptualKernels* kernels_ = nullptr;
  std::array<std::array<FloatPlane, 3>, kErrorScales - 1> halved_;
  FloatPlane light_;  ///< R, G, B of an even row and of an odd one
  FloatPlane zeros_;
};

}  // namespace jpegaware::detail
