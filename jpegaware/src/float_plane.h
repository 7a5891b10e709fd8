// SPDX-License-Identifier: Apache-2.0
// A plane of floats whose rows lie between margins of zeros: filters read past both ends of a row.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace jpegaware::detail {

/// Memory of planes that are gone, for the next ones: fresh pages cost the system more than filling
/// them costs us. One thread uses it at a time.
class PlaneMemory {
 public:
  /// `count` zeros.
  [[nodiscard]] std::vector<float> take(std::size_t count) {
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const std::vector<float>& one) {
      return one.size() == count;
    });
    if (count == 0 || found == kept_.end()) {
      return std::vector<float>(count, 0.0F);
    }
    std::vector<float> samples = std::exchange(*found, {});
    std::fill(samples.begin(), samples.end(), 0.0F);
    return samples;
  }
  void give(std::vector<float>&& samples) noexcept {
    const auto empty = std::find_if(kept_.begin(), kept_.end(),
                                    [](const std::vector<float>& one) { return one.empty(); });
    if (empty != kept_.end()) {
      *empty = std::move(samples);
    }
  }

 private:
  std::array<std::vector<float>, 64> kept_;
};

/// While it lives, this thread's planes come from `memory` and go there.
class PlaneReuse {
 public:
  explicit PlaneReuse(PlaneMemory& memory) noexcept : before_(std::exchange(current(), &memory)) {}
  ~PlaneReuse() { current() = before_; }
  PlaneReuse(const PlaneReuse&) = delete;
  PlaneReuse& operator=(const PlaneReuse&) = delete;

  [[nodiscard]] static PlaneMemory*& current() noexcept {
    thread_local PlaneMemory* memory = nullptr;
    return memory;
  }

 private:
  PlaneMemory* before_;
};

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
        samples_(zeros(stride_ * static_cast<std::size_t>(height))) {}
  ~FloatPlane() {
    if (PlaneMemory* memory = PlaneReuse::current(); memory != nullptr && !samples_.empty()) {
      memory->give(std::move(samples_));
    }
  }
  FloatPlane(const FloatPlane&) = default;
  FloatPlane(FloatPlane&& other) noexcept = default;
  FloatPlane& operator=(const FloatPlane&) = default;
  FloatPlane& operator=(FloatPlane&& other) noexcept {
    std::swap(width_, other.width_);
    std::swap(height_, other.height_);
    std::swap(stride_, other.stride_);
    samples_.swap(other.samples_);
    return *this;
  }

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }
  [[nodiscard]] float* row(int y) noexcept {
    return samples_.data() + static_cast<std::size_t>(y) * stride_ + kMargin;
  }
  [[nodiscard]] const float* row(int y) const noexcept {
    return samples_.data() + static_cast<std::size_t>(y) * stride_ + kMargin;
  }

 private:
  [[nodiscard]] static std::vector<float> zeros(std::size_t count) {
    PlaneMemory* memory = PlaneReuse::current();
    return memory != nullptr ? memory->take(count) : std::vector<float>(count, 0.0F);
  }

  int width_ = 0;
  int height_ = 0;
  std::size_t stride_ = 0;
  std::vector<float> samples_;
};

}  // namespace jpegaware::detail
