// SPDX-License-Identifier: Apache-2.0
// Stage: argv and the environment -> the words of the command line.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::apps {

/// The command line's words behind those of JPEGAWARE_OPTIONS, NUL-terminated each.
struct Words {
  std::vector<std::string_view> all;
  /// The same for -stock: of the environment's switches only those that stock cjpeg knows.
  std::vector<std::string_view> stock;
  /// What the environment's words point into; its elements do not move.
  std::deque<std::string> owned;
};

/// JPEGAWARE_OPTIONS is split at white space; words with blanks stand in quotes of
/// either kind.
/// @return invalid_argument where it holds anything but switches that are known
[[nodiscard]] Result<Words> command_words(int argc, char** argv);

/// argv[0], or "cjpegaware" where the caller gave none.
[[nodiscard]] const char* program_name(int argc, char** argv);

/// Whether -stock is among the switches, also behind a switch that nobody knows.
[[nodiscard]] bool says_stock(const std::vector<std::string_view>& words);

}  // namespace jpegaware::apps
