// SPDX-License-Identifier: Apache-2.0
// Draws the map picture: heat over the photo, and the block qualities with numbers.
#include "map_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "jpegaware/block_grid.h"
#include "picture_edit.h"

namespace jpegaware::apps {
namespace {

constexpr int kLongestPanel_px = 640;
constexpr int kNarrowestPanel_px = 320;
constexpr int kMargin_px = 16;
constexpr int kTextScale = 2;
constexpr int kLine_px = 8 * kTextScale + 6;
constexpr int kBar_px = 14;
constexpr Color kPaper{250, 250, 248};
constexpr Color kInk{40, 40, 44};

/// Colours at equal distances, joined linearly; both get lighter all the way, so that they also
/// read in grey.
using Ramp = std::span<const Color>;
constexpr std::array<Color, 5> kHeat{
    {{16, 10, 60}, {112, 26, 110}, {214, 72, 62}, {250, 164, 40}, {254, 250, 190}}};
constexpr std::array<Color, 4> kQuality{
    {{50, 40, 104}, {38, 112, 142}, {70, 190, 112}, {250, 230, 60}}};

Color color_at(Ramp ramp, float value) {
  const float place = std::clamp(value, 0.0F, 1.0F) * static_cast<float>(ramp.size() - 1);
  const auto index = std::min(static_cast<std::size_t>(place), ramp.size() - 2);
  return mixed(ramp[index], ramp[index + 1], place - static_cast<float>(index));
}

struct Size {
  int width;
  int height;
};

/// Photos are reduced to fit; small ones are enlarged by a whole factor.
Size panel_size(const Picture& picture) {
  const int longest = std::max(picture.width_px, picture.height_px);
  if (longest > kLongestPanel_px) {
    const auto scaled = [longest](int side) {
      return std::max(1, static_cast<int>(std::int64_t{side} * kLongestPanel_px / longest));
    };
    return {scaled(picture.width_px), scaled(picture.height_px)};
  }
  const int factor = std::max(1, (kNarrowestPanel_px + picture.width_px - 1) / picture.width_px);
  const int fitting = std::max(1, std::min(factor, kLongestPanel_px / longest));
  return {picture.width_px * fitting, picture.height_px * fitting};
}

/// The photo at panel size: the mean over the pixels that fall into each of the panel's.
Canvas scaled(const Picture& picture, Size panel) {
  Canvas canvas(panel.width, panel.height, kPaper);
  const ImageView from = picture.view();
  const int pixel_bytes = bytes_per_pixel(picture.format);
  const int green_at = pixel_bytes == 3 ? 1 : 0;
  const int blue_at = pixel_bytes == 3 ? 2 : 0;
  const auto edge = [](int at, int count, int source) {
    return static_cast<int>(std::int64_t{at} * source / count);
  };
  for (int y = 0; y < panel.height; ++y) {
    const int top = edge(y, panel.height, picture.height_px);
    const int bottom = std::max(top + 1, edge(y + 1, panel.height, picture.height_px));
    for (int x = 0; x < panel.width; ++x) {
      const int left = edge(x, panel.width, picture.width_px);
      const int right = std::max(left + 1, edge(x + 1, panel.width, picture.width_px));
      unsigned red = 0;
      unsigned green = 0;
      unsigned blue = 0;
      for (int row = top; row < bottom; ++row) {
        const std::uint8_t* pixel = from.row(row) + left * pixel_bytes;
        for (int column = left; column < right; ++column, pixel += pixel_bytes) {
          red += pixel[0];
          green += pixel[green_at];
          blue += pixel[blue_at];
        }
      }
      const auto count = static_cast<unsigned>((bottom - top) * (right - left));
      canvas.set(x, y,
                 {static_cast<std::uint8_t>(red / count), static_cast<std::uint8_t>(green / count),
                  static_cast<std::uint8_t>(blue / count)});
    }
  }
  return canvas;
}

Color gray_of(Color color) {
  const auto luma =
      static_cast<std::uint8_t>((color.red * 77U + color.green * 150U + color.blue * 29U) >> 8U);
  return {luma, luma, luma};
}

/// Which block a panel's pixel shows.
class BlockAt {
 public:
  BlockAt(const Picture& picture, const BlockGrid& grid, Size panel)
      : picture_width_(picture.width_px),
        picture_height_(picture.height_px),
        grid_(grid),
        panel_(panel) {}

  [[nodiscard]] std::size_t operator()(int x, int y) const {
    const auto column =
        static_cast<int>(std::int64_t{x} * picture_width_ / panel_.width) / BlockGrid::kBlock_px;
    const auto row =
        static_cast<int>(std::int64_t{y} * picture_height_ / panel_.height) / BlockGrid::kBlock_px;
    return grid_.index(column, row);
  }

