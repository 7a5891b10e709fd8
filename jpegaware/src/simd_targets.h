// SPDX-License-Identifier: Apache-2.0
// Which of Highway's instruction sets the vector versions are called for.
#pragma once

#include <cstdint>

namespace jpegaware::detail {

/// The sets that this processor has (a mask of Highway's HWY_* bits). Those that a file was not
/// compiled for do it no harm.
[[nodiscard]] std::int64_t simd_targets() noexcept;

/// For tests: calls go to the best set in `targets` from now on; 0 goes back to simd_targets().
/// Not while another thread encodes.
void set_simd_targets_for_test(std::int64_t targets) noexcept;

}  // namespace jpegaware::detail
