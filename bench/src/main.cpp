// SPDX-License-Identifier: Apache-2.0
// Stage: the program jpegaware-bench. Input: a command line. Output: files, JSON, exit status.
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

#include "commands.h"
#include "run_options.h"

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
    Command{"kodak", "kodak [DIR] [OPTION ...]", "the Kodak images against all peers",
            jpegaware::bench::run_kodak},
    Command{"images", "images DIR [OPTION ...]", "any folder of pictures against all peers",
            jpegaware::bench::run_images},
    Command{"fixations", "fixations DIR [OPTION ...]", "judged where people looked",
            jpegaware::bench::run_fixations},
    Command{"masks", "masks DIR [OPTION ...]", "judged inside masks of what matters",
            jpegaware::bench::run_masks},
    Command{"paper", "paper [KODAK [MIT]] [OPTION ...]",
            "the table of Prakash et al. with our rows", jpegaware::bench::run_paper},
    Command{"speed", "speed [DIR] [OPTION ...]", "processor time and memory of whole programs",
            jpegaware::bench::run_speed},
    Command{"figures", "figures DIR [--out DIR]", "plots and a table out of a run's CSV files",
            jpegaware::bench::run_figures},
    Command{"metrics", "metrics REFERENCE DISTORTED",
            "print every metric of the pair as one JSON object", jpegaware::bench::run_metrics},
    Command{"encode", "encode CODEC QUALITY INPUT OUTPUT",
            "encode one picture with one codec of the bench", jpegaware::bench::run_encode},
};

void print_usage(std::FILE* to) {
  std::fprintf(to, "usage: jpegaware-bench COMMAND ...\n\n");
  for (const Command& command : kCommands) {
    std::fprintf(to, "  %-36s %s\n", command.usage.data(), command.help.data());
  }
  std::fprintf(to, "\n%s", jpegaware::bench::run_options_help());
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