 private:
  int picture_width_;
  int picture_height_;
  BlockGrid grid_;
  Size panel_;
};

/// A value in [0, 1] for each pixel of a panel.
using Field = std::function<float(int x, int y)>;

/// A grid over the whole picture, read between its cells' centres in straight lines.
Field smooth_field(const saliency::FloatGrid& grid, Size panel) {
  const auto largest = std::max_element(grid.cells.begin(), grid.cells.end());
  const float scale = *largest > 0 ? 1 / *largest : 0;
  return [&grid, panel, scale](int x, int y) {
    const auto place = [](int at, int count, int cells) {
      const float centre =
          (static_cast<float>(at) + 0.5F) / static_cast<float>(count) * static_cast<float>(cells) -
          0.5F;
      return std::clamp(centre, 0.0F, static_cast<float>(cells - 1));
    };
    const float u = place(x, panel.width, grid.width_cells);
    const float v = place(y, panel.height, grid.height_cells);
    const int left = static_cast<int>(u);
    const int top = static_cast<int>(v);
    const auto cell = [&grid](int column, int row) {
      return grid.cells[static_cast<std::size_t>(std::min(row, grid.height_cells - 1)) *
                            static_cast<std::size_t>(grid.width_cells) +
                        static_cast<std::size_t>(std::min(column, grid.width_cells - 1))];
    };
    const float across = u - static_cast<float>(left);
    const float upper = cell(left, top) * (1 - across) + cell(left + 1, top) * across;
    const float lower = cell(left, top + 1) * (1 - across) + cell(left + 1, top + 1) * across;
    const float down = v - static_cast<float>(top);
    return scale * (upper * (1 - down) + lower * down);
  };
}

/// The largest activation of all classes that were found.
saliency::FloatGrid joined_classes(const std::vector<saliency::ClassMap>& classes) {
  saliency::FloatGrid joined = classes[0].activation;
  for (const saliency::ClassMap& seen : classes) {
    std::transform(joined.cells.begin(), joined.cells.end(), seen.activation.cells.begin(),
                   joined.cells.begin(), [](float a, float b) { return std::max(a, b); });
  }
  return joined;
}

void draw_heat(Canvas& canvas, Position at, const Canvas& photo, const Field& field) {
  for (int y = 0; y < photo.height_px(); ++y) {
    for (int x = 0; x < photo.width_px(); ++x) {
      const float value = field(x, y);
      const Color under = mixed(photo.get(x, y), gray_of(photo.get(x, y)), 0.6F);
      canvas.set(at.x + x, at.y + y, mixed(under, color_at(kHeat, value), 0.25F + 0.4F * value));
    }
  }
}

/// Where a quality lies between the lowest (0) and the highest (1) of the picture.
float place_of(float quality, const BlockQualityMap& qualities) {
  const float range = qualities.highest_1_100() - qualities.lowest_1_100();
  return range > 0 ? (quality - qualities.lowest_1_100()) / range : 1.0F;
}

void draw_numbers(Canvas& canvas, Position at, Size panel, const BlockQualityMap& qualities,
                  const BlockAt& block_at) {
  constexpr int kSpacing_px = 64;
  for (int y = kSpacing_px / 2; y < panel.height; y += kSpacing_px) {
    for (int x = kSpacing_px / 2; x < panel.width; x += kSpacing_px) {
      const float quality = qualities.quality_1_100()[block_at(x, y)];
      const std::string number = std::to_string(static_cast<int>(std::lround(quality)));
      const int at_x = at.x + x - text_width(number, kTextScale) / 2;
      const int at_y = at.y + y - kGlyphHeight * kTextScale / 2;
      for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {1, 1}}) {
        canvas.text(at_x + dx, at_y + dy, number, kTextScale, {0, 0, 0});
      }
      canvas.text(at_x, at_y, number, kTextScale, {255, 255, 255});
    }
  }
}

void draw_qualities(Canvas& canvas, Position at, const Canvas& photo,
                    const BlockQualityMap& qualities, const BlockAt& block_at) {
  const auto quality_at = [&](int x, int y) { return qualities.quality_1_100()[block_at(x, y)]; };
  // Between neighbours whose qualities differ by this much a border is seen; a continuous map has
  // none.
  const float visible =
      std::max(1.5F, (qualities.highest_1_100() - qualities.lowest_1_100()) / 20.0F);
  for (int y = 0; y < photo.height_px(); ++y) {
    for (int x = 0; x < photo.width_px(); ++x) {
      const float quality = quality_at(x, y);
      const Color tint = color_at(kQuality, place_of(quality, qualities));
      const bool is_border = (x > 0 && std::abs(quality_at(x - 1, y) - quality) >= visible) ||
                             (y > 0 && std::abs(quality_at(x, y - 1) - quality) >= visible);
      const Color shade = mixed(gray_of(photo.get(x, y)), tint, 0.55F);
      canvas.set(at.x + x, at.y + y, is_border ? Color{255, 255, 255} : shade);
    }
  }
  draw_numbers(canvas, at, {photo.width_px(), photo.height_px()}, qualities, block_at);
}

