// SPDX-License-Identifier: Apache-2.0
// Walks from the smallest file to the best one along straight legs.
#include "target_dial.h"

#include <algorithm>
#include <array>
#include <span>

namespace jpegaware::apps {
namespace {

constexpr float kWorstQuality = 1.0F;
constexpr float kStrongest = 100.0F;

struct Knot {
  float setting;
  Aim aim;
};

Aim along(std::span<const Knot> knots, float setting) noexcept {
  for (std::size_t i = 1; i < knots.size(); ++i) {
    const Knot& from = knots[i - 1];
    const Knot& to = knots[i];
    if (setting <= to.setting) {
      const float share = std::max(0.0F, (setting - from.setting) / (to.setting - from.setting));
      const auto between = [share](float a, float b) {
        return share < 1.0F ? a + share * (b - a) : b;
      };
      return {between(from.aim.region_quality_1_100, to.aim.region_quality_1_100),
              between(from.aim.strength_0_100, to.aim.strength_0_100)};
    }
  }
  return knots.back().aim;
}

}  // namespace

Aim aim_at(const SizePath& path, float setting_1_100) noexcept {
  const float best = path.highest_quality_1_100;
  const float lowest = path.lowest_strength_0_100;
  if (path.keeps_quality) {
    const std::array<Knot, 3> knots{{{1.0F, {kWorstQuality, kStrongest}},
                                     {50.0F, {best, kStrongest}},
                                     {100.0F, {best, lowest}}}};
    return along(knots, setting_1_100);
  }
  const std::array<Knot, 4> knots{{{1.0F, {kWorstQuality, kStrongest}},
                                   {5.0F, {kWorstQuality, path.strength_0_100}},
                                   {95.0F, {best, path.strength_0_100}},
                                   {100.0F, {best, lowest}}}};
  return along(knots, setting_1_100);
}

}  // namespace jpegaware::apps
