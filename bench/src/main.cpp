// SPDX-License-Identifier: Apache-2.0
// Stage: the program jpegaware-bench. Input: a command line. Output: files, JSON, exit status.
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

#include "commands.h"

namespace {

using jpegaware::Result;
using jpegaware::bench::Arguments;

struct Command {
  std::string_view name;
  std::string_view usage;
  std::string_view help;
  Result<void> (*run)(Arguments);
};

constexpr std::array kCommands = {
    Command{"metrics", "metrics REFERENCE DISTORTED",
            "print every metric of the pair as one JSON object", jpegaware::bench::run_metrics},
};

void print_usage(std::FILE* to) {
  std::fprintf(to, "usage: jpegaware-bench COMMAND ...\n\n");
  for (const Command& command : kCommands) {
    std::fprintf(to, "  %-32s %s\n", command.usage.data(), command.help.data());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "-h" || words[0] == "--help" || words[0] == "help") {
    print_usage(words.empty() ? stderr : stdout);
    return words.empty() ? 1 : 0;
  }
  for (const Command& command : kCommands) {
    if (words[0] != command.name) continue;
    const Result<void> result = command.run(Arguments(words).subspan(1));
    if (result) return 0;
    std::fprintf(stderr, "jpegaware-bench: %s\n", result.error().message.c_str());
    return 1;
  }
  std::fprintf(stderr, "jpegaware-bench: unknown command '%s'\n", argv[1]);
  print_usage(stderr);
  return 1;
}
