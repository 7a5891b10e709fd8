// SPDX-License-Identifier: Apache-2.0
// Laws of the cost of optimal Huffman codes.
#include "huffman_cost.h"

#include <cmath>
#include <random>

#include "catch.hpp"

using namespace jpegaware::detail;

TEST_CASE("huffman_cost: small codes by hand", "[huffman_cost][unit]") {
  ScanSymbols none;
  CHECK(coded_bits(none) == 0);
  CHECK(table_bits(none) == 0);

  ScanSymbols one;
  one.count[5] = 10;
  CHECK(coded_bits(one) == 11);  // one bit each, and one of the symbol that is never sent
  CHECK(table_bits(one) == 8 * (21 + 1));

  ScanSymbols three;
  three.count[1] = 8;
  three.count[2] = 4;
  three.count[3] = 4;
  three.extra_bits = 100;
  // Code lengths 1, 2, 3 and 3 for the symbol that is never sent.
  CHECK(coded_bits(three) == 8 * 1 + 4 * 2 + 4 * 3 + 3 + 100);
}

TEST_CASE("huffman_cost: between the entropy and one bit a symbol more",
          "[huffman_cost][property]") {
  std::mt19937 random(GENERATE(1U, 2U, 3U));
  ScanSymbols symbols;
  double total = 0.0;
  for (std::size_t i = 0; i < 256; i += 1 + random() % 5) {
    symbols.count[i] = static_cast<std::uint32_t>(1 + random() % 10000 / (1 + i));
    total += symbols.count[i];
  }
  double entropy_bits = 0.0;
  for (const std::uint32_t count : symbols.count) {
    entropy_bits += count == 0 ? 0.0 : count * std::log2(total / count);
  }
  const auto coded = static_cast<double>(coded_bits(symbols));
  CHECK(coded >= entropy_bits);
  CHECK(coded <= entropy_bits + total + 16);
}

TEST_CASE("huffman_cost: sums add up", "[huffman_cost][unit]") {
  ScanSymbols a;
  a.count[3] = 5;
  a.extra_bits = 2;
  ScanSymbols b = a;
  b += a;
  CHECK(b.count[3] == 10);
  CHECK(b.extra_bits == 4);
}
