// SPDX-License-Identifier: Apache-2.0
// Stage: words of a command line -> switches by cjpeg's rules, driven by one option table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jpegaware::apps {

/// What follows a switch.
enum class ValueKind : std::uint8_t {
  kNone,     ///< nothing
  kText,     ///< a word whose form the switch itself checks
  kInteger,  ///< a whole number within the bounds
  kChoice,   ///< one of the words in `value_name`, separated by '|', abbreviated or not
  kFile,     ///< a file name (completion offers files)
};

/// Whose switch it is: stock cjpeg 2.1.5's, libjpeg-turbo 3's, or this program's.
enum class Origin : std::uint8_t { kStock, kStock3, kOwn };

/// One row of a program's option table, from which parser, help, completion and the man-page
/// test are made.
struct Option {
  int id;
  std::string_view name;  ///< without the dash
  std::size_t shortest;   ///< letters that an abbreviation needs at least
  ValueKind value_kind;
  std::string_view value_name;  ///< as shown in help; empty when there is no value
  int low;                      ///< bounds of kInteger
  int high;
  Origin origin;
  std::string_view section;  ///< heading in help and man page; empty for a second spelling
  std::string_view help;     ///< one sentence without a full stop
};

struct Switch {
  const Option* option;
  std::string_view value;  ///< as typed; empty when the option takes none
};

/// Switches up to the first word without a dash, and the words from there on. Views into argv.
struct CommandLine {
  std::vector<Switch> switches;
  std::vector<std::string_view> operands;
  /// The switch that ended parsing because nobody knows it, or its value is missing; empty: none.
  std::string_view unknown;
  std::string_view lacks_value;
};

/// Whether `word` is `name` or an abbreviation of at least `shortest` letters, in any case.
[[nodiscard]] bool matches(std::string_view word, std::string_view name, std::size_t shortest);

/// The option that a switch (without its dash) means, or null.
[[nodiscard]] const Option* find_option(std::string_view word, std::span<const Option> table);

/// Parses as cjpeg does: switches first, a value always is the next word whatever it looks like.
/// Stops at the first unknown switch.
[[nodiscard]] CommandLine parse_command_line(std::span<const std::string_view> words,
                                             std::span<const Option> table);

}  // namespace jpegaware::apps
