// SPDX-License-Identifier: Apache-2.0
// The loops over every byte of a picture, compiled for AVX2 as well where that exists: at 12
// megapixels they are half of what a map costs besides the network.
#include "row_sums.h"

#include <algorithm>
#include <cstddef>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define JPEGAWARE_ROW_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define JPEGAWARE_ROW_CLONES
#endif

namespace jpegaware::saliency {

JPEGAWARE_ROW_CLONES void add_weighted_row(const std::uint8_t* bytes, float weight, std::span<float> sums) {
  const std::size_t count = sums.size();
  float* out = sums.data();
  for (std::size_t i = 0; i < count; ++i) {
    out[i] += weight * static_cast<float>(bytes[i]);
  }
}

JPEGAWARE_ROW_CLONES void add_row(const std::uint8_t* bytes, std::span<std::uint16_t> sums) {
  const std::size_t count = sums.size();
  std::uint16_t* out = sums.data();
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = static_cast<std::uint16_t>(out[i] + bytes[i]);
  }
}

// Written so that the compiler's vectoriser takes it: no aliasing, bytes only, no branches.
JPEGAWARE_ROW_CLONES void count_pairs(const std::uint8_t* __restrict a, const std::uint8_t* __restrict b,
                                      std::span<std::uint8_t> equal, std::span<std::uint8_t> different) {
  const std::size_t count = equal.size();
  std::uint8_t* __restrict equal_at = equal.data();
  std::uint8_t* __restrict different_at = different.data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t high = std::max(a[i], b[i]);
    const std::uint8_t low = std::min(a[i], b[i]);
    const auto difference = static_cast<std::uint8_t>(high - low);
    const std::uint8_t is_equal = difference <= 2 ? 1 : 0;
    const std::uint8_t is_different = difference >= 40 ? 1 : 0;
    equal_at[i] = static_cast<std::uint8_t>(equal_at[i] + is_equal);
    different_at[i] = static_cast<std::uint8_t>(different_at[i] + is_different);
  }
}

}  // namespace jpegaware::saliency
