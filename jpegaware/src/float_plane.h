// SPDX-License-Identifier: Apache-2.0
// A plane of floats whose rows lie between margins of zeros: filters read past both ends of a row.
#pragma once

#include <cstddef>

#include "large_array.h"

namespace jpegaware::detail {

/// Owns its samples. Rows may be read from kMargin samples before the first to kMargin behind the
/// last; whoever writes a row leaves those zero.
class FloatPlane {
 public:
  static constexpr std::size_t kMargin = 16;

  FloatPlane() = default;
  /// All zeros.
  FloatPlane(int width, int height) { reshape(width, height); }

  /// Keeps the memory where the width stays and it suffices: fresh pages cost the system more than
  /// filling them costs us. Samples are unspecified then, margins zero.
  void reshape(int width, int height) {
    constexpr std::size_t kLine = 16;
    const std::size_t stride =
        (static_cast<std::size_t>(width) + kLine - 1) / kLine * kLine + 2 * kMargin;
    const std::size_t count = stride * static_cast<std::size_t>(height);
    if (width != width_ || count > samples_.size()) {
      samples_ = {};  // first gone, then made anew
      samples_.resize(count, 0.0F);
    }
    width_ = width;
    height_ = height;
    stride_ = stride;
  }

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }
  /// Samples from a row to the next.
  [[nodiscard]] std::size_t stride() const noexcept { return stride_; }
  [[nodiscard]] float* row(int y) noexcept {
    return samples_.data() + static_cast<std::size_t>(y) * stride_ + kMargin;
  }
  [[nodiscard]] const float* row(int y) const noexcept {
    return samples_.data() + static_cast<std::size_t>(y) * stride_ + kMargin;
  }

 private:
  int width_ = 0;
  int height_ = 0;
  std::size_t stride_ = 0;
  LargeArray<float> samples_;
};

}  // namespace jpegaware::detail
