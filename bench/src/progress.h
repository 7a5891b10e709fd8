// SPDX-License-Identifier: Apache-2.0
// Stage: how far a run is. Input: finished steps. Output: lines on standard error.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace jpegaware::bench {

/// Counts steps and says now and then how many are done and how long the rest will take. Steps
/// that an earlier run had done already do not count for the speed. Not thread-safe.
class Progress {
 public:
  /// @param steps  what is counted, e.g. "encodings"
  Progress(std::string title, std::string steps, std::size_t total);
  void step();    ///< one step was worked
  void skip();    ///< one step was there already
  void finish();  ///< the last line

 private:
  using Clock = std::chrono::steady_clock;
  void print(const std::string& rest) const;

  std::string title_;
  std::string steps_;
  std::size_t total_;
  std::size_t worked_ = 0;
  std::size_t skipped_ = 0;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_print_ = Clock::now();
};

}  // namespace jpegaware::bench
