// SPDX-License-Identifier: Apache-2.0
// Stage: picture -> the chroma sampling that it needs (-sample auto).
#pragma once

#include "jpegaware/options.h"
#include "picture.h"

namespace jpegaware::apps {

enum class ContentSampling { kGray, k420, k444 };

/// Grey where no pixel has colour; 4:4:4 where halving the chroma planes would show, as it does at
/// the edges of coloured text, line art and saturated shapes; 4:2:0 elsewhere.
[[nodiscard]] ContentSampling sampling_for(const Picture& picture);

/// What decides: how far chroma is from grey at most, and the share of 2x2 cells, in parts of one,
/// whose chroma 4:2:0 would visibly smear.
struct ChromaStatistics {
  int largest_chroma = 0;
  double smeared_share = 0;
};
[[nodiscard]] ChromaStatistics chroma_statistics(const Picture& picture);

}  // namespace jpegaware::apps
