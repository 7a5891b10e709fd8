// SPDX-License-Identifier: Apache-2.0
// Rows shared out over threads by an atomic counter: whoever is free takes the next one.
#include "parallel_rows.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace jpegaware::detail {

Result<void> parallel_rows(int rows, int threads, Cancellation& cancellation,
                           const std::function<void(int row, int worker)>& work) {
  std::atomic<int> next{0};
  std::atomic<bool> stopped{false};
  const auto take_rows = [&](int worker) {
    for (int row = next.fetch_add(1); row < rows; row = next.fetch_add(1)) {
      if (stopped.load() || cancellation.requested()) {
        stopped.store(true);
        return;
      }
      work(row, worker);
    }
  };
  std::vector<std::thread> helpers;
  try {
    for (int worker = 1; worker < std::min(threads, rows); ++worker) {
      helpers.emplace_back(take_rows, worker);
    }
  } catch (const std::system_error&) {
    // The system gives no more threads: the ones that run take all rows.
  }
  take_rows(0);
  for (std::thread& helper : helpers) {
    helper.join();
  }
  if (stopped.load()) {
    return Cancellation::error();
  }
  return {};
}

}  // namespace jpegaware::detail
