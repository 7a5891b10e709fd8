// SPDX-License-Identifier: Apache-2.0
// CPU time of each stage of a run, for -verbose and -explain.
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "progress.h"

namespace jpegaware::apps {

struct StageTime {
  std::string name;
  double cpu_s;
};

/// Cuts the process's CPU time into named stages, one after another, and tells the progress line.
class StageClock {
 public:
  explicit StageClock(bool reports) : progress_(reports) {}
  /// Ends the stage that began with the last call (or with the process).
  void finish(std::string_view stage) {
    const double now_s = cpu_s();
    stages_.push_back({std::string(stage), now_s - last_s_});
    last_s_ = now_s;
    progress_.finish(stage);
  }
  [[nodiscard]] const std::vector<StageTime>& stages() const noexcept { return stages_; }

 private:
  static double cpu_s() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
  }
  Progress progress_;
  double last_s_ = 0;
  std::vector<StageTime> stages_;
};

}  // namespace jpegaware::apps
