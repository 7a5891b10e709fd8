// SPDX-License-Identifier: Apache-2.0
// Stage: local statistics. Input: two planes and a window. Output: five filtered rows at a time.
#include "moments.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>

namespace jpegaware::metrics::detail {
namespace {

// Index of a pixel past the border, the edge pixel repeated: ... 1 0 | 0 1 ... n-1 | n-1 n-2 ...
int mirrored(int i, int n) {
  const int period = 2 * n;
  const int m = ((i % period) + period) % period;
  return m < n ? m : period - 1 - m;
}

}  // namespace

MomentRows::MomentRows(const PlaneF& a, const PlaneF& b, std::vector<float> taps, Borders borders)
    : a_(a), b_(b), taps_(std::move(taps)), borders_(borders) {
  const int count = static_cast<int>(taps_.size());
  const int lost = borders == Borders::kValid ? count - 1 : 0;
  width_px_ = std::max(a.width_px() - lost, 0);
  height_px_ = std::max(a.height_px() - lost, 0);
  // A row as it is filtered: the picture's width, borders on both sides, a vector's overhang.
  const std::size_t room = static_cast<std::size_t>(round_up_to_group(a.width_px()) + count + 8);
  memory_.assign(10 * room, 0.0F);
  for (std::size_t i = 0; i < 5; ++i) {
    down_[i] = memory_.data() + i * room;
    across_[i] = memory_.data() + (5 + i) * room;
    result_[i] = across_[i];
  }
}

const std::array<const float*, 5>& MomentRows::row(int y) {
  assert(y >= 0 && y < height_px_);
  const int count = static_cast<int>(taps_.size());
  const int radius = borders_ == Borders::kMirrored ? (count - 1) / 2 : 0;
  std::vector<const float*> rows_a(taps_.size());
  std::vector<const float*> rows_b(taps_.size());
  for (int i = 0; i < count; ++i) {
    const int at = mirrored(y + i - radius, a_.height_px());
    rows_a[static_cast<std::size_t>(i)] = a_.row(at);
    rows_b[static_cast<std::size_t>(i)] = b_.row(at);
  }
  const int width = a_.width_px();
  std::array<float*, 5> inner{};
  for (std::size_t i = 0; i < 5; ++i) inner[i] = down_[i] + radius;
  kernels().moments_down(rows_a.data(), rows_b.data(), taps_.data(), count, inner.data(), width);
  for (std::size_t i = 0; i < 5; ++i) {
    for (int x = 1; x <= radius; ++x) {
      inner[i][-x] = inner[i][mirrored(-x, width)];
      inner[i][width - 1 + x] = inner[i][mirrored(width - 1 + x, width)];
    }
    kernels().filter_row(down_[i], taps_.data(), count, across_[i], width_px_);
  }
  return result_;
}

}  // namespace jpegaware::metrics::detail
