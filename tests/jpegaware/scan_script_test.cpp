// SPDX-License-Identifier: Apache-2.0
// Laws of scan scripts.
#include "scan_script.h"

#include <array>
#include <functional>

#include "bitstream_writer.h"
#include "catch.hpp"
#include "level_factory.h"
#include "stock_jpeg.h"

using namespace jpegaware::detail;
using jpegaware::ChromaSubsampling;
using jpegaware::EncodeOptions;
using jpegaware::ScanLayout;
using jpegaware::VectorSink;

namespace {

/// T.81 G.1.1.1: each coefficient starts once, without a high bit, and then loses one bit a scan.
void check_sends_every_bit_once(const ScanScript& script, int component_count) {
  constexpr int kNothingSent = -1;
  std::array<std::array<int, kBlockCoeffs>, 3> lowest_sent{};
  for (auto& component : lowest_sent) {
    component.fill(kNothingSent);
  }
  for (const Scan& scan : script) {
    REQUIRE((scan.component_count == 1 || scan.spectral_last == 0));
    REQUIRE(scan.spectral_first <= scan.spectral_last);
    REQUIRE((scan.spectral_first > 0 || scan.spectral_last == 0));
    for (int i = 0; i < scan.component_count; ++i) {
      for (int k = scan.spectral_first; k <= scan.spectral_last; ++k) {
        int& sent =
            lowest_sent[scan.components[static_cast<std::size_t>(i)]][static_cast<std::size_t>(k)];
        if (scan.approx_high == 0) {
          CHECK(sent == kNothingSent);
        } else {
          CHECK(sent == scan.approx_high);
          CHECK(scan.approx_low == scan.approx_high - 1);
        }
        sent = scan.approx_low;
      }
    }
  }
  for (int c = 0; c < component_count; ++c) {
    for (const int sent : lowest_sent[static_cast<std::size_t>(c)]) {
      CHECK(sent == 0);
    }
  }
}

std::vector<std::uint8_t> write(const CoefficientImage& image, const ScanScript& script) {
  const std::function<bool()> never;
  Cancellation cancellation(never);
  VectorSink sink;
  REQUIRE(write_bitstream(image, script, {}, cancellation, sink));
  return sink.take();
}

}  // namespace

TEST_CASE("scan_script: every bit of every coefficient is sent once", "[scan_script][property]") {
  const int component_count = GENERATE(1, 3);
  check_sends_every_bit_once(default_scan_script(component_count), component_count);
  const int side_px = GENERATE(1, 100, 700);
  EncodeOptions options;
  options.effort_1_9 = GENERATE(1, 2, 5, 9);
  const auto image = jpegaware::test::sparse_levels(
      {side_px, side_px, component_count, ChromaSubsampling::k420}, 3, GENERATE(0.0, 0.5, 5.0));
  check_sends_every_bit_once(choose_scan_script(image, options), component_count);
}

TEST_CASE("scan_script: a sequential file has none", "[scan_script][unit]") {
  EncodeOptions options;
  options.scan_layout = ScanLayout::kSequentialBaseline;
  const auto image = jpegaware::test::sparse_levels({16, 16, 3, ChromaSubsampling::k420}, 3);
  CHECK(choose_scan_script(image, options).empty());
}

TEST_CASE("scan_script: the chosen script is no worse than the default and loses no level",
          "[scan_script][property]") {
  const auto image = jpegaware::test::sparse_levels({512, 384, 3, ChromaSubsampling::k420},
                                                    GENERATE(1U, 2U), GENERATE(0.1, 0.6, 3.0));
  EncodeOptions options;
  options.effort_1_9 = GENERATE(5, 9);
  const auto chosen = write(image, choose_scan_script(image, options));
  const auto usual = write(image, default_scan_script(3));
  CHECK(chosen.size() <= usual.size() + usual.size() / 500);
  const auto read = jpegaware::test::stock_levels(chosen);
  REQUIRE(read);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(read->components[c].levels.values == image.components[c].levels.values);
  }
}
