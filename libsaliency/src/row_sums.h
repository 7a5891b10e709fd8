// SPDX-License-Identifier: Apache-2.0
// The loops over every byte of a picture: sums of rows and counts of pairs, column by column.
#pragma once

#include <cstdint>
#include <span>

namespace jpegaware::saliency {

/// sums[i] += weight * bytes[i]. Reads as many bytes as there are sums.
void add_weighted_row(const std::uint8_t* bytes, float weight, std::span<float> sums);

/// sums[i] += bytes[i], exact for up to 257 rows.
void add_row(const std::uint8_t* bytes, std::span<std::uint16_t> sums);

/// equal[i] += |a[i] - b[i]| <= 2 and different[i] += |a[i] - b[i]| >= 40, for as many bytes as
/// `equal` has; `different` has at least as many.
void count_pairs(const std::uint8_t* a, const std::uint8_t* b, std::span<std::uint8_t> equal,
                 std::span<std::uint8_t> different);

}  // namespace jpegaware::saliency
