// SPDX-License-Identifier: Apache-2.0
// Collects the words of the command line and of JPEGAWARE_OPTIONS.
#include "words.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "options.h"

namespace jpegaware::apps {
namespace {

/// Words between blanks; single or double quotes hold blanks and the other kind of quote. Nothing
/// where a quote is not closed.
std::optional<std::deque<std::string>> split(std::string_view text) {
  std::deque<std::string> words;
  char quote = '\0';
  bool is_within = false;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n';
    if (quote == '\0' && is_blank) {
      is_within = false;
      continue;
    }
    if (!is_within) {
      words.emplace_back();
      is_within = true;
    }
    if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      words.back() += c;
    }
  }
  return quote == '\0' ? std::optional(std::move(words)) : std::nullopt;
}

Result<void> check_environment(const CommandLine& line) {
  const auto refuse = [](std::string_view word, const char* why) {
    return Error{ErrorCode::kInvalidArgument, "JPEGAWARE_OPTIONS: " + std::string(word) + why};
  };
  if (!line.unknown.empty()) {
    return refuse(line.unknown, ": no such switch");
  }
  if (!line.lacks_value.empty()) {
    return refuse(line.lacks_value, ": a value is needed");
  }
  if (!line.operands.empty()) {
    return refuse(line.operands[0], ": only switches may stand there");
  }
  return {};
}

}  // namespace

Result<Words> command_words(int argc, char** argv) {
  Words words;
  const char* environment = std::getenv("JPEGAWARE_OPTIONS");
  if (environment != nullptr) {
    auto split_words = split(environment);
    if (!split_words) {
      return Error{ErrorCode::kInvalidArgument,
                   std::string("JPEGAWARE_OPTIONS: a quote is not closed: ") + environment};
    }
    words.owned = std::move(*split_words);
    words.all.assign(words.owned.begin(), words.owned.end());
    const CommandLine line = parse_command_line(words.all, all_options());
    if (auto checked = check_environment(line); !checked) {
      return std::move(checked).error();
    }
    for (const Switch& given : line.switches) {
      if (given.option->origin != Origin::kStock) {
        continue;
      }
      words.stock.push_back(words.owned.emplace_back("-" + std::string(given.option->name)));
      if (given.option->value_kind != ValueKind::kNone) {
        words.stock.push_back(given.value);
      }
    }
  }
  for (int i = 1; i < argc; ++i) {
    words.all.emplace_back(argv[i]);
    words.stock.emplace_back(argv[i]);
  }
  return words;
}

const char* program_name(int argc, char** argv) {
  return argc > 0 && argv[0] != nullptr && *argv[0] != '\0' ? argv[0] : "cjpegaware";
}

bool says_stock(const std::vector<std::string_view>& words) {
  bool has_unknown = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_operand = words[i].empty() || words[i][0] != '-';
    if (is_operand && !has_unknown) {
      return false;  // switches end at the first operand
    }
    const Option* option = is_operand ? nullptr : find_option(words[i].substr(1), all_options());
    if (option == nullptr) {
      // Whether it takes a value nobody can tell: its value may look like an operand.
      has_unknown = true;
    } else if (id_of(*option) == SwitchId::kStock) {
      return true;
    } else if (option->value_kind != ValueKind::kNone) {
      ++i;
    }
  }
  return false;
}

}  // namespace jpegaware::apps
