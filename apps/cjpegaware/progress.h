// SPDX-License-Identifier: Apache-2.0
// Stage: a run's finished stages -> a line that says how far it is.
#pragma once

#include <chrono>
#include <string_view>

namespace jpegaware::apps {

/// Shows on standard error what share of the work is done: with -report from the start, else where
/// standard error is a terminal and the run takes long. Wipes its line when it goes out of scope.
class Progress {
 public:
  explicit Progress(bool reports);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// To be told the name of each stage that is over.
  void finish(std::string_view stage);

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  bool reports_;
  bool is_terminal_;
  bool is_shown_ = false;
};

}  // namespace jpegaware::apps
