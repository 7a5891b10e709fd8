// SPDX-License-Identifier: Apache-2.0
// Turns, greys and smooths pictures: one Picture in, one out.
#include "picture_edit.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace jpegaware::apps {
namespace {

/// A picture of this size and format without pixels' values, that takes over all the rest.
Picture like(Picture& picture, int width_px, int height_px, PixelFormat format) {
  Picture made;
  made.kind = picture.kind;
  made.width_px = width_px;
  made.height_px = height_px;
  made.format = format;
  made.metadata = std::move(picture.metadata);
  made.warnings = std::move(picture.warnings);
  made.notes = std::move(picture.notes);
  made.is_cmyk = picture.is_cmyk;
  made.pixels = std::make_unique_for_overwrite<std::uint8_t[]>(made.row_bytes() *
                                                               static_cast<std::size_t>(height_px));
  return made;
}

}  // namespace

Position stored_position(int orientation, int width, int height, Position upright) {
  const int right = width - 1;
  const int bottom = height - 1;
  switch (orientation) {
    case 2:
      return {right - upright.x, upright.y};
    case 3:
      return {right - upright.x, bottom - upright.y};
    case 4:
      return {upright.x, bottom - upright.y};
    case 5:
      return {upright.y, upright.x};
    case 6:
      return {upright.y, bottom - upright.x};
    case 7:
      return {right - upright.y, bottom - upright.x};
    case 8:
      return {right - upright.y, upright.x};
    default:
      return upright;
  }
}

Picture turned(Picture picture, int orientation) {
  if (orientation == 1) {
    return picture;
  }
  const bool swaps = swaps_sides(orientation);
  Picture made = like(picture, swaps ? picture.height_px : picture.width_px,
                      swaps ? picture.width_px : picture.height_px, picture.format);
  const auto pixel_bytes = static_cast<std::size_t>(bytes_per_pixel(picture.format));
  std::uint8_t* to = made.pixels.get();
  for (int y = 0; y < made.height_px; ++y) {
    for (int x = 0; x < made.width_px; ++x, to += pixel_bytes) {
      const Position from =
          stored_position(orientation, picture.width_px, picture.height_px, {x, y});
      std::memcpy(to, picture.view().row(from.y) + static_cast<std::size_t>(from.x) * pixel_bytes,
                  pixel_bytes);
    }
  }
  return made;
}

Picture grayed(Picture picture) {
  if (picture.format == PixelFormat::kGray8) {
    return picture;
  }
  Picture made = like(picture, picture.width_px, picture.height_px, PixelFormat::kGray8);
  const std::size_t count =
      static_cast<std::size_t>(made.width_px) * static_cast<std::size_t>(made.height_px);
  const std::uint8_t* from = picture.pixels.get();
  for (std::size_t i = 0; i < count; ++i, from += 3) {
    // 0.299, 0.587, 0.114 in 16-bit fixed point, which sum to 65536.
    const unsigned luma = 19595U * from[0] + 38470U * from[1] + 7471U * from[2] + 32768U;
    made.pixels[i] = static_cast<std::uint8_t>(luma >> 16U);
  }
  return made;
}

Picture smoothed(Picture picture, int strength_0_100) {
  if (strength_0_100 == 0) {
    return picture;
  }
  const int width = picture.width_px;
  const int height = picture.height_px;
  const int pixel_bytes = bytes_per_pixel(picture.format);
  Picture made = like(picture, width, height, picture.format);
  const ImageView from = picture.view();
  const int neighbour_weight = strength_0_100 * 64;  // of 65536
  const int own_weight = 65536 - 8 * neighbour_weight;
  std::uint8_t* to = made.pixels.get();
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* const rows[] = {from.row(std::max(y - 1, 0)), from.row(y),
                                        from.row(std::min(y + 1, height - 1))};
    for (int x = 0; x < width; ++x) {
      const int left = std::max(x - 1, 0) * pixel_bytes;
      const int middle = x * pixel_bytes;
      const int right = std::min(x + 1, width - 1) * pixel_bytes;
      for (int channel = 0; channel < pixel_bytes; ++channel) {
        const int own = rows[1][middle + channel];
        int sum = -own;
        for (const std::uint8_t* row : rows) {
          sum += row[left + channel] + row[middle + channel] + row[right + channel];
        }
        *to++ =
            static_cast<std::uint8_t>((own * own_weight + sum * neighbour_weight + 32768) >> 16);
      }
    }
  }
  return made;
}

}  // namespace jpegaware::apps
