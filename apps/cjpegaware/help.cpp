// SPDX-License-Identifier: Apache-2.0
// Writes the help text from the option table.
#include "help.h"

#include <algorithm>

#include "read_picture.h"

namespace jpegaware::apps {
namespace {

constexpr std::size_t kTextColumn = 26;
constexpr std::size_t kLineWidth = 96;

/// The sentence from the text column on, broken between words.
std::string wrapped(std::string_view text) {
  std::string lines;
  std::size_t column = kTextColumn;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (column + word.size() > kLineWidth) {
      lines += "\n" + std::string(kTextColumn, ' ');
      column = kTextColumn;
    } else if (column > kTextColumn) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return lines + "\n";
}

std::string line_of(const Option& option) {
  std::string head = "  -" + std::string(option.name);
  if (!option.value_name.empty()) {
    head += " " + std::string(option.value_name);
  }
  std::string text(option.help);
  if (option.value_kind == ValueKind::kInteger) {
    text += " (" + std::to_string(option.low) + ".." + std::to_string(option.high) + ")";
  }
  if (head.size() + 2 > kTextColumn) {
    head += "\n" + std::string(kTextColumn, ' ');
  } else {
    head.resize(kTextColumn, ' ');
  }
  return head + wrapped(text);
}

/// Which formats this installation reads, and which it lacks a library for.
std::string formats_text() {
  std::string in;
  std::string out;
  for (const ReadableFormat& format : readable_formats()) {
    std::string& list = format.is_in ? in : out;
    list += (list.empty() ? "" : ", ") + std::string(format.name);
  }
  return "\nReads, by content: " + in + ".\n" +
         (out.empty() ? "" : "Not in this installation: " + out + ".\n");
}

}  // namespace

std::string help_text(std::string_view program, std::span<const Option> table) {
  std::string text =
      "usage: " + std::string(program) +
      " [switches] [inputfile]\n"
      "Writes a JPEG that spends its bytes where people look. Used as cjpeg is; names may be\n"
      "abbreviated. Reads standard input and writes standard output where no file is named.\n";
  std::string_view section;
  for (const Option& option : table) {
    if (option.section.empty()) {
      continue;
    }
    if (option.section != section) {
      section = option.section;
      text += "\n" + std::string(section) + ":\n";
    }
    text += line_of(option);
  }
  return text + formats_text();
}

}  // namespace jpegaware::apps
