// SPDX-License-Identifier: Apache-2.0
// Laws of a frame's layout.
#include "frame_layout.h"

#include "catch.hpp"

using namespace jpegaware::detail;
using jpegaware::ChromaSubsampling;

TEST_CASE("frame_layout: sizes are T.81's, padding of MCUs not counted", "[frame_layout][unit]") {
  const FrameGeometry odd{17, 9, 3, ChromaSubsampling::k420};
  const ComponentSize luma = component_size(odd, 0);
  CHECK(luma.width_samples == 17);
  CHECK(luma.width_blocks == 3);
  CHECK(luma.height_blocks == 2);
  const ComponentSize chroma = component_size(odd, 2);
  CHECK(chroma.width_samples == 9);
  CHECK(chroma.height_samples == 5);
  CHECK(chroma.width_blocks == 2);
  CHECK(chroma.height_blocks == 1);
}

TEST_CASE("frame_layout: MCU rows share out every row of blocks once", "[frame_layout][property]") {
  FrameGeometry geometry;
  geometry.width_px = 40;
  geometry.height_px = GENERATE(1, 8, 9, 16, 17, 100);
  geometry.component_count = GENERATE(1, 3);
  geometry.subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  for (int c = 0; c < geometry.component_count; ++c) {
    int next = 0;
    for (int mcu_row = 0; mcu_row < mcu_row_count(geometry); ++mcu_row) {
      const RowRange rows = block_rows(geometry, c, mcu_row);
      CHECK(rows.first == next);
      CHECK(rows.last > rows.first);
      next = rows.last;
    }
    CHECK(next == component_size(geometry, c).height_blocks);
  }
}

TEST_CASE("frame_layout: planes take the frame's shape, and give it up for another",
          "[frame_layout][unit]") {
  CoefficientPlanes planes;
  shape_planes({100, 50, 3, ChromaSubsampling::k422}, planes);
  REQUIRE(planes.components.size() == 3);
  CHECK(planes.components[1].width_blocks == 7);
  CHECK(planes.components[1].height_blocks == 7);
  shape_planes({9, 9, 1, ChromaSubsampling::k420}, planes);
  REQUIRE(planes.components.size() == 1);
  CHECK(planes.components[0].values.size() == 4 * kBlockCoeffs);
}
