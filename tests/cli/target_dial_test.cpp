// SPDX-License-Identifier: Apache-2.0
// Laws of the dial that reaches sizes: no setting lowers what a smaller one gave; what matters is
// the last to give way.
#include "target_dial.h"

#include "catch.hpp"

using jpegaware::apps::Aim;
using jpegaware::apps::aim_at;
using jpegaware::apps::SizePath;

TEST_CASE("target_dial: a higher setting never lowers the quality and never raises the strength",
          "[target_dial][property]") {
  const SizePath path{.highest_quality_1_100 = GENERATE(1.0F, 60.0F, 95.0F, 100.0F),
                      .strength_0_100 = GENERATE(0.0F, 50.0F, 100.0F),
                      .lowest_strength_0_100 = 0.0F,
                      .keeps_quality = GENERATE(true, false)};
  Aim before = aim_at(path, 1.0F);
  CHECK(before.region_quality_1_100 == 1.0F);
  CHECK(before.strength_0_100 == 100.0F);
  for (float setting = 1.0F; setting <= 100.0F; setting += 0.1F) {
    const Aim now = aim_at(path, setting);
    REQUIRE(now.region_quality_1_100 >= before.region_quality_1_100);
    REQUIRE(now.strength_0_100 <= before.strength_0_100);
    before = now;
  }
  const Aim best = aim_at(path, 100.0F);
  CHECK(best.region_quality_1_100 == path.highest_quality_1_100);
  CHECK(best.strength_0_100 == 0.0F);
}

TEST_CASE("target_dial: a quality that was asked for is kept until the rest has given all",
          "[target_dial][property]") {
  const SizePath path{.highest_quality_1_100 = 80.0F, .keeps_quality = true};
  for (float setting = 1.0F; setting <= 100.0F; setting += 0.5F) {
    const Aim aim = aim_at(path, setting);
    CHECK((aim.region_quality_1_100 == 80.0F || aim.strength_0_100 == 100.0F));
  }
}

TEST_CASE("target_dial: strength falls below the path's only when quality is at its highest",
          "[target_dial][property]") {
  const SizePath path{.strength_0_100 = 40.0F, .lowest_strength_0_100 = 10.0F};
  for (float setting = 5.0F; setting <= 100.0F; setting += 0.5F) {
    const Aim aim = aim_at(path, setting);
    CHECK((aim.strength_0_100 == 40.0F || aim.region_quality_1_100 == 95.0F));
    CHECK(aim.strength_0_100 >= 10.0F);
  }
}
