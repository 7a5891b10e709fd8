// SPDX-License-Identifier: Apache-2.0
// Writes completion scripts from the option table.
#include "completion.h"

#include <algorithm>

namespace jpegaware::apps {
namespace {

// The script splits at line ends only, so that file names may hold blanks.
constexpr const char* kBashSeparator = "\\n";

/// The words that may stand for a value: those between bars that are written small.
std::string words_of(const Option& option, const char* separator) {
  std::string words;
  std::string_view left = option.value_name;
  while (option.value_kind != ValueKind::kInteger && !left.empty()) {
    const std::string_view word = left.substr(0, left.find('|'));
    const bool is_word =
        std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (is_word && option.value_name.find('|') != std::string_view::npos) {
      words += (words.empty() ? "" : separator) + std::string(word);
    }
    left.remove_prefix(std::min(left.size(), word.size() + 1));
  }
  return words;
}

/// Text within single quotes, for a shell.
std::string quoted(std::string_view text, std::string_view escaped) {
  std::string made;
  for (const char c : text) {
    if (c == '\'') {
      made += "'\\''";
    } else {
      made += escaped.find(c) != std::string_view::npos ? "\\" : "";
      made += c;
    }
  }
  return made;
}

}  // namespace

std::string bash_completion(std::span<const Option> table) {
  std::string all;
  std::string cases;
  for (const Option& option : table) {
    const std::string name = "-" + std::string(option.name);
    all += (all.empty() ? "" : kBashSeparator) + name;
    if (option.value_kind == ValueKind::kNone) {
      continue;
    }
    const std::string words = words_of(option, kBashSeparator);
    cases += "    " + name + ")\n      COMPREPLY=(";
    if (!words.empty()) {
      cases += "$(compgen -W $'" + words + "' -- \"$word\")";
    }
    if (option.value_kind == ValueKind::kFile) {
      cases += std::string(words.empty() ? "" : " ") + "$(compgen -f -- \"$word\")";
    }
    cases += ")\n      return ;;\n";
  }
  return "# Completion of cjpegaware for bash: made by `cjpegaware -completion bash`.\n"
         "_cjpegaware() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} IFS=$'\\n'\n"
         "  COMPREPLY=()\n"
         "  case ${COMP_WORDS[COMP_CWORD-1],,} in\n" +
         cases +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W $'" +
         all +
         "' -- \"$word\"))\n"
         "  else\n"
         "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _cjpegaware cjpegaware\n";
}

std::string zsh_completion(std::span<const Option> table) {
  std::string arguments;
  for (const Option& option : table) {
    const bool repeats =
        option.name == "roi" || option.name == "ignore" || option.name == "verbose";
    std::string spec = std::string(repeats ? "*" : "") + "-" + std::string(option.name) + "[" +
                       quoted(option.help, "[]:\\") + "]";
    if (option.value_kind != ValueKind::kNone) {
      spec += ":" + quoted(option.value_name, ":[]\\") + ":";
      const std::string words = words_of(option, " ");
      if (option.value_kind == ValueKind::kFile) {
        spec += words.empty()
                    ? "_files"
                    : "{_alternative \"words:word:(" + words + ")\" \"files:file:_files\"}";
      } else if (!words.empty()) {
        spec += "(" + words + ")";
      }
    }
    arguments += "  '" + spec + "' \\\n";
  }
  return "#compdef cjpegaware\n"
         "# Completion of cjpegaware for zsh: made by `cjpegaware -completion zsh`.\n"
         "_arguments \\\n" +
         arguments + "  ':input picture:_files'\n";
}

}  // namespace jpegaware::apps
