// SPDX-License-Identifier: Apache-2.0
// Stage: levels -> the scans they are written in.
#include "scan_script.h"

namespace jpegaware::detail {
namespace {

constexpr int kLastZigzag = kBlockCoeffs - 1;
constexpr int kLumaSplit = 8;

Scan ac_scan(int component, int first, int last) {
  Scan scan;
  scan.components[0] = static_cast<std::uint8_t>(component);
  scan.spectral_first = first;
  scan.spectral_last = last;
  return scan;
}

}  // namespace

ScanScript default_scan_script(int component_count) {
  ScanScript script;
  Scan dc;
  dc.component_count = component_count;
  for (int i = 0; i < component_count; ++i) {
    dc.components[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i);
  }
  script.push_back(dc);
  script.push_back(ac_scan(0, 1, kLumaSplit));
  script.push_back(ac_scan(0, kLumaSplit + 1, kLastZigzag));
  for (int i = 1; i < component_count; ++i) {
    script.push_back(ac_scan(i, 1, kLastZigzag));
  }
  return script;
}

ScanScript choose_scan_script(const CoefficientImage& image, const EncodeOptions& options) {
  if (options.scan_layout == ScanLayout::kSequentialBaseline) {
    return {};
  }
  return default_scan_script(image.geometry.component_count);
}

}  // namespace jpegaware::detail
