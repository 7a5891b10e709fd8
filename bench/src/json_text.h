// SPDX-License-Identifier: Apache-2.0
// Stage: text for pages and programs. Input: values. Output: JSON, base64.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jpegaware::bench {

/// A JSON string with its quotes, also safe inside an HTML script element.
[[nodiscard]] std::string json_string(std::string_view text);

/// A number to `digits` significant digits; null for NaN and infinities, which JSON has not.
[[nodiscard]] std::string json_number(double value, int digits = 8);

/// Texts that are JSON already, as an array.
[[nodiscard]] std::string json_array(const std::vector<std::string>& items);

/// Standard base64 with padding.
[[nodiscard]] std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace jpegaware::bench
