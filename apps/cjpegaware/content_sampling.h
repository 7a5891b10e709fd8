// SPDX-License-Identifier: Apache-2.0
// Stage: picture -> the chroma sampling that it needs (-sample auto).
#pragma once

#include "jpegaware/options.h"
#include "picture.h"

namespace jpegaware::apps {

enum class ContentSampling { kGray, k420, k444 };

/// Grey where no pixel has colour; 4:4:4 where the picture holds coloured text, line art or
/// interface graphics, whose edges halved chroma planes smear; 4:2:0 elsewhere.
[[nodiscard]] ContentSampling sampling_for(const Picture& picture);

/// What decides.
struct ChromaStatistics {
  /// How far chroma is from grey at most.
  int largest_chroma = 0;
  /// Share, in parts of one, of the 16x16 tiles that are drawn, not photographed (a good part of
  /// them is exactly flat), and in which 4:2:0 moves the chroma of some pixels visibly.
  double drawn_edge_share = 0;
};
[[nodiscard]] ChromaStatistics chroma_statistics(const Picture& picture);

}  // namespace jpegaware::apps
