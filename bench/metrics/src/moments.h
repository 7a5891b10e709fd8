// SPDX-License-Identifier: Apache-2.0
// Stage: local statistics. Input: two planes and a window. Output: five filtered rows at a time.
#pragma once

#include <array>
#include <vector>

#include "kernels.h"
#include "plane.h"

namespace jpegaware::metrics::detail {

/// Where windows may lie: wholly inside the picture, or everywhere with mirrored borders.
enum class Borders { kValid, kMirrored };

/// Local weighted means of a, b, a*a, b*b and a*b, one output row at a time.
///
/// Both planes have one size and must outlive this object. With valid borders the output is
/// taps - 1 smaller in each direction (and may be empty), mirrored it is of the same size.
class MomentRows {
 public:
  MomentRows(const PlaneF& a, const PlaneF& b, std::vector<float> taps, Borders borders);

  [[nodiscard]] int width_px() const { return width_px_; }
  [[nodiscard]] int height_px() const { return height_px_; }

  /// Computes output row y; the rows stay valid until the next call. Indices: see class comment.
  const std::array<const float*, 5>& row(int y);

 private:
  const PlaneF& a_;
  const PlaneF& b_;
  std::vector<float> taps_;
  Borders borders_;
  int width_px_ = 0;
  int height_px_ = 0;
  std::vector<float> memory_;
  std::array<float*, 5> down_{};
  std::array<float*, 5> across_{};
  std::array<const float*, 5> result_{};
};

}  // namespace jpegaware::metrics::detail
