// SPDX-License-Identifier: Apache-2.0
// Stage: how far a run is. Input: finished steps. Output: lines on standard error.
#include "progress.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace jpegaware::bench {
namespace {

std::string duration_text(double seconds) {
  char text[64];
  const long whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%ld h %ld min", whole / 3600, whole % 3600 / 60);
  } else if (whole >= 60) {
    std::snprintf(text, sizeof text, "%ld min %ld s", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld s", whole);
  }
  return text;
}

}  // namespace

Progress::Progress(std::string title, std::string steps, std::size_t total)
    : title_(std::move(title)), steps_(std::move(steps)), total_(total) {}

void Progress::step() {
  ++worked_;
  // A terminal line may change twice a second; a log gets one line every ten seconds.
  const bool terminal = isatty(2) == 1;
  const Clock::time_point now = Clock::now();
  if (now - last_print_ < std::chrono::milliseconds(terminal ? 500 : 10'000)) return;
  last_print_ = now;
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  const double left = static_cast<double>(total_ - worked_ - skipped_);
  print(", " + duration_text(elapsed_s / static_cast<double>(worked_) * left) + " left" +
        (terminal ? "   \r" : "\n"));
}

void Progress::skip() { ++skipped_; }

void Progress::finish() {
  const double elapsed_s = std::chrono::duration<double>(Clock::now() - start_).count();
  std::string rest = ", " + duration_text(elapsed_s);
  if (skipped_ > 0) rest += ", " + std::to_string(skipped_) + " of them from an earlier run";
  print(rest + "          \n");
}

void Progress::print(const std::string& rest) const {
  std::fprintf(stderr, "%s: %zu of %zu %s%s", title_.c_str(), worked_ + skipped_, total_,
               steps_.c_str(), rest.c_str());
  std::fflush(stderr);
}

}  // namespace jpegaware::bench
