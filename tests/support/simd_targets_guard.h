// SPDX-License-Identifier: Apache-2.0
// Runs a test's body for every instruction set that this processor has.
#pragma once

#include <cstdint>
#include <vector>

#include "simd_targets.h"

namespace jpegaware::test {

/// Each of the sets that can run here, one bit a value.
inline std::vector<std::int64_t> all_simd_targets() {
  std::vector<std::int64_t> targets;
  for (std::int64_t rest = detail::simd_targets(); rest != 0; rest &= rest - 1) {
    targets.push_back(rest & -rest);
  }
  return targets;
}

/// Calls go to one set while this lives.
class SimdTargetGuard {
 public:
  explicit SimdTargetGuard(std::int64_t target) { detail::set_simd_targets_for_test(target); }
  SimdTargetGuard(const SimdTargetGuard&) = delete;
  SimdTargetGuard& operator=(const SimdTargetGuard&) = delete;
  ~SimdTargetGuard() { detail::set_simd_targets_for_test(0); }
};

}  // namespace jpegaware::test
