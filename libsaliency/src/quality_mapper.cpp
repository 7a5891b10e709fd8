// SPDX-License-Identifier: Apache-2.0
// Stage: saliency map -> block quality map. A curve in error weights, expressed in qualities.
#include "saliency/quality_mapper.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "no_throw.h"

namespace jpegaware::saliency {
namespace {

// Step sizes grow by this much between region and background at strength 100. Strength 50 gives the
// background a weight of 0.11: on 56 of OSIE's training photos, halved, by a head that had not seen
// them, 2026-11-21, the whole picture's SSIMULACRA2 is then 2 points of BD-rate below `cjpeg
// -optimize -progressive`'s (docs/decisions/map-strength.md). 0.09 instead, on half of them: 1.5
// points worse, fixation-weighted PSNR 0.6 better.
constexpr float kStepRatioAtFullStrength = 1.0F / 0.11F;
// This share of the blocks gets the region's quality whatever the peak: a gaze map's peak is a few
// blocks (an eye), and dividing by it alone leaves the rest of a face to the background. Out of the
// same search; 0.02 to 0.05 differ by 0.35 points at most (docs/decisions/map-strength.md).
constexpr float kTopShare = 0.024F;
// Error weights go with saliency to this power at strength 50, and to strength / 100 in general.
constexpr float kDefaultPower = 0.5F;
// A mask that is white in fewer blocks than that: from this share of its maximum on it is region.
constexpr float kLeastTopOfMaximum = 0.1F;
// libjpeg's scaling of the tables in percent; 100 would be 0, but steps are never below 1.
constexpr float kLeastScale_percent = 1.7F;

float scale_of(float quality_1_100) {
  const float scale =
      quality_1_100 < 50.0F ? 5000.0F / quality_1_100 : 200.0F - 2.0F * quality_1_100;
  return std::max(scale, kLeastScale_percent);
}

float quality_of(float scale_percent) {
  const float quality =
      scale_percent > 100.0F ? 5000.0F / scale_percent : (200.0F - scale_percent) / 2.0F;
  return std::clamp(quality, 1.0F, 100.0F);
}

std::string in_words(float value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", static_cast<double>(value));
  return text.data();
}

/// NaN is outside.
Result<void> check(const char* what, float value, float low, float high) {
  if (value >= low && value <= high) {
    return {};
  }
  return Error{ErrorCode::kInvalidArgument, std::string(what) + " is " + in_words(value) +
                                                ", it must be from " + in_words(low) + " to " +
                                                in_words(high)};
}

Result<void> check(const char* what, float value, IntBounds bounds) {
  return check(what, value, static_cast<float>(bounds.low), static_cast<float>(bounds.high));
}

Result<void> check_mapping(const QualityMapping& mapping) {
  if (auto region = check("region quality", mapping.region_quality_1_100, kQualityBounds);
      !region) {
    return region;
  }
  if (auto strength = check("strength", mapping.strength_0_100, kStrengthBounds); !strength) {
    return strength;
  }
  if (auto levels = check("levels", static_cast<float>(mapping.levels), kLevelsBounds); !levels) {
    return levels;
  }
  if (mapping.levels == 1) {
    return Error{ErrorCode::kInvalidArgument,
                 "levels is 1, which is no map; use 0 (continuous) or 2 and more"};
  }
  if (mapping.background_quality_1_100) {
    return check("background quality", static_cast<float>(*mapping.background_quality_1_100),
                 static_cast<float>(kQualityBounds.low), mapping.region_quality_1_100);
  }
  return {};
}

/// The saliency from which on a block is region: what the top share of the blocks reaches.
float region_saliency(std::span<const float> values) {
  std::vector<float> sorted(values.begin(), values.end());
  const auto below =
      static_cast<std::size_t>(static_cast<float>(sorted.size() - 1) * (1.0F - kTopShare));
  const auto top = sorted.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(sorted.begin(), top, sorted.end());
  return std::max(*top, kLeastTopOfMaximum * *std::max_element(top, sorted.end()));
}

/// Qualities as a function of saliency: `region_saliency` gives `region`, little `background`.
class QualityCurve {
 public:
  QualityCurve(const QualityMapping& mapping, float region_saliency)
      : region_saliency_(region_saliency),
        region_(mapping.region_quality_1_100),
        background_(background_of(mapping)),
        least_weight_(weight_of(background_)),
        power_(mapping.background_quality_1_100 ? kDefaultPower : mapping.strength_0_100 / 100.0F),
        levels_(mapping.levels) {}

  [[nodiscard]] float operator()(float saliency) const {
    // The weight of an error is the root of saliency, cut below at the background's: a peak's
    // flanks get their share (docs/decisions/saliency-map.md).
    const float share = saliency < region_saliency_ ? saliency / region_saliency_ : 1.0F;
    const float weight = std::max(bent(share), least_weight_);
    if (weight >= 1.0F) {
      return region_;
    }
    // Distortion goes with the square of the step.
    const float quality =
        std::clamp(quality_of(scale_of(region_) / std::sqrt(weight)), background_, region_);
    return levels_ == 0 || region_ <= background_ ? quality : nearest_level(quality);
  }

 private:
  static float background_of(const QualityMapping& mapping) {
    if (mapping.background_quality_1_100) {
      return static_cast<float>(*mapping.background_quality_1_100);
    }
    const float region = mapping.region_quality_1_100;
    const float part = mapping.strength_0_100 / static_cast<float>(kStrengthBounds.high);
    return std::min(quality_of(scale_of(region) * std::pow(kStepRatioAtFullStrength, part)),
                    region);
  }
  [[nodiscard]] float weight_of(float quality) const {
    const float ratio = scale_of(region_) / scale_of(quality);
    return std::min(ratio * ratio, 1.0F);
  }
  /// More strength leaves a peak's flanks less; the default's root is by far the cheapest power.
  [[nodiscard]] float bent(float share) const {
    return power_ == kDefaultPower ? std::sqrt(share) : std::pow(share, power_);
  }
  [[nodiscard]] float nearest_level(float quality) const {
    const auto steps = static_cast<float>(levels_ - 1);
    const float range = region_ - background_;
    return background_ + std::round((quality - background_) / range * steps) / steps * range;
  }

  float region_saliency_;
  float region_;
  float background_;
  float least_weight_;
  float power_;
  int levels_;
};

}  // namespace

Result<void> validate(const QualityMapping& mapping) {
  return detail::no_throw([&] { return check_mapping(mapping); });
}

Result<BlockQualityMap> map_quality(const SaliencyMap& saliency, const QualityMapping& mapping) {
  return detail::no_throw([&]() -> Result<BlockQualityMap> {
    if (auto checked = validate(mapping); !checked) {
      return std::move(checked).error();
    }
    const QualityCurve curve(mapping, region_saliency(saliency.values()));
    std::vector<float> qualities;
    qualities.reserve(saliency.values().size());
    for (const float value : saliency.values()) {
      qualities.push_back(curve(value));
    }
    return BlockQualityMap::make(saliency.grid(), std::move(qualities));
  });
}

}  // namespace jpegaware::saliency
