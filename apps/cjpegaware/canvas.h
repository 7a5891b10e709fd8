// SPDX-License-Identifier: Apache-2.0
// A small RGB drawing surface: rectangles and capital letters, for the map picture.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "jpegaware/image_view.h"

namespace jpegaware::apps {

struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// `over` laid on `under` with an opacity in [0, 1].
[[nodiscard]] Color mixed(Color under, Color over, float opacity);

/// Pixels of its own, clipped at its edges.
class Canvas {
 public:
  Canvas(int width_px, int height_px, Color background);

  [[nodiscard]] int width_px() const noexcept { return width_px_; }
  [[nodiscard]] int height_px() const noexcept { return height_px_; }
  [[nodiscard]] ImageView view() const noexcept {
    return {pixels_.data(), width_px_, height_px_, std::ptrdiff_t{width_px_} * 3,
            PixelFormat::kRgb8};
  }

  void set(int x, int y, Color color);
  [[nodiscard]] Color get(int x, int y) const;
  void fill(int x, int y, int width, int height, Color color);

  /// Draws text whose top left corner is (x, y): letters become capitals, what the font lacks a
  /// blank. Glyphs are 5x7 in cells of 6x8, times `scale`.
  void text(int x, int y, std::string_view text, int scale, Color color);

 private:
  int width_px_;
  int height_px_;
  std::vector<std::uint8_t> pixels_;
};

inline constexpr int kGlyphAdvance = 6;
inline constexpr int kGlyphHeight = 7;

[[nodiscard]] constexpr int text_width(std::string_view text, int scale) {
  return static_cast<int>(text.size()) * kGlyphAdvance * scale;
}

}  // namespace jpegaware::apps