void draw_scale(Canvas& canvas, Position at, int width, Ramp ramp, const std::string& low,
                const std::string& high) {
  const int from = at.x + text_width(low, kTextScale) + 4;
  const int to = at.x + width - text_width(high, kTextScale) - 4;
  canvas.text(at.x, at.y, low, kTextScale, kInk);
  canvas.text(to + 8, at.y, high, kTextScale, kInk);
  for (int x = from; x < to; ++x) {
    canvas.fill(x, at.y, 1, kBar_px,
                color_at(ramp, static_cast<float>(x - from) /
                                   static_cast<float>(std::max(1, to - from - 1))));
  }
}

std::vector<std::string> class_lines(const QualityPlan& plan, int width) {
  std::vector<std::string> lines;
  if (!plan.heatmap) {
    return lines;
  }
  std::string line = "found:";
  for (const saliency::ClassMap& seen : plan.heatmap->classes) {
    char probability[16];
    std::snprintf(probability, sizeof probability, " %.2f", static_cast<double>(seen.probability));
    const std::string entry = " " + seen.name + probability;
    if (text_width(line + entry, kTextScale) > width) {
      lines.push_back(line);
      line = " ";
    }
    line += (line.back() == ':' || line.back() == ' ' ? "" : ",") + entry;
  }
  if (plan.heatmap->classes.empty()) {
    line += " no class for certain";
  }
  lines.push_back(line);
  return lines;
}

std::string whole(float value) { return std::to_string(static_cast<int>(std::lround(value))); }

/// One picture among others: what it is called, how it and the scale under it are drawn.
struct Panel {
  std::string title;
  std::function<void(Canvas& canvas, Position at)> draw;
  std::function<void(Canvas& canvas, Position at, int width)> draw_scale;
};

Panel heat_panel(std::string title, const Canvas& photo, Field field) {
  return {std::move(title),
          [&photo, field = std::move(field)](Canvas& canvas, Position at) {
            draw_heat(canvas, at, photo, field);
          },
          [](Canvas& canvas, Position at, int width) {
            draw_scale(canvas, at, width, kHeat, "less", "more");
          }};
}

Panel photo_panel(const Canvas& photo) {
  return {"the photo",
          [&photo](Canvas& canvas, Position at) {
            for (int y = 0; y < photo.height_px(); ++y) {
              for (int x = 0; x < photo.width_px(); ++x) {
                canvas.set(at.x + x, at.y + y, photo.get(x, y));
              }
            }
          },
          [](Canvas&, Position, int) {}};
}

Panel quality_panel(const Canvas& photo, const BlockQualityMap& qualities,
                    const BlockAt& block_at) {
  return {
      "quality of the blocks",
      [&](Canvas& canvas, Position at) { draw_qualities(canvas, at, photo, qualities, block_at); },
      [&](Canvas& canvas, Position at, int width) {
        draw_scale(canvas, at, width, kQuality, whole(qualities.lowest_1_100()),
                   whole(qualities.highest_1_100()));
      }};
}

}  // namespace

Canvas draw_map(const Picture& picture, const QualityPlan& plan, const BlockQualityMap& qualities) {
  const Size panel = panel_size(picture);
  const Canvas photo = scaled(picture, panel);
  const BlockAt block_at(picture, plan.saliency.grid(), panel);
  saliency::FloatGrid classes;
  std::vector<Panel> panels{photo_panel(photo)};
  if (plan.heatmap && !plan.heatmap->classes.empty()) {
    classes = joined_classes(plan.heatmap->classes);
    panels.push_back(heat_panel("classes found", photo, smooth_field(classes, panel)));
  }
  if (plan.heatmap && !plan.heatmap->gaze.empty()) {
    panels.push_back(
        heat_panel("where people look", photo, smooth_field(plan.heatmap->gaze, panel)));
  }
  if (panels.size() < 3) {
    panels.push_back(heat_panel("what matters", photo, [&](int x, int y) {
      return plan.saliency.values()[block_at(x, y)];
    }));
  }
  panels.push_back(quality_panel(photo, qualities, block_at));

  constexpr int kColumns = 2;
  const int column = std::max(panel.width, kNarrowestPanel_px);
  const int row = kLine_px + panel.height + 10 + kBar_px + kMargin_px;
  const int rows = (static_cast<int>(panels.size()) + kColumns - 1) / kColumns;
  const int width = kMargin_px + kColumns * (column + kMargin_px);
  const std::vector<std::string> lines = class_lines(plan, width - 2 * kMargin_px);
  const int lines_top = kMargin_px + rows * row;
  Canvas canvas(width, lines_top + static_cast<int>(lines.size()) * kLine_px + kMargin_px / 2,
                kPaper);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const int left = kMargin_px + static_cast<int>(i % kColumns) * (column + kMargin_px);
    const int top = kMargin_px + static_cast<int>(i / kColumns) * row;
    canvas.text(left, top, panels[i].title, kTextScale, kInk);
    panels[i].draw(canvas, {left, top + kLine_px});
    panels[i].draw_scale(canvas, {left, top + kLine_px + panel.height + 10}, column);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    canvas.text(kMargin_px, lines_top + static_cast<int>(i) * kLine_px, lines[i], kTextScale, kInk);
  }
  return canvas;
}

}  // namespace jpegaware::apps
