// SPDX-License-Identifier: Apache-2.0
// Laws of the option table: it does not collide with cjpeg, and help, man page, completion and
// parser agree with it.
#include "options.h"

#include <algorithm>
#include <set>

#include "catch.hpp"
#include "pictures.h"
#include "process.h"
#include "programs.h"

using namespace cli_test;
using jpegaware::apps::all_options;
using jpegaware::apps::find_option;
using jpegaware::apps::Option;
using jpegaware::apps::Origin;
using jpegaware::apps::ValueKind;

namespace {

Outcome cjpegaware(const TemporaryFolder& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "cjpegaware");
  return run({JPEGAWARE_CJPEGAWARE, words, folder.path(), {}, {}, 0});
}

std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

/// Switches as the man page heads its entries: lines that begin with **-name**.
std::set<std::string> man_switches(const std::string& page) {
  std::set<std::string> names;
  for (std::size_t at = page.find("\n**-"); at != std::string::npos;
       at = page.find("\n**-", at + 1)) {
    const std::size_t begin = at + 4;
    names.insert(page.substr(begin, page.find("**", begin) - begin));
  }
  return names;
}

}  // namespace

TEST_CASE("options: no abbreviation of a switch of our own is one that cjpeg accepts",
          "[options][unit]") {
  for (const Option& own : all_options()) {
    if (own.origin != Origin::kOwn) {
      continue;
    }
    for (std::size_t length = own.shortest; length <= own.name.size(); ++length) {
      const std::string_view word = own.name.substr(0, length);
      for (const Option& theirs : all_options()) {
        CAPTURE(word, theirs.name);
        // Nor may it begin one of cjpeg's names: a later cjpeg may accept shorter forms.
        CHECK((theirs.origin == Origin::kOwn || theirs.name.substr(0, length) != word));
      }
    }
  }
}

TEST_CASE("options: every abbreviation means one switch", "[options][unit]") {
  for (const Option& option : all_options()) {
    for (std::size_t length = option.shortest; length <= option.name.size(); ++length) {
      const std::string_view word = option.name.substr(0, length);
      const auto others =
          std::count_if(all_options().begin(), all_options().end(), [&](const Option& other) {
            return other.id != option.id &&
                   jpegaware::apps::matches(word, other.name, other.shortest);
          });
      CAPTURE(word);
      CHECK(others == 0);
      CHECK(find_option(word, all_options())->id == option.id);
    }
  }
}

TEST_CASE("options: help, man page and completion name every switch and no other",
          "[options][cli]") {
  const TemporaryFolder folder;
  const std::string page = read_file(JPEGAWARE_MAN_PAGE);
  const std::string help = cjpegaware(folder, {"-help"}).out;
  const std::string bash = cjpegaware(folder, {"-completion", "bash"}).out;
  const std::string zsh = cjpegaware(folder, {"-completion", "zsh"}).out;
  std::set<std::string> shown;
  for (const Option& option : all_options()) {
    const std::string name(option.name);
    CAPTURE(name);
    CHECK(bash.find("-" + name) != std::string::npos);
    CHECK(zsh.find("-" + name + "[") != std::string::npos);
    if (option.section.empty()) {
      continue;  // a second spelling
    }
    shown.insert(name);
    std::string head = "  -" + name;
    std::string man_head = "**-" + name + "**";
    if (!option.value_name.empty()) {
      head += " " + std::string(option.value_name);
      man_head += " *" + std::string(option.value_name) + "*";
    }
    CHECK((help.find(head + "\n") != std::string::npos ||
           help.find(head + " ") != std::string::npos));
    CHECK(page.find("\n" + man_head + "\n:") != std::string::npos);
  }
  CHECK(man_switches(page) == shown);
  const std::vector<std::string> words = words_in(help);
  for (const std::string& word : words) {
    if (word.size() > 1 && word[0] == '-' &&
        std::isalpha(static_cast<unsigned char>(word[1])) != 0) {
      CAPTURE(word);
      CHECK(find_option(std::string_view(word).substr(1), all_options()) != nullptr);
    }
  }
}

TEST_CASE("options: bash completes switches and their words with the script", "[options][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "script", cjpegaware(folder, {"-completion", "bash"}).out);
  const auto completed = [&folder](const std::string& before, const std::string& word) {
    const std::string line =
        "source ./script; COMP_WORDS=(cjpegaware " + before + " '" + word +
        "'); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); function=$(complete -p cjpegaware | "
        "sed 's/.*-F \\([^ ]*\\).*/\\1/'); $function cjpegaware '" +
        word + "' '" + before + "'; echo \"${COMPREPLY[*]}\"";
    return run({"/bin/bash", {"bash", "-c", line}, folder.path(), {}, {}, 0}).out;
  };
  CHECK(completed("", "-qua") == "-quality\n");
  CHECK(completed("-copy", "s") == "safe\n");
  CHECK(completed("-runtime", "") == "opencv torch\n");
  CHECK(completed("-outfile", "scr") == "script\n");
  CHECK(cjpegaware(folder, {"-completion", "fish"}).status == 1);
}

TEST_CASE("options: the parser acts on every switch of the table", "[options][cli]") {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.ppm", ppm({17, 13}, 1));
  for (const Option& option : all_options()) {
    std::vector<std::string> words{"-saliency", "uniform",
                                   "-" + std::string(option.name.substr(0, option.shortest))};
    if (option.value_kind != ValueKind::kNone) {
      words.push_back(option.value_kind == ValueKind::kInteger ? std::to_string(option.high) : "1");
    }
    words.insert(words.end(), {"-outfile", "out.jpg", "in.ppm"});
    const Outcome outcome = cjpegaware(folder, words);
    CAPTURE(option.name, outcome.err);
    // Some values are no good, and some switches need -stock: but each is known and acted on.
    CHECK(outcome.err.find("no such switch") == std::string::npos);
    CHECK(outcome.err.find("nobody acts") == std::string::npos);
    if (option.value_kind == ValueKind::kInteger) {
      words[3] = std::to_string(option.low - 1);
      CHECK(cjpegaware(folder, words).status == 1);
    }
  }
}
