// SPDX-License-Identifier: Apache-2.0
// What lies behind the first picture of a JPEG file: gain maps (UltraHDR, Apple's) and others that
// a multi-picture index names (CIPA DC-007).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::apps {

/// Everything needed to put the further pictures behind another first picture.
struct FurtherPictures {
  std::vector<std::uint8_t> index;    ///< MPF segment's content, its signature first; may be empty
  std::vector<std::uint8_t> version;  ///< ISO 21496-1 segment's content; may be empty
  std::size_t index_at = 0;           ///< where `index` began in its file
  std::size_t first_bytes = 0;        ///< what the first picture took there
  std::vector<std::uint8_t> behind;   ///< all that followed it
  bool has_gain_map = false;
  bool is_foreign = false;  ///< a gain map of another format: it cannot go behind a JPEG
  /// A gain map is announced and something follows the picture, but the index does not say where
  /// it lies: it cannot be kept whole.
  bool is_missing = false;  ///< the file names pictures that are cut off or not there
  bool is_damaged = false;

  [[nodiscard]] bool empty() const noexcept { return behind.empty(); }
};

/// Finds them, to be kept whole. Previews (MPF's "large thumbnails"), which show the picture
/// before it was changed, do not count: a file with nothing else has no further pictures here.
///
/// @param jpeg  a whole file
/// @param xmp   its packet
[[nodiscard]] FurtherPictures find_further_pictures(std::span<const std::uint8_t> jpeg,
                                                    std::span<const std::uint8_t> xmp);

/// Puts them behind a finished file that has the index among its segments, and corrects the
/// index: sizes and places. Does nothing where there are none.
/// @return internal where the file does not hold the index
[[nodiscard]] Result<void> append_further_pictures(std::vector<std::uint8_t>& jpeg,
                                                   const FurtherPictures& further);

}  // namespace jpegaware::apps
