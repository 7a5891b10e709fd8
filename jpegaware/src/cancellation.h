// SPDX-License-Identifier: Apache-2.0
// A caller's cancel callback, asked from any thread but by one at a time; once yes (or
// once it throws), always yes.
#pragma once

#include <functional>
#include <mutex>

#include "jpegaware/result.h"

namespace jpegaware::detail {

class Cancellation {
 public:
  /// `should_cancel` may be empty (never asked) and must outlive this object.
  explicit Cancellation(const std::function<bool()>& should_cancel)
      : should_cancel_(should_cancel) {}
  explicit Cancellation(std::function<bool()>&&) = delete;  // a temporary would not outlive this

  [[nodiscard]] bool requested() {
    if (!should_cancel_) {
      return false;
    }
    const std::lock_guard lock(mutex_);
    try {
      requested_ = requested_ || should_cancel_();
    } catch (...) {
      requested_ = true;  // no exception may leave a worker thread or pass through libjpeg
    }
    return requested_;
  }

  [[nodiscard]] static Error error() {
    return {ErrorCode::kAborted, "the encode was stopped by its caller"};
  }

 private:
  const std::function<bool()>& should_cancel_;
  std::mutex mutex_;
  bool requested_ = false;
};

}  // namespace jpegaware::detail
