// SPDX-License-Identifier: Apache-2.0
// Laws of the prices of symbols, and of the arithmetic under them.
#include "rate_model.h"

#include <cmath>

#include "catch.hpp"
#include "portable_math.h"

using namespace jpegaware::detail;

TEST_CASE("portable_math: agrees with libm", "[rate_model][unit]") {
  for (float x = 1e-6F; x < 1e9F; x *= 1.37F) {
    CAPTURE(x);
    CHECK(portable_log2(x) == Approx(std::log2(x)).epsilon(1e-6).margin(1e-6));
    CHECK(portable_pow(x, -0.31F) == Approx(std::pow(x, -0.31F)).epsilon(2e-6));
  }
  CHECK(portable_log2(1.0F) == 0.0F);
  CHECK(portable_exp2(-3.0F) == 0.125F);
}

TEST_CASE("rate_model: a symbol costs -log2 of its share, plus its extra bits",
          "[rate_model][unit]") {
  SymbolCounts counts;
  counts.count[0x01] = 8000;  // level 1 at once
  counts.count[0x12] = 4000;  // one zero, then a level of 2 bits
  counts.count[0x00] = 4000;
  counts.blocks = 4000;
  const BandRates rates = rates_from_counts(counts, EndOfBlock::kEachBlock);
  CHECK(rates.run_size[1][0] == Approx(1.0F + 1.0F).margin(1e-3));
  CHECK(rates.run_size[2][1] == Approx(2.0F + 2.0F).margin(1e-3));
  CHECK(rates.end[0] == Approx(2.0F).margin(1e-3));
  CHECK(rates.empty == rates.end[0]);
}

TEST_CASE("rate_model: where all is counted, a symbol costs its Huffman code",
          "[rate_model][unit]") {
  SymbolCounts counts;
  counts.count[0x01] = 9000;
  counts.count[0x12] = 600;
  counts.count[0x00] = 400;
  const BandRates rates =
      rates_from_counts(counts, EndOfBlock::kEachBlock, CodePrice::kHuffman);
  CHECK(rates.run_size[1][0] == 1.0F + 1.0F);
  CHECK(rates.run_size[2][1] == 2.0F + 2.0F);
  CHECK(rates.end[0] == 3.0F);
  INFO("what does not occur has the ideal price");
  CHECK(rates.run_size[3][0] > 3.0F + 10.0F);
}

TEST_CASE("rate_model: runs beyond 15 pay for their 0xF0 symbols", "[rate_model][unit]") {
  SymbolCounts counts;
  counts.count[0x31] = 1000;
  counts.count[0xF0] = 1000;
  const BandRates rates = rates_from_counts(counts, EndOfBlock::kEachBlock);
  CHECK(rates.run_size[1][19] - rates.run_size[1][3] == Approx(1.0F).margin(1e-2));
  CHECK(rates.run_size[1][35] - rates.run_size[1][3] == Approx(2.0F).margin(2e-2));
}

TEST_CASE("rate_model: what was never seen is dear but possible", "[rate_model][property]") {
  const BandRates rates = rates_from_counts(SymbolCounts{}, EndOfBlock::kRuns);
  const BandRates guess = guessed_rates(EndOfBlock::kRuns);
  for (std::size_t size = 1; size <= 10; ++size) {
    for (std::size_t run = 0; run < 64; ++run) {
      CHECK(std::isfinite(rates.run_size[size][run]));
      CHECK(rates.run_size[size][run] >= static_cast<float>(size));
      CHECK(guess.run_size[size][run] > static_cast<float>(size));
    }
  }
}
