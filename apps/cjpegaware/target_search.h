// SPDX-License-Identifier: Apache-2.0
// Stage: a size or a score to be reached -> the block qualities that reach it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/result.h"
#include "metadata.h"

namespace jpegaware::apps {

/// What a search tries: the quality of what matters, and how much is taken from the rest.
struct Aim {
  int region_quality_1_100 = 75;
  int strength_0_100 = 50;
};

/// A file that was tried.
struct Attempt {
  Aim aim;
  BlockQualityMap qualities;
  Bytes jpeg;
};

/// Makes a file for an aim.
using Try = std::function<Result<Attempt>(const Aim&)>;

struct SizeTarget {
  std::size_t bytes = 0;
  Aim start;                   ///< strength to begin with; quality: the highest wanted
  bool wants_quality = false;  ///< the quality was asked for: what matters keeps it, if it can
  bool may_change_strength = true;
};

/// The file of at most so many bytes in which what matters has the highest quality, and, that
/// quality being the wanted one, the rest the most that still fits. Where the wanted quality does
/// not fit, the rest gives way first, down to strength 100. Nothing where no file is small enough:
/// then `smallest` is the smallest one that was tried.
struct SizeResult {
  std::optional<Attempt> reached;
  std::optional<Attempt> smallest;
};
[[nodiscard]] Result<SizeResult> reach_size(const SizeTarget& target, const Try& attempt);

/// The file of the lowest quality whose score is at least `score`; the best one where none is.
struct ScoreResult {
  Attempt best;
  double score = 0;
  bool is_reached = false;
};
[[nodiscard]] Result<ScoreResult> reach_score(
    double score, const Aim& start, const Try& attempt,
    const std::function<Result<double>(const Bytes&)>& score_of);

}  // namespace jpegaware::apps
