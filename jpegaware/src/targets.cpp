// SPDX-License-Identifier: Apache-2.0
// Searches a dial for the setting where a file's size or score crosses a target.
#include "jpegaware/targets.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "no_throw.h"

namespace jpegaware {
namespace {

constexpr float kLowest = static_cast<float>(kQualityBounds.low);
constexpr float kHighest = static_cast<float>(kQualityBounds.high);
constexpr float kFirstSetting = 75.0F;
constexpr float kFinestStep = 0.1F;
constexpr int kMostTries = 12;

/// A file, and what the search looks at: a measure that rises with the setting.
struct Try {
  float setting = 0.0F;
  double measure = 0.0;
  std::vector<std::uint8_t> file;
};

using Measure = std::function<Result<double>(std::span<const std::uint8_t> file)>;

/// Which side of the target the answer lies on, and how near is near enough.
struct Goal {
  enum class Side : std::uint8_t { kAtMost, kAtLeast };
  double target = 0.0;
  double tolerance = 0.0;
  Side side = Side::kAtMost;
};

/// False position between the two tries nearest to the crossing, kept off their ends so that the
/// bracket always shrinks on a curve that is far from straight.
class CrossingSearch {
 public:
  CrossingSearch(Requantizer& picture, const QualityDial& dial, const Measure& measure, Goal goal)
      : picture_(picture), dial_(dial), measure_(measure), goal_(goal) {}

  Result<TargetedFile> run() {
    float setting = kFirstSetting;
    for (; tries_ < kMostTries; setting = next_setting()) {
      if (auto tried = try_setting(setting); !tried) {
        return tried.error();
      }
      if (is_done()) {
        break;
      }
    }
    return finish();
  }

 private:
  [[nodiscard]] bool fits(double measure) const {
    return goal_.side == Goal::Side::kAtMost ? measure <= goal_.target : measure >= goal_.target;
  }

  Result<void> try_setting(float setting) {
    const auto map = dial_(setting);
    if (!map) {
      return map.error();
    }
    VectorSink sink;
    if (auto written = picture_.encode(*map, sink); !written) {
      return written.error();
    }
    const auto measure = measure_(sink.bytes());
    if (!measure) {
      return measure.error();
    }
    ++tries_;
    Try now{setting, *measure, sink.take()};
    (fits(now.measure) == (goal_.side == Goal::Side::kAtMost) ? below_ : above_) = std::move(now);
    return {};
  }

  /// The try on the side where the answer lies, if there is one yet.
  [[nodiscard]] const std::optional<Try>& best() const {
    return goal_.side == Goal::Side::kAtMost ? below_ : above_;
  }

  [[nodiscard]] bool is_done() const {
    const bool near = best() && std::abs(best()->measure - goal_.target) <= goal_.tolerance;
    const float low = below_ ? below_->setting : kLowest;
    const float high = above_ ? above_->setting : kHighest;
    const bool ends_known =
        (below_ || above_->setting == kLowest) && (above_ || below_->setting == kHighest);
    return near || (ends_known && (!below_ || !above_ || high - low <= kFinestStep));
  }

  [[nodiscard]] float next_setting() const {
    if (!below_) {
      // Down in growing steps: most targets are not far from where most pictures are.
      return above_->setting > 20.0F ? above_->setting - 30.0F : kLowest;
    }
    if (!above_) {
      return below_->setting < 90.0F ? below_->setting + 15.0F : kHighest;
    }
    const double rise = above_->measure - below_->measure;
    const double share = rise > 0.0 ? (goal_.target - below_->measure) / rise : 0.5;
    const double kept = std::clamp(share, 0.05, 0.95);
    return below_->setting + static_cast<float>(kept) * (above_->setting - below_->setting);
  }

  Result<TargetedFile> finish() {
    const bool reached = best().has_value();
    std::optional<Try>& chosen = reached == (goal_.side == Goal::Side::kAtMost) ? below_ : above_;
    return TargetedFile{std::move(chosen->file), chosen->setting, reached, tries_};
  }

  Requantizer& picture_;
  const QualityDial& dial_;
  const Measure& measure_;
  Goal goal_;
  std::optional<Try> below_;  ///< the highest setting tried below the crossing
  std::optional<Try> above_;  ///< the lowest setting tried above it
  int tries_ = 0;
};

}  // namespace

Result<TargetedFile> encode_to_size(Requantizer& picture, const QualityDial& dial,
                                    std::int64_t most_bytes) {
  return detail::no_throw([&]() -> Result<TargetedFile> {
    if (most_bytes < 1) {
      return Error{ErrorCode::kInvalidArgument,
                   "target size: " + std::to_string(most_bytes) + " bytes; at least 1 is needed"};
    }
    // In logarithms a file's size rises nearly straight with the setting.
    const Measure log_size = [](std::span<const std::uint8_t> file) -> Result<double> {
      return std::log(static_cast<double>(file.size()));
    };
    const Goal goal{std::log(static_cast<double>(most_bytes)), 0.004, Goal::Side::kAtMost};
    return CrossingSearch(picture, dial, log_size, goal).run();
  });
}

Result<TargetedFile> encode_to_score(Requantizer& picture, const QualityDial& dial,
                                     const FileScore& score, double least_score) {
  return detail::no_throw([&]() -> Result<TargetedFile> {
    if (!std::isfinite(least_score)) {
      return Error{ErrorCode::kInvalidArgument, "target score: it must be a finite number"};
    }
    const Goal goal{least_score, 0.1, Goal::Side::kAtLeast};
    return CrossingSearch(picture, dial, score, goal).run();
  });
}

}  // namespace jpegaware
