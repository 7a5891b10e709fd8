// SPDX-License-Identifier: Apache-2.0
// Searches qualities and strengths by halving.
#include "target_search.h"

#include <algorithm>
#include <utility>

namespace jpegaware::apps {
namespace {

constexpr int kStrongest = 100;

/// Tries aims, and keeps the smallest file that came of it.
class SizeSearch {
 public:
  SizeSearch(std::size_t bytes, const Try& attempt) : bytes_(bytes), attempt_(attempt) {}

  /// Whether the aim's file fits.
  Result<bool> fits(const Aim& aim) {
    auto tried = attempt_(aim);
    if (!tried) {
      return std::move(tried).error();
    }
    const bool is_small_enough = tried->jpeg.size() <= bytes_;
    if (!smallest_ || tried->jpeg.size() < smallest_->jpeg.size()) {
      smallest_ = std::move(tried).value();
    }
    return is_small_enough;
  }

  /// The highest value in [low, high] for which `aim_of(value)` fits; `low - 1` where none does.
  template <typename AimOf>
  Result<int> highest(int low, int high, AimOf aim_of) {
    int fitting = low - 1;
    while (low <= high) {
      const int middle = low + (high - low + 1) / 2;
      const auto is_fitting = fits(aim_of(middle));
      if (!is_fitting) {
        return is_fitting.error();
      }
      if (*is_fitting) {
        fitting = middle;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return fitting;
  }

  std::optional<Attempt> take_smallest() { return std::move(smallest_); }

 private:
  std::size_t bytes_;
  const Try& attempt_;
  std::optional<Attempt> smallest_;
};

}  // namespace

Result<SizeResult> reach_size(const SizeTarget& target, const Try& attempt) {
  SizeSearch search(target.bytes, attempt);
  const int wanted = target.start.region_quality_1_100;
  int strength = target.start.strength_0_100;
  const auto at_strength = [](int fixed) {
    return [fixed](int quality) { return Aim{quality, fixed}; };
  };
  auto quality = search.highest(1, wanted, at_strength(strength));
  const bool gives_way =
      target.may_change_strength && (target.wants_quality || (quality && *quality < 1));
  if (quality && *quality < wanted && gives_way) {
    // The rest gives way: first as far as it can, then no further than needed.
    const auto yielding = search.highest(std::max(1, *quality), wanted, at_strength(kStrongest));
    if (yielding && *yielding > *quality) {
      quality = *yielding;
      strength = kStrongest;
    }
  }
  if (!quality) {
    return quality.error();
  }
  if (*quality < 1) {
    return SizeResult{std::nullopt, search.take_smallest()};
  }
  if (target.may_change_strength) {
    // Strength falls as far as the file still fits: `softer` counts how far.
    const int reached = *quality;
    const auto softer = search.highest(0, strength, [&](int step) {
      return Aim{reached, strength - step};
    });
    if (!softer) {
      return softer.error();
    }
    strength -= std::max(0, *softer);
  }
  auto found = attempt(Aim{*quality, strength});
  if (!found) {
    return std::move(found).error();
  }
  return SizeResult{std::move(found).value(), std::nullopt};
}

Result<ScoreResult> reach_score(double score, const Aim& start, const Try& attempt,
                                const std::function<Result<double>(const Bytes&)>& score_of) {
  std::optional<ScoreResult> reached;
  std::optional<ScoreResult> best;
  int low = 1;
  int high = 100;
  while (low <= high) {
    const int middle = low + (high - low) / 2;
    auto tried = attempt(Aim{middle, start.strength_0_100});
    if (!tried) {
      return std::move(tried).error();
    }
    const auto got = score_of(tried->jpeg);
    if (!got) {
      return got.error();
    }
    const bool is_reached = *got >= score;
    if (is_reached) {
      reached = ScoreResult{std::move(tried).value(), *got, true};
      high = middle - 1;
    } else {
      if (!best || *got > best->score) {
        best = ScoreResult{std::move(tried).value(), *got, false};
      }
      low = middle + 1;
    }
  }
  return reached ? std::move(*reached) : std::move(*best);
}

}  // namespace jpegaware::apps
