// SPDX-License-Identifier: Apache-2.0
// Stage dc_quantizer: DC coefficients in scan order in, DC levels out.
#include "dc_quantizer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "rate_model.h"

namespace jpegaware::detail {
namespace {

constexpr int kLargestDcLevel = 1024;  // 8-bit samples, step 1
constexpr std::size_t kCandidates = 3;

int nearest_level(int coefficient, int step) noexcept {
  const int divisor = step << kCoeffFractionBits;
  const int magnitude = (std::abs(coefficient) + divisor / 2) / divisor;
  return std::min(coefficient < 0 ? -magnitude : magnitude, kLargestDcLevel - 1);
}

std::size_t difference_size(int difference) noexcept {
  return static_cast<std::size_t>(std::bit_width(static_cast<unsigned>(std::abs(difference))));
}

DcRates rates_of_rounded(const BlockPlane& coefficients, std::span<const std::uint32_t> order,
                         int step) {
  DcCounts counts{};
  int previous = 0;
  for (const std::uint32_t index : order) {
    const int level = nearest_level(coefficients.block(index)[0], step);
    ++counts[difference_size(level - previous)];
    previous = level;
  }
  return dc_rates_from_counts(counts);
}

struct Column {
  std::array<float, kCandidates> cost;
  std::array<int, kCandidates> level;
};

/// Best predecessor of each candidate, two bits each.
std::uint8_t advance(const Column& before, Column& now, const DcRates& rates) noexcept {
  unsigned choices = 0;
  for (std::size_t i = 0; i < kCandidates; ++i) {
    float best = 1e30F;
    unsigned from = 0;
    for (unsigned j = 0; j < kCandidates; ++j) {
      const float cost = before.cost[j] + rates[difference_size(now.level[i] - before.level[j])];
      if (cost < best) {
        best = cost;
        from = j;
      }
    }
    now.cost[i] += best;
    choices |= from << (2 * i);
  }
  return static_cast<std::uint8_t>(choices);
}

}  // namespace

std::vector<std::uint32_t> dc_scan_order(const BlockPlane& plane, int across, int down) {
  std::vector<std::uint32_t> order;
  order.reserve(plane.count());
  for (int mcu_row = 0; mcu_row < plane.height_blocks; mcu_row += down) {
    for (int mcu = 0; mcu < plane.width_blocks; mcu += across) {
      for (int row = mcu_row; row < std::min(mcu_row + down, plane.height_blocks); ++row) {
        for (int column = mcu; column < std::min(mcu + across, plane.width_blocks); ++column) {
          order.push_back(static_cast<std::uint32_t>(row * plane.width_blocks + column));
        }
      }
    }
  }
  return order;
}

void quantize_dc(const BlockPlane& coefficients, const BlockWeights& weights,
                 std::span<const std::uint32_t> order, int step, float error_bits,
                 BlockPlane& levels) {
  const DcRates rates = rates_of_rounded(coefficients, order, step);
  const float inverse = 1.0F / static_cast<float>(step << kCoeffFractionBits);
  std::vector<std::uint8_t> choices(order.size());
  Column before{{0.0F, 1e30F, 1e30F}, {0, 0, 0}};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const int coefficient = coefficients.block(order[i])[0];
    const int nearest = nearest_level(coefficient, step);
    Column now{};
    for (std::size_t candidate = 0; candidate < kCandidates; ++candidate) {
      const int level = std::clamp(nearest + static_cast<int>(candidate) - 1, -kLargestDcLevel,
                                   kLargestDcLevel - 1);
      const float error = static_cast<float>(coefficient) * inverse - static_cast<float>(level);
      now.level[candidate] = level;
      now.cost[candidate] = weights[order[i]].dc * error_bits * (error * error);
    }
    choices[i] = advance(before, now, rates);
    // Only differences of costs matter: keep them small, so that long scans lose no precision.
    const float least = std::min({now.cost[0], now.cost[1], now.cost[2]});
    for (float& cost : now.cost) {
      cost -= least;
    }
    before = now;
  }
  std::size_t chosen = static_cast<std::size_t>(
      std::min_element(before.cost.begin(), before.cost.end()) - before.cost.begin());
  for (std::size_t i = order.size(); i-- > 0;) {
    const int nearest = nearest_level(coefficients.block(order[i])[0], step);
    const int level =
        std::clamp(nearest + static_cast<int>(chosen) - 1, -kLargestDcLevel, kLargestDcLevel - 1);
    levels.block(order[i])[0] = static_cast<std::int16_t>(level);
    chosen = (choices[i] >> (2 * chosen)) & 3U;
  }
}

}  // namespace jpegaware::detail
