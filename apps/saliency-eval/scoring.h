// SPDX-License-Identifier: Apache-2.0
// Stage: a set of fixations and maps for its photos -> every metric of every map.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fixation_set.h"
#include "jpegaware/result.h"
#include "picture.h"
#include "predictors.h"
#include "score_table.h"

namespace jpegaware::apps {

/// Maps of one photo, by the name that the table will show; of any grid, enlarged bilinearly.
using NamedMaps = std::map<std::string, PixelMap>;

/// Makes the maps to be scored for one photo.
using MapMaker = std::function<Result<NamedMaps>(const Stimulus& stimulus, const Picture& photo)>;

struct ScoringOptions {
  /// Blur of the fixation density; empty: the longer side * 26 / 1024, one degree in MIT's set-up.
  std::optional<double> sigma_px;
  std::function<void(int done, int total)> progress;
};

/// Scores the maker's maps and these baselines: `uniform`; `centre`, a Gaussian fitted to all
/// fixations of the set (also what information gain is measured from); and, where subjects are
/// known, `people`: the density of every other person's fixations against the rest's, the mean of
/// both ways. Photos that nobody looked at are left out.
[[nodiscard]] Result<ScoreTable> score_set(const FixationSet& set, const MapMaker& make_maps,
                                           const ScoringOptions& options);

/// All metrics of one map.
struct Judge {
  int width_px = 0;
  int height_px = 0;
  std::vector<FixatedPixel> fixations;
  std::vector<FixatedPixel> elsewhere;  ///< of other photos, for shuffled AUC
  PixelMap density;
  PixelMap baseline;
};
[[nodiscard]] Scores score_map(const PixelMap& map, const Judge& judge);

}  // namespace jpegaware::apps
