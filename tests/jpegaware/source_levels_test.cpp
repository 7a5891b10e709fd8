// SPDX-License-Identifier: Apache-2.0
// Laws of turning a JPEG's levels back into coefficients and choosing its tables.
#include "source_levels.h"

#include "catch.hpp"
#include "level_factory.h"
#include "quant_tables.h"

using namespace jpegaware::detail;
using jpegaware::ChromaSubsampling;
using jpegaware::EncodeOptions;
using jpegaware::ScanLayout;

namespace {

CoefficientImage image_with_annex_k(int quality) {
  CoefficientImage image = jpegaware::test::sparse_levels({40, 24, 3, ChromaSubsampling::k420}, 1);
  for (std::size_t c = 0; c < 3; ++c) {
    image.components[c].table =
        annex_k_table(static_cast<int>(c), quality, ScanLayout::kProgressive);
  }
  return image;
}

}  // namespace

TEST_CASE("source_levels: coefficients are levels times steps, within what a picture can have",
          "[source_levels][unit]") {
  CoefficientImage image = image_with_annex_k(50);
  image.components[0].levels.values[1] = 3;
  image.components[0].levels.values[2] = 1000;
  CoefficientPlanes planes;
  dequantize(image, planes);
  CHECK(planes.components[0].values[1] == 3 * image.components[0].table[1] * 16);
  CHECK(planes.components[0].values[2] == 2047 * 16);
  CHECK(planes.components[2].values.size() == image.components[2].levels.values.size());
}

TEST_CASE("source_levels: tables tell the quality they were scaled to",
          "[source_levels][property]") {
  const int quality = GENERATE(1, 10, 25, 50, 75, 90, 95, 100);
  CHECK(quality_of_tables(image_with_annex_k(quality)) ==
        Approx(static_cast<float>(quality)).margin(0.5));
}

TEST_CASE("source_levels: tables change only downwards in quality, and never become finer",
          "[source_levels][property]") {
  const CoefficientImage image = image_with_annex_k(75);
  for (const float asked : {100.0F, 76.0F, 75.0F, 74.5F}) {
    const GivenTables given = tables_for(image, asked, EncodeOptions{});
    CHECK(given.tables[0] == image.components[0].table);
    CHECK(given.quality_1_100 == Approx(75.0F).margin(0.01));
  }
  for (const float asked : {60.0F, 20.0F}) {
    const GivenTables given = tables_for(image, asked, EncodeOptions{});
    CHECK(given.quality_1_100 == asked);
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t k = 0; k < kBlockCoeffs; ++k) {
        CHECK(given.tables[c][k] >= image.components[c].table[k]);
      }
    }
  }
}
