// SPDX-License-Identifier: Apache-2.0
// Runs one function for every row over a number of threads.
#pragma once

#include <functional>

#include "cancellation.h"
#include "jpegaware/result.h"

namespace jpegaware::detail {

/// Calls work(row, worker) once for every row in [0, rows), in any order, from at most `threads`
/// threads (the caller's is one); worker is in [0, threads) and no two calls share one at a time,
/// so each may own scratch memory. Returns when all rows are done, or Cancellation's error: the
/// caller's callback is asked before each row. A thread that cannot be started is done without.
/// What `work` throws ends the rows and comes back as an Error.
[[nodiscard]] Result<void> parallel_rows(int rows, int threads, Cancellation& cancellation,
                                         const std::function<void(int row, int worker)>& work);

}  // namespace jpegaware::detail
