// SPDX-License-Identifier: Apache-2.0
// A plane of floats whose rows lie between margins of zeros: filters read past both ends of a row.
#pragma once

#include <cstddef>
#include <vector>

namespace jpegaware::detail {

/// Owns its samples. Rows may be read from kMargin samples before the first to kMargin behind the
/// last; whoever writes a row leaves those zero.
class FloatPlane {
 public:
  static constexpr std::size_t kMargin = 8;

  FloatPlane() = default;
  FloatPlane(int width, int height)
      : width_(width),
        height_(height),
        stride_((static_cast<std::size_t>(width) + 7) / 8 * 8 + 2 * kMargin),
        samples_(stride_ * static_cast<std::size_t>(height), 0.0F) {}

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }
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
  std::vector<float> samples_;
};

}  // namespace jpegaware::detail
