// SPDX-License-Identifier: Apache-2.0
// Stage: a setting of the dial that reaches targets -> the quality of what matters and the map's
// strength. Pure arithmetic, thread-safe.
#pragma once

namespace jpegaware::apps {

/// What a setting asks for.
struct Aim {
  float region_quality_1_100;
  float strength_0_100;
};

/// The way from the smallest file (quality 1, all strength) to the best one that is wanted.
struct SizePath {
  float highest_quality_1_100 = 95.0F;
  float strength_0_100 = 50.0F;        ///< while the quality rises
  float lowest_strength_0_100 = 0.0F;  ///< at the upper end, where bytes are left over
  /// The quality was asked for: what matters keeps it until the rest has given all it can.
  bool keeps_quality = false;
};

/// Where the path is at a setting in [1, 100]. A higher setting never lowers the quality and never
/// raises the strength, so no block's quality falls.
///
/// Without a quality to keep, strength falls to the path's (settings 1 to 5), quality rises (to
/// 95), strength falls to the lowest (to 100). With one, quality rises at full strength (to 50),
/// then strength falls.
[[nodiscard]] Aim aim_at(const SizePath& path, float setting_1_100) noexcept;

}  // namespace jpegaware::apps
