// SPDX-License-Identifier: Apache-2.0
// Encode options whose segments begin with the map's mark, where the file is to have one.
#pragma once

#include <vector>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/map_mark.h"
#include "jpegaware/options.h"

namespace jpegaware::detail {

/// A mark among the caller's own segments is left out: it told of another run. Only what the
/// optimiser made is marked; plain rounding loses nothing that a map decides.
class MarkedOptions {
 public:
  MarkedOptions(const EncodeOptions& options, const BlockQualityMap& quality_map)
      : MarkedOptions(options, map_mark(quality_map)) {}

  MarkedOptions(const EncodeOptions& options, const MapMark& mark)
      : payload_(map_mark_payload(mark)), options_(options) {
    if (options.mark == FileMark::kWrite && options.quantizer == Quantizer::kRateDistortion) {
      segments_.push_back({kMapMarkCode, payload_});
    }
    for (const MarkerSegment& segment : options.segments) {
      if (!is_map_mark(segment.code, segment.payload)) {
        segments_.push_back(segment);
      }
    }
    options_.segments = segments_;
  }
  MarkedOptions(const MarkedOptions&) = delete;
  MarkedOptions& operator=(const MarkedOptions&) = delete;

  /// Valid while this lives.
  [[nodiscard]] const EncodeOptions& options() const noexcept { return options_; }

 private:
  MapMarkPayload payload_;
  std::vector<MarkerSegment> segments_;
  EncodeOptions options_;
};

}  // namespace jpegaware::detail
