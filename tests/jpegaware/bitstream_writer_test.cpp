// SPDX-License-Identifier: Apache-2.0
// Laws of the bitstream: what is written is what a stock decoder reads.
#include "bitstream_writer.h"

#include <functional>

#include "catch.hpp"
#include "level_factory.h"
#include "stock_jpeg.h"

using namespace jpegaware::detail;
using jpegaware::ChromaSubsampling;
using jpegaware::EncodeOptions;
using jpegaware::VectorSink;

TEST_CASE("bitstream_writer: every level and table comes back", "[bitstream_writer][property]") {
  FrameGeometry geometry;
  geometry.width_px = GENERATE(1, 9, 50);
  geometry.height_px = GENERATE(1, 17, 40);
  geometry.component_count = GENERATE(1, 3);
  geometry.subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  const bool progressive = GENERATE(false, true);
  CAPTURE(geometry.width_px, geometry.height_px, geometry.component_count, progressive);
  const CoefficientImage image = jpegaware::test::sparse_levels(geometry, 1);
  const ScanScript script =
      progressive ? default_scan_script(geometry.component_count) : ScanScript{};
  const std::function<bool()> never;
  Cancellation cancellation(never);
  VectorSink sink;
  REQUIRE(write_bitstream(image, script, {}, cancellation, sink));
  const auto read = jpegaware::test::stock_levels(sink.bytes());
  REQUIRE(read);
  REQUIRE(read->components.size() == image.components.size());
  for (std::size_t c = 0; c < image.components.size(); ++c) {
    CHECK(read->components[c].levels.values == image.components[c].levels.values);
    CHECK(read->components[c].table == image.components[c].table);
  }
}

TEST_CASE("bitstream_writer: equal tables are written once", "[bitstream_writer][unit]") {
  CoefficientImage image = jpegaware::test::sparse_levels({16, 16, 3, ChromaSubsampling::k420}, 2);
  const std::function<bool()> never;
  Cancellation cancellation(never);
  const auto size = [&] {
    VectorSink sink;
    REQUIRE(write_bitstream(image, {}, {}, cancellation, sink));
    return sink.bytes().size();
  };
  const std::size_t three_tables = size();
  image.components[2].table = image.components[1].table;
  CHECK(size() + 69 == three_tables);  // a DQT segment of one 8-bit table
}
