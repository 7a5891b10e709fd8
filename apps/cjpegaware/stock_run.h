// SPDX-License-Identifier: Apache-2.0
// Stage: a command line of stock cjpeg -> what stock cjpeg 2.1.5 does with it.
#pragma once

#include <span>
#include <string_view>

namespace jpegaware::apps {

/// Exit statuses, as cjpeg's.
inline constexpr int kExitWarnings = 2;

/// Runs as `cjpeg words...` would, with these differences only: messages carry `program`'s name,
/// -stock is known and does nothing, and an output file appears whole or not at all.
/// @param words  NUL-terminated each: they come from argv
/// @return the exit status; errors of libjpeg end the process with status 1, as cjpeg's do
[[nodiscard]] int run_stock(const char* program, std::span<const std::string_view> words);

}  // namespace jpegaware::apps
