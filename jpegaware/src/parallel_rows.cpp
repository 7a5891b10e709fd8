// SPDX-License-Identifier: Apache-2.0
// Rows shared out over threads by an atomic counter: whoever is free takes the next one.
#include "parallel_rows.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "no_throw.h"

namespace jpegaware::detail {

Result<void> parallel_rows(int rows, int threads, Cancellation& cancellation,
                           const std::function<void(int row, int worker)>& work) {
  std::atomic<int> next{0};
  std::atomic<bool> stopped{false};
  std::mutex failure_mutex;
  std::optional<Error> failure;
  const auto take_rows = [&](int worker) {
    try {
      for (int row = next.fetch_add(1); row < rows && !stopped.load(); row = next.fetch_add(1)) {
        if (cancellation.requested()) {
          stopped.store(true);
          return;
        }
        work(row, worker);
      }
    } catch (...) {
      // What ends a row must reach the caller: an exception that left a thread would end the process.
      const std::lock_guard lock(failure_mutex);
      failure = error_from_exception();
      stopped.store(true);
    }
  };
  std::vector<std::thread> helpers;
  try {
    for (int worker = 1; worker < std::min(threads, rows); ++worker) {
      helpers.emplace_back(take_rows, worker);
    }
  } catch (const std::exception&) {
    // The system gives no more threads, or no memory for them: the ones that run take all rows.
  }
  take_rows(0);
  for (std::thread& helper : helpers) {
    helper.join();
  }
  if (failure) {
    return *std::move(failure);
  }
  if (stopped.load()) {
    return Cancellation::error();
  }
  return {};
}

}  // namespace jpegaware::detail
