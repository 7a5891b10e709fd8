// SPDX-License-Identifier: Apache-2.0
// What the parts of make_request() share: words as numbers, refusals as sentences.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "command_line.h"
#include "jpegaware/result.h"

namespace jpegaware::apps {

/// The switch's full name, as a person types it.
[[nodiscard]] inline std::string dashed(const Switch& given) {
  return "-" + std::string(given.option->name);
}

/// A sentence that begins with the switch and its value.
[[nodiscard]] inline Error refuse(const Switch& given, const std::string& why) {
  return {ErrorCode::kInvalidArgument,
          dashed(given) + (given.value.empty() ? "" : " " + std::string(given.value)) + ": " + why};
}

/// The whole word as a number; nothing else may follow.
template <typename Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view word) {
  Number value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace jpegaware::apps
