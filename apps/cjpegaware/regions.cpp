// SPDX-License-Identifier: Apache-2.0
// Reads rectangles and quality grids, and applies them block by block.
#include "regions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "picture.h"
#include "picture_edit.h"

namespace jpegaware::apps {
namespace {

Error bad_region(std::string_view text) {
  return {
      ErrorCode::kInvalidArgument,
      "\"" + std::string(text) +
          "\": x,y,w,h in pixels or per cent is needed, for -roi with :QUALITY or :+OFFSET behind"};
}

/// Takes a number off the front of the text.
template <typename Number>
bool take(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) {
    return false;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text[0] != wanted) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

bool take(std::string_view& text, Length& length) {
  if (!take(text, length.value) || !std::isfinite(length.value) || length.value < 0) {
    return false;
  }
  length.is_percent = take(text, '%');
  return true;
}

bool take_effect(std::string_view& text, Region& region) {
  if (text.empty()) {
    return true;
  }
  if (!take(text, ':')) {
    return false;
  }
  const bool is_offset = !text.empty() && (text[0] == '+' || text[0] == '-');
  if (take(text, '+') && !text.empty() && text[0] == '-') {
    return false;
  }
  region.effect = is_offset ? Region::Effect::kOffset : Region::Effect::kQuality;
  return take(text, region.amount) && text.empty() && std::abs(region.amount) <= 100 &&
         (is_offset || region.amount >= 1);
}

// ---- rectangles on the block grid ----

double in_pixels(Length length, int side_px) {
  return length.is_percent ? length.value * side_px / 100 : length.value;
}

/// Pixels [left, right) x [top, bottom).
struct Box {
  double left;
  double top;
  double right;
  double bottom;
};

std::pair<int, int> upright_sides(int width_px, int height_px, int orientation) {
  return swaps_sides(orientation) ? std::pair{height_px, width_px} : std::pair{width_px, height_px};
}

/// A rectangle of the upright picture as it lies in the stored one.
Box stored_box(const Region& region, const RegionContext& context) {
  const auto [upright_width, upright_height] =
      upright_sides(context.width_px, context.height_px, context.orientation);
  const double left = in_pixels(region.x, upright_width);
  const double top = in_pixels(region.y, upright_height);
  // Boundaries between pixels turn as the positions of a picture with one more pixel a side do.
  const auto corner = [&](double x, double y) {
    const double w = context.width_px;
    const double h = context.height_px;
    switch (context.orientation) {
      case 2:
        return std::pair{w - x, y};
      case 3:
        return std::pair{w - x, h - y};
      case 4:
        return std::pair{x, h - y};
      case 5:
        return std::pair{y, x};
      case 6:
        return std::pair{y, h - x};
      case 7:
        return std::pair{w - y, h - x};
      case 8:
        return std::pair{w - y, x};
      default:
        return std::pair{x, y};
    }
  };
  const auto [x0, y0] = corner(left, top);
  const auto [x1, y1] = corner(left + in_pixels(region.width, upright_width),
                               top + in_pixels(region.height, upright_height));
  return {std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)};
}

bool holds(const Box& box, bool wholly, int column, int row, const RegionContext& context) {
  constexpr int kBlock = BlockGrid::kBlock_px;
  const double left = column * kBlock;
  const double top = row * kBlock;
  // A block at the edge ends with the picture.
  const double right = std::min(left + kBlock, static_cast<double>(context.width_px));
  const double bottom = std::min(top + kBlock, static_cast<double>(context.height_px));
  if (wholly) {
    return box.left <= left && box.top <= top && box.right >= right && box.bottom >= bottom;
  }
  return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
}

float quality_in(const Region& region, float mapped, const RegionContext& context) {
  switch (region.effect) {
    case Region::Effect::kRegionQuality:
      return context.region_quality_1_100;
    case Region::Effect::kQuality:
      return static_cast<float>(region.amount);
    case Region::Effect::kOffset:
      return std::clamp(mapped + static_cast<float>(region.amount), 1.0F, 100.0F);
    case Region::Effect::kIgnore:
      return std::min(mapped, context.ignored_quality_1_100);
  }
  return mapped;
}

/// The lines of a text file without comments and outer blanks, empty ones included.
Result<std::vector<std::string>> read_lines(const std::string& path) {
  const auto file = read_input(path);
  if (!file) {
    return file.error();
  }
  std::vector<std::string> lines(1);
  bool is_comment = false;
  // Some editors begin UTF-8 with a mark.
  constexpr std::array<std::uint8_t, 3> kMark{0xEF, 0xBB, 0xBF};
  const bool is_marked =
      file->size() >= kMark.size() && std::equal(kMark.begin(), kMark.end(), file->begin());
  for (const std::uint8_t byte : std::span(*file).subspan(is_marked ? kMark.size() : 0)) {
    if (byte == '\n') {
      lines.emplace_back();
      is_comment = false;
    } else if (byte == '#' || is_comment) {
      is_comment = true;
    } else {
      lines.back() += byte == '\t' || byte == '\r' ? ' ' : static_cast<char>(byte);
    }
  }
  for (std::string& line : lines) {
    line.erase(0, line.find_first_not_of(' '));
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return lines;
}

Error about_line(const std::string& path, std::size_t line, const std::string& what) {
  return {ErrorCode::kBadInput, path + ": line " + std::to_string(line) + ": " + what};
}

}  // namespace

bool Regions::raise(int quality_1_100) const {
  return !quality_file.empty() ||
         std::any_of(rectangles.begin(), rectangles.end(), [quality_1_100](const Region& region) {
           return (region.effect == Region::Effect::kQuality && region.amount > quality_1_100) ||
                  (region.effect == Region::Effect::kOffset && region.amount > 0);
         });
}

Result<Region> parse_region(std::string_view text, bool is_ignored) {
  Region region;
  std::string_view left = text;
  const bool is_box = take(left, region.x) && take(left, ',') && take(left, region.y) &&
                      take(left, ',') && take(left, region.width) && take(left, ',') &&
                      take(left, region.height);
  const bool is_empty = region.width.value == 0 || region.height.value == 0;
  if (!is_box || is_empty || (is_ignored ? !left.empty() : !take_effect(left, region))) {
    return bad_region(text);
  }
  if (is_ignored) {
    region.effect = Region::Effect::kIgnore;
  }
  return region;
}

Result<void> read_region_file(const std::string& path, Regions& regions) {
  const auto lines = read_lines(path);
  if (!lines) {
    return lines.error();
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  for (std::size_t i = 0; i < lines->size(); ++i) {
    const std::string& line = (*lines)[i];
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, blank);
    const std::string value =
        line.substr(std::min(line.find_first_not_of(' ', blank), line.size()));
    if (word == "roi" || word == "ignore") {
      auto region = parse_region(value, word == "ignore");
      if (!region) {
        return about_line(path, i + 1, region.error().message);
      }
      regions.rectangles.push_back(*region);
    } else if (word == "mask" && !value.empty()) {
      regions.mask_file = folder / value;
    } else if (word == "qmap" && !value.empty()) {
      regions.quality_file = folder / value;
    } else if (!word.empty()) {
      return about_line(path, i + 1, "roi, ignore, mask or qmap with its value is needed");
    }
  }
  return {};
}

Result<QualityGrid> read_quality_grid(const std::string& path, const BlockGrid& grid) {
  const auto lines = read_lines(path);
  if (!lines) {
    return lines.error();
  }
  QualityGrid numbered;
  numbered.reserve(grid.count());
  int row = 0;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    std::string_view left = (*lines)[i];
    int column = 0;
    while (!left.empty()) {
      float quality = 0;
      const bool is_kept = take(left, '.');
      if (!is_kept && (!take(left, quality) || !(quality >= 1) || !(quality <= 100))) {
        return about_line(path, i + 1, "qualities from 1 to 100, or '.', are needed");
      }
      numbered.push_back(is_kept ? std::nullopt : std::optional(quality));
      ++column;
      left.remove_prefix(std::min(left.find_first_not_of(' '), left.size()));
    }
    if (column != 0 && column != grid.width_blocks) {
      return about_line(path, i + 1,
                        "it holds " + std::to_string(column) + " qualities, the picture is " +
                            std::to_string(grid.width_blocks) + " blocks wide");
    }
    row += column != 0 ? 1 : 0;
  }
  if (row != grid.height_blocks) {
    return Error{ErrorCode::kBadInput, path + ": it holds " + std::to_string(row) +
                                           " rows of qualities, the picture is " +
                                           std::to_string(grid.height_blocks) + " blocks high"};
  }
  return numbered;
}

