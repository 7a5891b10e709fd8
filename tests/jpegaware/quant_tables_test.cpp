// SPDX-License-Identifier: Apache-2.0
// Laws of the quantization tables.
#include "quant_tables.h"

#include <jpeglib.h>

#include <cstdio>

#include "catch.hpp"

using namespace jpegaware::detail;
using jpegaware::ScanLayout;

namespace {

QuantTable libjpeg_table(int component, int quality, bool baseline) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, baseline ? TRUE : FALSE);
  QuantTable table{};
  for (std::size_t k = 0; k < table.size(); ++k) {
    table[k] = info.quant_tbl_ptrs[component == 0 ? 0 : 1]->quantval[k];
  }
  jpeg_destroy_compress(&info);
  return table;
}

}  // namespace

TEST_CASE("quant_tables: Annex K's are libjpeg's own at every quality",
          "[quant_tables][property]") {
  const int component = GENERATE(0, 1, 2);
  for (int quality = 1; quality <= 100; ++quality) {
    CAPTURE(component, quality);
    CHECK(annex_k_table(component, quality, ScanLayout::kProgressive) ==
          libjpeg_table(component, quality, false));
    CHECK(annex_k_table(component, quality, ScanLayout::kSequentialBaseline) ==
          libjpeg_table(component, quality, true));
  }
}

TEST_CASE("quant_tables: more quality never makes a step coarser", "[quant_tables][property]") {
  const auto layout = GENERATE(ScanLayout::kProgressive, ScanLayout::kSequentialBaseline);
  for (int component = 0; component < 3; ++component) {
    QuantTable coarser = perceptual_table(component, 1.0F, layout, shipped_parameters());
    for (float quality = 1.5F; quality <= 100.0F; quality += 0.5F) {
      const QuantTable table = perceptual_table(component, quality, layout, shipped_parameters());
      for (std::size_t k = 0; k < table.size(); ++k) {
        CAPTURE(component, quality, k);
        CHECK(table[k] <= coarser[k]);
        CHECK(table[k] >= 1);
        CHECK(table[k] <= largest_step(layout));
      }
      coarser = table;
    }
  }
}

TEST_CASE("quant_tables: distance falls with quality and has no jump", "[quant_tables][property]") {
  for (float quality = 1.0F; quality < 99.95F; quality += 0.1F) {
    const float here = distance_from_quality(quality);
    const float next = distance_from_quality(quality + 0.1F);
    CAPTURE(quality);
    CHECK(next < here);
    CHECK(here < 1.15F * next);
  }
}
