// SPDX-License-Identifier: Apache-2.0
// Logarithm and power that give the same bits on every machine: levels depend on them, and libm's
// own vary with the CPU's instruction set.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace jpegaware::detail {

/// log2 of a positive normal float, relative error below 1e-6: exponent plus the area-tangent
/// series of the mantissa in [sqrt(1/2), sqrt(2)).
[[nodiscard]] inline float portable_log2(float x) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  constexpr std::uint32_t kSqrtHalf = 0x3F3504F3U;
  const std::uint32_t shifted = bits - kSqrtHalf;
  const auto exponent = static_cast<float>(static_cast<std::int32_t>(shifted) >> 23);
  const float m = std::bit_cast<float>((shifted & 0x007FFFFFU) + kSqrtHalf);
  const float s = (m - 1.0F) / (m + 1.0F);
  const float t = s * s;
  constexpr float kTwoOverLn2 = 2.885390082F;
  const float series = 1.0F + t * (1.0F / 3 + t * (1.0F / 5 + t * (1.0F / 7 + t * (1.0F / 9))));
  return exponent + kTwoOverLn2 * s * series;
}

/// 2^x for x in [-126, 127], relative error below 1e-6: exact scaling of a Taylor series.
[[nodiscard]] inline float portable_exp2(float x) noexcept {
  const float whole = std::floor(x + 0.5F);
  const float f = (x - whole) * 0.6931471806F;
  const float series =
      1.0F +
      f * (1.0F +
           f * (1.0F / 2 + f * (1.0F / 6 + f * (1.0F / 24 + f * (1.0F / 120 + f * (1.0F / 720))))));
  const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(whole) + 127) << 23;
  return series * std::bit_cast<float>(exponent);
}

/// x^y for positive x.
[[nodiscard]] inline float portable_pow(float x, float y) noexcept {
  return portable_exp2(y * portable_log2(x));
}

}  // namespace jpegaware::detail
