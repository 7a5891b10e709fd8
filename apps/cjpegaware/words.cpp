// SPDX-License-Identifier: Apache-2.0
// Collects the words of the command line and of JPEGAWARE_OPTIONS.
#include "words.h"

#include <cstdlib>
#include <utility>

#include "options.h"

namespace jpegaware::apps {
namespace {

std::deque<std::string> split(std::string_view text) {
  std::deque<std::string> words;
  bool is_quoted = false;
  bool is_within = false;
  for (const char c : text) {
    if (c == '"') {
      is_quoted = !is_quoted;
      if (!is_within) {
        words.emplace_back();
        is_within = true;
      }
    } else if (!is_quoted && (c == ' ' || c == '\t' || c == '\n')) {
      is_within = false;
    } else {
      if (!is_within) {
        words.emplace_back();
        is_within = true;
      }
      words.back() += c;
    }
  }
  return words;
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
    words.owned = split(environment);
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
