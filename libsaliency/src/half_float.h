// SPDX-License-Identifier: Apache-2.0
// IEEE binary16 to float, exactly, one value at a time (conv_kernels widens in bulk).
#pragma once

#include <bit>
#include <cstdint>

namespace jpegaware::saliency {

/// The value of a bit pattern, infinities and NaN included.
[[nodiscard]] inline float float_from_half(std::uint16_t half) noexcept {
  const std::uint32_t sign = (half & 0x8000U) << 16U;
  const std::uint32_t rest = half & 0x7FFFU;
  if (rest >= 0x7C00U) {
    return std::bit_cast<float>(sign | 0x7F800000U | ((rest & 0x3FFU) << 13U));
  }
  // Shifted into place the exponent is 112 too small; the product also makes subnormals right.
  constexpr float kRebias = 0x1p112F;
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(std::bit_cast<float>(rest << 13U) * kRebias));
}

}  // namespace jpegaware::saliency
