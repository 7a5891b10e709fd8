// SPDX-License-Identifier: Apache-2.0
// Parses a command line by an option table: words in, switches and operands out.
#include "command_line.h"

#include <algorithm>

namespace jpegaware::apps {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool matches(std::string_view word, std::string_view name, std::size_t shortest) {
  return word.size() >= shortest && word.size() <= name.size() &&
         std::equal(word.begin(), word.end(), name.begin(),
                    [](char typed, char known) { return lower(typed) == known; });
}

const Option* find_option(std::string_view word, std::span<const Option> table) {
  const auto found = std::find_if(table.begin(), table.end(), [word](const Option& option) {
    return matches(word, option.name, option.shortest);
  });
  return found == table.end() ? nullptr : &*found;
}

CommandLine parse_command_line(std::span<const std::string_view> words,
                               std::span<const Option> table) {
  CommandLine line;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word.empty() || word[0] != '-') {
      line.operands.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      return line;
    }
    const Option* option = find_option(word.substr(1), table);
    if (option == nullptr) {
      line.unknown = word;
      return line;
    }
    std::string_view value;
    if (option->value_kind != ValueKind::kNone) {
      if (++i == words.size()) {
        line.lacks_value = word;
        return line;
      }
      value = words[i];
    }
    line.switches.push_back({option, value});
  }
  return line;
}

}  // namespace jpegaware::apps
