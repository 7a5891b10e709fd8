// SPDX-License-Identifier: Apache-2.0
// Stage: what a person says matters -> changes to saliency and to block qualities.
//
// One rule combines it with the map. A mask joins the saliency by the maximum. Then a quality grid
// replaces the qualities of the blocks that it numbers. Then the rectangles are asked in the order
// in which they were given, and the first that holds a block decides its quality. A -roi holds
// every block that it touches, an -ignore only the blocks that lie wholly inside it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/result.h"
#include "jpegaware/saliency_map.h"

namespace jpegaware::apps {

/// A length along a side: pixels, or a share of the side.
struct Length {
  double value = 0;
  bool is_percent = false;
};

/// A rectangle of the upright picture, and what its blocks get.
struct Region {
  enum class Effect { kRegionQuality, kQuality, kOffset, kIgnore };
  Length x;
  Length y;
  Length width;
  Length height;
  Effect effect = Effect::kRegionQuality;
  int amount = 0;  ///< of kQuality and kOffset
};

/// Everything that a person says about one picture.
struct Regions {
  std::vector<Region> rectangles;
  std::string mask_file;
  std::string quality_file;

  /// Whether somewhere more was asked for than -quality says.
  [[nodiscard]] bool raise(int quality_1_100) const;
};

/// `x,y,w,h`, each in pixels or with a per cent sign; `:QUALITY` or `:+OFFSET` behind where the
/// effect is not kIgnore.
[[nodiscard]] Result<Region> parse_region(std::string_view text, bool is_ignored);

/// Lines of `roi ...`, `ignore ...`, `mask FILE` and `qmap FILE`; '#' begins a comment. Files are
/// named as seen from the script's own folder. What it says is appended to `regions`.
[[nodiscard]] Result<void> read_region_file(const std::string& path, Regions& regions);

/// Qualities of all blocks, or of some: a number for each block, row by row, '.' where the map's
/// own quality stays.
using QualityGrid = std::vector<std::optional<float>>;
[[nodiscard]] Result<QualityGrid> read_quality_grid(const std::string& path, const BlockGrid& grid);
[[nodiscard]] std::string quality_grid_text(const BlockQualityMap& qualities);

/// What the picture's size, orientation and switches are for the rectangles.
struct RegionContext {
  int width_px = 0;   ///< stored
  int height_px = 0;  ///< stored
  int orientation = 1;
  float region_quality_1_100 = 75;
  float ignored_quality_1_100 = 75;
};

/// The rectangles that lie wholly outside the picture, each with the sentence that says so.
[[nodiscard]] std::vector<std::string> outside_warnings(std::span<const Region> rectangles,
                                                        int width_px, int height_px,
                                                        int orientation);

/// Applies the grid and the rectangles to qualities made from the map.
[[nodiscard]] Result<BlockQualityMap> with_regions(const BlockQualityMap& qualities,
                                                   const QualityGrid& numbered,
                                                   std::span<const Region> rectangles,
                                                   const RegionContext& context);

/// The larger of two values in each block.
[[nodiscard]] Result<SaliencyMap> joined_by_maximum(const SaliencyMap& first,
                                                    const SaliencyMap& second);

}  // namespace jpegaware::apps
