// SPDX-License-Identifier: Apache-2.0
// Writes the progress line.
#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace jpegaware::apps {
namespace {

struct Milestone {
  std::string_view stage;
  int percent;
};

// What is done when a stage is over: CPU times of a 12-megapixel PNM with the map, -verbose.
constexpr std::array kMilestones{Milestone{"read", 13},
                                 Milestone{"load network", 14},
                                 Milestone{"run network", 18},
                                 Milestone{"map", 20},
                                 Milestone{"forward transform", 27},
                                 Milestone{"choose levels", 75},
                                 Milestone{"choose scans", 77},
                                 Milestone{"write bitstream", 95}};

constexpr std::chrono::milliseconds kLongRun{800};

}  // namespace

Progress::Progress(bool reports) : reports_(reports), is_terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (is_shown_) {
    std::fputs("\r                \r", stderr);
  }
}

void Progress::finish(std::string_view stage) {
  const bool is_long = std::chrono::steady_clock::now() - start_ > kLongRun;
  if (!reports_ && !(is_terminal_ && is_long)) {
    return;
  }
  const auto found =
      std::find_if(kMilestones.begin(), kMilestones.end(),
                   [stage](const Milestone& milestone) { return milestone.stage == stage; });
  if (found != kMilestones.end()) {
    std::fprintf(stderr, "\r %3d%% ", found->percent);
    std::fflush(stderr);
    is_shown_ = true;
  }
}

}  // namespace jpegaware::apps
