// SPDX-License-Identifier: Apache-2.0
// One call's clock and the caller's ears: stage times, progress, log lines, and when to stop.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware::detail {

/// Lives as long as one encode. What its callbacks throw passes through to the caller of stage().
class CallWatch {
 public:
  /// `options` must outlive the watch.
  explicit CallWatch(const EncodeOptions& options)
      : told_(options), start_(Clock::now()), stage_options_(options) {
    if (options.time_limit_s > 0) {
      stage_options_.should_cancel = [this] {
        return is_late() || (told_.should_cancel && told_.should_cancel());
      };
    }
  }
  CallWatch(const CallWatch&) = delete;
  CallWatch& operator=(const CallWatch&) = delete;

  /// The caller's options, their cancel callback joined with the time limit.
  [[nodiscard]] const EncodeOptions& stage_options() const noexcept { return stage_options_; }

  /// Runs one stage and tells the caller of it. `done_0_1` is the share of an encode's time that
  /// is over after it.
  template <typename Stage>
  auto stage(std::string_view name, double done_0_1, Stage run) -> decltype(run()) {
    const auto began = Clock::now();
    auto result = run();
    if (!result) {
      return explain(result.error());
    }
    tell(name, done_0_1, Seconds(Clock::now() - began).count());
    return result;
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;

  [[nodiscard]] bool is_late() const {
    return told_.time_limit_s > 0 && Seconds(Clock::now() - start_).count() > told_.time_limit_s;
  }

  [[nodiscard]] Error explain(Error error) const {
    if (error.code == ErrorCode::kAborted && is_late()) {
      error.message = "the encode was stopped: its time limit of " +
                      std::to_string(told_.time_limit_s) + " s has passed";
    }
    return error;
  }

  void tell(std::string_view name, double done_0_1, double elapsed_s) const {
    if (told_.on_stage) {
      told_.on_stage(name, elapsed_s);
    }
    if (told_.on_progress) {
      told_.on_progress(done_0_1);
    }
    if (told_.on_log) {
      told_.on_log(std::string(name) + ": " + std::to_string(elapsed_s * 1e3) + " ms");
    }
  }

  const EncodeOptions& told_;
  Clock::time_point start_;
  EncodeOptions stage_options_;
};

}  // namespace jpegaware::detail
