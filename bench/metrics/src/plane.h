// SPDX-License-Identifier: Apache-2.0
// Stage: storage of the metrics. Input: sizes. Output: float planes whose padding is zero.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace jpegaware::metrics::detail {

/// Rows and columns are padded to whole groups of this many, so that loops over vectors of eight
/// floats need no scalar ends.
inline constexpr int kGroup = 8;

[[nodiscard]] constexpr int round_up_to_group(int n) { return (n + kGroup - 1) / kGroup * kGroup; }

/// A float plane, rows 64-byte aligned, padded to whole groups in both directions, zero at first.
class PlaneF {
 public:
  PlaneF() = default;
  PlaneF(int width_px, int height_px)
      : width_px_(width_px), height_px_(height_px), stride_((width_px + 15) / 16 * 16) {
    const std::size_t count =
        static_cast<std::size_t>(stride_) * static_cast<std::size_t>(round_up_to_group(height_px));
    // calloc: fresh zero pages need not be written twice.
    void* memory = std::calloc(count + 16, sizeof(float));
    if (memory == nullptr) throw std::bad_alloc();
    memory_.reset(static_cast<float*>(memory));
    std::size_t space = (count + 16) * sizeof(float);
    void* aligned = memory;
    data_ = static_cast<float*>(std::align(64, count * sizeof(float), aligned, space));
  }

  [[nodiscard]] int width_px() const { return width_px_; }
  [[nodiscard]] int height_px() const { return height_px_; }
  [[nodiscard]] std::ptrdiff_t stride() const { return stride_; }  ///< in floats
  [[nodiscard]] float* row(int y) { return data_ + y * stride_; }
  [[nodiscard]] const float* row(int y) const { return data_ + y * stride_; }

 private:
  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };
  int width_px_ = 0;
  int height_px_ = 0;
  std::ptrdiff_t stride_ = 0;
  std::unique_ptr<float, Free> memory_;
  float* data_ = nullptr;
};

}  // namespace jpegaware::metrics::detail
