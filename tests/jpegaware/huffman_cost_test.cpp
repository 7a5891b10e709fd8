// SPDX-License-Identifier: Apache-2.0
// Laws of the cost of optimal Huffman codes.
#include "huffman_cost.h"

#include <array>
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

TEST_CASE("huffman_cost: the lengths of codes are what coded_bits counts",
          "[huffman_cost][property]") {
  std::mt19937 random(GENERATE(1U, 2U, 3U));
  ScanSymbols symbols;
  for (std::size_t i = 0; i < 256; i += 1 + random() % 5) {
    symbols.count[i] = static_cast<std::uint32_t>(1 + random() % 3000);
  }
  const CodeLengths lengths = code_lengths(symbols.count);
  std::uint64_t bits = 0;
  double room = 0.0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    CHECK((lengths[i] == 0) == (symbols.count[i] == 0));
    bits += std::uint64_t{symbols.count[i]} * lengths[i];
    room += lengths[i] == 0 ? 0.0 : std::exp2(-lengths[i]);
  }
  INFO("coded_bits() counts the symbol that is never sent as well");
  CHECK(bits < coded_bits(symbols));
  CHECK(bits + 16 >= coded_bits(symbols));
  INFO("a code is left for it");
  CHECK(room < 1.0);
  CHECK(room > 0.99);
}

TEST_CASE("huffman_cost: no code is longer than 16 bits, and all can be told apart",
          "[huffman_cost][unit]") {
  std::array<std::uint32_t, 256> count{};
  std::uint32_t before = 1;
  std::uint32_t now = 1;
  for (std::size_t i = 0; i < 40; ++i) {  // Fibonacci's numbers make the deepest tree
    count[i] = now;
    now += before;
    before = count[i];
  }
  const CodeLengths lengths = code_lengths(count);
  double room = 0.0;
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(lengths[i] >= 1);
    CHECK(lengths[i] <= 16);
    CHECK((i == 0 || lengths[i] <= lengths[i - 1]));
    room += std::exp2(-lengths[i]);
  }
  CHECK(room < 1.0);
  CHECK(code_lengths({}) == CodeLengths{});
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