std::string quality_grid_text(const BlockQualityMap& qualities) {
  const BlockGrid& grid = qualities.grid();
  std::string text = "# qualities of " + std::to_string(grid.width_blocks) + " x " +
                     std::to_string(grid.height_blocks) + " luma blocks\n";
  for (std::size_t i = 0; i < grid.count(); ++i) {
    // The shortest digits that read back as the same number.
    char digits[32];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, qualities.quality_1_100()[i]).ptr;
    text.append(digits, end);
    text += (i + 1) % static_cast<std::size_t>(grid.width_blocks) == 0 ? '\n' : ' ';
  }
  return text;
}

std::vector<std::string> outside_warnings(std::span<const Region> rectangles, int width_px,
                                          int height_px, int orientation) {
  const auto [width, height] = upright_sides(width_px, height_px, orientation);
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < rectangles.size(); ++i) {
    const Region& region = rectangles[i];
    if (in_pixels(region.x, width) >= width || in_pixels(region.y, height) >= height) {
      warnings.push_back("rectangle " + std::to_string(i + 1) +
                         " of -roi and -ignore lies outside the " + std::to_string(width) + " by " +
                         std::to_string(height) + " pixels and changes nothing");
    }
  }
  return warnings;
}

Result<BlockQualityMap> with_regions(const BlockQualityMap& qualities, const QualityGrid& numbered,
                                     std::span<const Region> rectangles,
                                     const RegionContext& context) {
  const BlockGrid& grid = qualities.grid();
  std::vector<float> made(qualities.quality_1_100().begin(), qualities.quality_1_100().end());
  for (std::size_t i = 0; i < numbered.size(); ++i) {
    made[i] = numbered[i].value_or(made[i]);
  }
  std::vector<Box> boxes;
  std::transform(rectangles.begin(), rectangles.end(), std::back_inserter(boxes),
                 [&context](const Region& region) { return stored_box(region, context); });
  for (int row = 0; row < grid.height_blocks && !boxes.empty(); ++row) {
    for (int column = 0; column < grid.width_blocks; ++column) {
      for (std::size_t i = 0; i < boxes.size(); ++i) {
        const bool wholly = rectangles[i].effect == Region::Effect::kIgnore;
        if (holds(boxes[i], wholly, column, row, context)) {
          float& quality = made[grid.index(column, row)];
          quality = quality_in(rectangles[i], quality, context);
          break;
        }
      }
    }
  }
  return BlockQualityMap::make(grid, std::move(made));
}

Result<SaliencyMap> joined_by_maximum(const SaliencyMap& first, const SaliencyMap& second) {
  std::vector<float> values(first.values().begin(), first.values().end());
  std::transform(values.begin(), values.end(), second.values().begin(), values.begin(),
                 [](float a, float b) { return std::max(a, b); });
  return SaliencyMap::make(first.grid(), std::move(values));
}

}  // namespace jpegaware::apps
