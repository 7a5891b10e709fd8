// SPDX-License-Identifier: Apache-2.0
// Counts of symbols -> the bits that an optimal JPEG Huffman code spends on them, table included.
#pragma once

#include <array>
#include <cstdint>

namespace jpegaware::detail {

/// How often each symbol of one Huffman table occurs, and the plain bits that follow symbols.
struct ScanSymbols {
  std::array<std::uint32_t, 256> count{};
  std::uint64_t extra_bits = 0;

  ScanSymbols& operator+=(const ScanSymbols& other) noexcept;
};

/// Bits of all symbols under the table that T.81 K.2 makes of the counts, and their extra bits. The
/// limit of 16 bits a code is not applied: what it adds is far below a byte in a thousand.
[[nodiscard]] std::uint64_t coded_bits(const ScanSymbols& symbols) noexcept;

/// Bits by symbol of the code that T.81 K.2 and K.3 make of the counts: 1 to 16, 0 where a symbol
/// does not occur. Libjpeg's may have symbols of equal counts the other way round.
using CodeLengths = std::array<std::uint8_t, 256>;
[[nodiscard]] CodeLengths code_lengths(const std::array<std::uint32_t, 256>& count) noexcept;

/// Bits of the DHT segment that carries the table; 0 without symbols.
[[nodiscard]] std::uint64_t table_bits(const ScanSymbols& symbols) noexcept;

}  // namespace jpegaware::detail
