// SPDX-License-Identifier: Apache-2.0
// Help and values of the saliency programs' switches, from the same table that parses them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command_line.h"
#include "jpegaware/result.h"

namespace jpegaware::apps {

/// The words of one run, checked against the table: no operands, whole numbers within their
/// bounds, choices among those listed.
class ToolOptions {
 public:
  /// invalid_argument, with a sentence that names the switch.
  [[nodiscard]] static Result<ToolOptions> parse(std::span<const std::string_view> words,
                                                 std::span<const Option> table);

  /// Every value of a switch, in the order given. Views into the words.
  [[nodiscard]] std::vector<std::string_view> all(int id) const;
  /// The last value given, or `otherwise`.
  [[nodiscard]] std::string_view text(int id, std::string_view otherwise) const;
  [[nodiscard]] int number(int id, int otherwise) const;
  [[nodiscard]] bool has(int id) const { return !all(id).empty(); }

 private:
  std::vector<Switch> switches_;
};

/// The help text: one line a switch.
[[nodiscard]] std::string usage(std::string_view program, std::string_view purpose,
                                std::span<const Option> table);

/// A program that is a table of switches and one thing to do.
struct Tool {
  std::string_view name;
  std::string_view purpose;  ///< a sentence for the help
  std::span<const Option> table;
  int help_id = 0;  ///< the switch that asks for the help
  Result<void> (*run)(const ToolOptions& options);
};

/// What its main does: parses, prints the help or runs, reports "program: what is wrong" to stderr.
/// @return the exit status: 0, or 1 after an error
[[nodiscard]] int run_tool(const Tool& tool, std::span<char* const> arguments);

}  // namespace jpegaware::apps
