// SPDX-License-Identifier: Apache-2.0
// Help and values of the saliency programs' switches, from the same table that parses them.
#include "tool_options.h"

#include <charconv>
#include <cstdio>
#include <utility>

namespace jpegaware::apps {
namespace {

constexpr std::size_t kHelpColumn = 26;

bool read_number(std::string_view text, int& number) {
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end;
}

bool is_choice(std::string_view value, std::string_view choices) {
  while (!choices.empty()) {
    const std::size_t bar = choices.find('|');
    if (choices.substr(0, bar) == value) {
      return true;
    }
    choices = bar == std::string_view::npos ? std::string_view{} : choices.substr(bar + 1);
  }
  return false;
}

Result<void> check(const Switch& given) {
  const std::string start = "-" + std::string(given.option->name) + ": '" + std::string(given.value) + "' ";
  int number = 0;
  if (given.option->value_kind == ValueKind::kInteger &&
      (!read_number(given.value, number) || number < given.option->low || number > given.option->high)) {
    return Error{ErrorCode::kInvalidArgument, start + "is not a whole number from " +
                                                  std::to_string(given.option->low) + " to " +
                                                  std::to_string(given.option->high)};
  }
  if (given.option->value_kind == ValueKind::kChoice && !is_choice(given.value, given.option->value_name)) {
    return Error{ErrorCode::kInvalidArgument, start + "is not " + std::string(given.option->value_name)};
  }
  return {};
}

}  // namespace

Result<ToolOptions> ToolOptions::parse(std::span<const std::string_view> words,
                                       std::span<const Option> table) {
  CommandLine line = parse_command_line(words, table);
  if (!line.unknown.empty()) {
    return Error{ErrorCode::kInvalidArgument, std::string(line.unknown) + ": unknown switch"};
  }
  if (!line.lacks_value.empty()) {
    return Error{ErrorCode::kInvalidArgument, std::string(line.lacks_value) + ": its value is missing"};
  }
  if (!line.operands.empty()) {
    return Error{ErrorCode::kInvalidArgument, std::string(line.operands.front()) + ": not a switch"};
  }
  for (const Switch& given : line.switches) {
    if (auto checked = check(given); !checked) {
      return std::move(checked).error();
    }
  }
  ToolOptions options;
  options.switches_ = std::move(line.switches);
  return options;
}

std::vector<std::string_view> ToolOptions::all(int id) const {
  std::vector<std::string_view> values;
  for (const Switch& given : switches_) {
    if (given.option->id == id) {
      values.push_back(given.value);
    }
  }
  return values;
}

std::string_view ToolOptions::text(int id, std::string_view otherwise) const {
  const auto values = all(id);
  return values.empty() ? otherwise : values.back();
}

int ToolOptions::number(int id, int otherwise) const {
  const auto values = all(id);
  int number = otherwise;
  if (!values.empty()) {
    read_number(values.back(), number);
  }
  return number;
}

std::string usage(std::string_view program, std::string_view purpose, std::span<const Option> table) {
  std::string text = "usage: " + std::string(program) + " [switches]\n" + std::string(purpose) + "\n";
  for (const Option& option : table) {
    std::string line = "  -" + std::string(option.name);
    if (!option.value_name.empty()) {
      line += " " + std::string(option.value_name);
    }
    line += line.size() + 1 < kHelpColumn ? std::string(kHelpColumn - line.size(), ' ')
                                          : "\n" + std::string(kHelpColumn, ' ');
    text += line + std::string(option.help) + "\n";
  }
  return text;
}

int run_tool(const Tool& tool, std::span<char* const> arguments) {
  const auto fail = [&](const Error& error) {
    std::fprintf(stderr, "%s: %s\n", std::string(tool.name).c_str(), error.message.c_str());
    return 1;
  };
  const std::vector<std::string_view> words(arguments.begin(), arguments.end());
  const auto options = ToolOptions::parse(std::span(words).subspan(1), tool.table);
  if (!options) {
    return fail(options.error());
  }
  if (options->has(tool.help_id)) {
    std::fputs(usage(tool.name, tool.purpose, tool.table).c_str(), stdout);
    return 0;
  }
  const auto done = tool.run(*options);
  return done ? 0 : fail(done.error());
}

}  // namespace jpegaware::apps
