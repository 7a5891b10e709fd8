// SPDX-License-Identifier: Apache-2.0
// The two loops over every byte of a picture: sums of rows, column by column.
#pragma once

#include <cstdint>
#include <span>

namespace jpegaware::saliency {

/// sums[i] += weight * bytes[i]. Reads as many bytes as there are sums.
void add_weighted_row(const std::uint8_t* bytes, float weight, std::span<float> sums);

/// sums[i] += bytes[i], exact for up to 257 rows.
void add_row(const std::uint8_t* bytes, std::span<std::uint16_t> sums);

}  // namespace jpegaware::saliency
