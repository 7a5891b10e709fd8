// SPDX-License-Identifier: Apache-2.0
// The loops over every byte of a picture: sums of rows and counts of pairs, column by column.
#pragma once

#include <cstdint>
#include <span>

namespace jpegaware::saliency {

/// Where many rows make one sum, two of every four do as well and cost half: the rows 0, 1, 4, 5 of a
/// block. Pairs, so that stripes of one row are seen as what they are. Every stage takes the same
/// ones, which are then in the cache.
[[nodiscard]] constexpr bool is_sampled_row(int y) noexcept { return y % 4 < 2; }

/// From here on a picture has many pixels in a block's worth of what people see.
inline constexpr std::int64_t kManyPixels = 4'000'000;

/// sums[i] += weight * bytes[i]. Reads as many bytes as there are sums.
void add_weighted_row(const std::uint8_t* bytes, float weight, std::span<float> sums);

/// sums[i] += bytes[i], exact for up to 257 rows.
void add_row(const std::uint8_t* bytes, std::span<std::uint16_t> sums);

/// equal[i] += |a[i] - b[i]| <= 2 and different[i] += |a[i] - b[i]| >= 40, for as many bytes as
/// `equal` has; `different` has at least as many.
void count_pairs(const std::uint8_t* a, const std::uint8_t* b, std::span<std::uint8_t> equal,
                 std::span<std::uint8_t> different);

}  // namespace jpegaware::saliency
