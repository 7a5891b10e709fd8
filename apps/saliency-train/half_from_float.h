// SPDX-License-Identifier: Apache-2.0
// Float to IEEE binary16, rounded to nearest even; the way back is libsaliency's half_float.h.
#pragma once

#include <bit>
#include <cstdint>

namespace jpegaware::apps {

/// The bit pattern of the nearest binary16 value; too large becomes infinity, NaN stays NaN.
[[nodiscard]] inline std::uint16_t half_from_float(float value) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16U) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) {
    return static_cast<std::uint16_t>(sign | 0x7E00U);
  }
  if (magnitude >= 0x477FF000U) {  // 65520 and more round to infinity
    return static_cast<std::uint16_t>(sign | 0x7C00U);
  }
  if (magnitude < 0x38800000U) {
    // Below the smallest normal number: adding 0.5 leaves the rounded multiple of 2^-24 in the
    // low bits of the sum.
    const float sum = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(sum) - 0x3F000000U));
  }
  const std::uint32_t rounded = magnitude + 0xFFFU + ((magnitude >> 13U) & 1U);
  return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13U));
}

}  // namespace jpegaware::apps
