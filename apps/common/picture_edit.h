// SPDX-License-Identifier: Apache-2.0
// Stage: a picture -> the same picture turned, grey or smoothed. Pure arithmetic.
#pragma once

#include "picture.h"

namespace jpegaware::apps {

struct Position {
  int x;
  int y;
};

/// Where the pixel (x, y) of the upright picture lies in the stored one.
/// @param orientation  EXIF's, 1..8
/// @param width, height  of the stored picture
[[nodiscard]] Position stored_position(int orientation, int width, int height, Position upright);

/// Whether the upright picture is as wide as the stored one is high.
[[nodiscard]] constexpr bool swaps_sides(int orientation) { return orientation >= 5; }

/// The orientation that takes the upright picture back to the stored one.
[[nodiscard]] constexpr int inverse_orientation(int orientation) {
  return orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
}

/// A picture turned upright; its metadata is moved along unchanged.
[[nodiscard]] Picture turned(Picture picture, int orientation);

/// BT.601 luma, with libjpeg's rounding.
[[nodiscard]] Picture grayed(Picture picture);

/// cjpeg's -smooth: each pixel becomes a mean of itself and its eight neighbours, which weigh
/// strength / 1024 each. Edge pixels stand in for the neighbours beyond them.
[[nodiscard]] Picture smoothed(Picture picture, int strength_0_100);

}  // namespace jpegaware::apps
