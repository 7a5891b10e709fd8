// SPDX-License-Identifier: Apache-2.0
// A heap that counts, and that fails when told: stands in for malloc in the program that links it.
#pragma once

#include <cstdint>

namespace counted_heap {

/// What the process holds on the heap now, by malloc_usable_size, and the most since reset_peak().
[[nodiscard]] std::int64_t live_bytes();
[[nodiscard]] std::int64_t live_blocks();
[[nodiscard]] std::int64_t peak_bytes();
void reset_peak();

/// Which allocations of any thread fail, counted from 0 at the call that sets it.
enum class Failing { kNone, kOne, kAllFrom };
void fail(Failing failing, std::int64_t index);

/// Allocations refused since fail() was last called with something to fail.
[[nodiscard]] std::int64_t refused();

}  // namespace counted_heap
