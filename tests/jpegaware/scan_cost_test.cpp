// SPDX-License-Identifier: Apache-2.0
// Laws of the costs of scans: what is counted is what stock libjpeg writes.
#include "scan_cost.h"

#include <functional>

#include "bitstream_writer.h"
#include "catch.hpp"
#include "level_factory.h"

using namespace jpegaware::detail;
using jpegaware::VectorSink;

namespace {

/// Bits of each scan in a file: entropy-coded bytes without the stuffed zeros, the DHT segments
/// before it and its SOS segment.
std::vector<double> bits_by_scan(const std::vector<std::uint8_t>& file) {
  std::vector<double> scans;
  double pending = 0.0;
  std::size_t at = 2;
  while (at + 4 <= file.size() && file[at + 1] != 0xD9) {
    const std::uint8_t code = file[at + 1];
    const std::size_t length = 2 + (static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3]);
    if (code == 0xC4 || code == 0xDA) {
      pending += 8.0 * static_cast<double>(length);
    }
    at += length;
    if (code == 0xDA) {
      for (; !(file[at] == 0xFF && file[at + 1] != 0); ++at) {
        pending += file[at] == 0 && file[at - 1] == 0xFF ? 0.0 : 8.0;
      }
      scans.push_back(pending);
      pending = 0.0;
    }
  }
  return scans;
}

std::vector<double> written_bits(const CoefficientImage& image, const ScanScript& script) {
  const std::function<bool()> never;
  Cancellation cancellation(never);
  VectorSink sink;
  REQUIRE(write_bitstream(image, script, {}, cancellation, sink));
  return bits_by_scan(sink.bytes());
}

Scan luma_scan(int first, int last, int high, int low) {
  Scan scan;
  scan.spectral_first = first;
  scan.spectral_last = last;
  scan.approx_high = high;
  scan.approx_low = low;
  return scan;
}

}  // namespace

TEST_CASE("scan_cost: counts the bits that libjpeg writes, table and header included",
          "[scan_cost][property]") {
  const double density = GENERATE(0.02, 0.3, 0.9);
  const CoefficientImage image = jpegaware::test::sparse_levels({400, 300, 1, {}}, 5, density);
  const LevelSizes levels(image.components[0].levels, 1);
  const int ends[] = {2, 9, 64};
  CAPTURE(density);

  SECTION("without successive approximation") {
    const int first = GENERATE(1, 9);
    const int end = GENERATE(2, 9, 64);
    if (end <= first) {
      return;
    }
    ScanScript script = {luma_scan(0, 0, 0, 0), luma_scan(first, end - 1, 0, 0)};
    const auto written = written_bits(image, script);
    const std::size_t skipped = first == 9 ? 2 : 0;
    const auto counted = first_scan_bits(levels, first, std::span(ends).subspan(skipped), 0);
    const std::size_t index = end == 2 ? 0 : end == 9 ? 1 : 2;
    CHECK(counted[index - skipped] == Approx(written[1]).epsilon(0.002).margin(16));
  }
  SECTION("with the lowest bit in a scan of its own") {
    const ScanScript script = {luma_scan(0, 0, 0, 0), luma_scan(1, 8, 0, 1), luma_scan(9, 63, 0, 1),
                               luma_scan(1, 63, 1, 0)};
    const auto written = written_bits(image, script);
    CHECK(first_scan_bits(levels, 1, ends, 1)[1] == Approx(written[1]).epsilon(0.002).margin(16));
    CHECK(first_scan_bits(levels, 9, std::span(ends).last(1), 1)[0] ==
          Approx(written[2]).epsilon(0.002).margin(16));
    // libjpeg breaks end-of-block runs where its buffer of correction bits is full.
    CHECK(refinement_scan_bits(levels, 0) == Approx(written[3]).epsilon(0.02).margin(16));
  }
}

TEST_CASE("scan_cost: every fourth row tells nearly what all rows tell", "[scan_cost][property]") {
  const CoefficientImage image = jpegaware::test::sparse_levels({640, 640, 1, {}}, 6);
  const int ends[] = {9, 64};
  const auto all = first_scan_bits(LevelSizes(image.components[0].levels, 1), 1, ends, 0);
  const auto some = first_scan_bits(LevelSizes(image.components[0].levels, 4), 1, ends, 0);
  CHECK(some[0] == Approx(all[0]).epsilon(0.02));
  CHECK(some[1] == Approx(all[1]).epsilon(0.02));
}
