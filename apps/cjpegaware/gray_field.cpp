// SPDX-License-Identifier: Apache-2.0
// Reads and writes grey pictures as linear values.
#include "gray_field.h"

#include <cctype>
#include <cmath>
#include <cstdint>
#include <vector>

#include "picture_edit.h"

namespace jpegaware::apps {
namespace {

/// The header of a binary PGM with 16 bits a sample; 0 bytes when the file is another.
struct DeepPgm {
  std::size_t header_bytes = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;
  unsigned largest = 0;
};

DeepPgm parse_deep_pgm(const Bytes& file) {
  std::size_t at = 2;
  const auto number = [&]() -> std::int64_t {
    while (at < file.size() && (std::isspace(file[at]) != 0 || file[at] == '#')) {
      if (file[at] == '#') {
        while (at < file.size() && file[at] != '\n') {
          ++at;
        }
      } else {
        ++at;
      }
    }
    std::int64_t value = 0;
    for (; at < file.size() && std::isdigit(file[at]) != 0 && value < 100'000'000; ++at) {
      value = value * 10 + (file[at] - '0');
    }
    return value;
  };
  if (file.size() < 2 || file[0] != 'P' || file[1] != '5') {
    return {};
  }
  DeepPgm pgm;
  pgm.width = number();
  pgm.height = number();
  const std::int64_t largest = number();
  if (largest < 256 || largest > 65535) {
    return {};
  }
  pgm.largest = static_cast<unsigned>(largest);
  pgm.header_bytes = at + 1;
  return pgm;
}

Result<saliency::FloatGrid> read_deep(const Bytes& file, const DeepPgm& pgm,
                                      const ReadOptions& options) {
  if (pgm.width < 1 || pgm.height < 1 || pgm.width * pgm.height > options.max_pixels) {
    return Error{ErrorCode::kBadInput, "its size is " + std::to_string(pgm.width) + " x " +
                                           std::to_string(pgm.height) + " samples"};
  }
  const auto count = static_cast<std::size_t>(pgm.width * pgm.height);
  if (file.size() < pgm.header_bytes + 2 * count) {
    return Error{ErrorCode::kBadInput, "the PGM file ends early"};
  }
  saliency::FloatGrid grid{static_cast<int>(pgm.width), static_cast<int>(pgm.height), {}};
  grid.cells.reserve(count);
  for (std::size_t at = pgm.header_bytes; grid.cells.size() < count; at += 2) {
    const unsigned sample = file[at] * 256U + file[at + 1];
    if (sample > pgm.largest) {
      return Error{ErrorCode::kBadInput, "a sample is larger than the PGM file's maximum"};
    }
    grid.cells.push_back(static_cast<float>(sample) / static_cast<float>(pgm.largest));
  }
  return grid;
}

Result<saliency::FloatGrid> read_field(const Bytes& file, const ReadOptions& options) {
  if (const DeepPgm pgm = parse_deep_pgm(file); pgm.header_bytes != 0) {
    return read_deep(file, pgm, options);
  }
  auto picture = read_picture(file, options);
  if (!picture) {
    return std::move(picture).error();
  }
  const Picture gray = grayed(std::move(picture).value());
  saliency::FloatGrid grid{gray.width_px, gray.height_px, {}};
  const std::size_t count = grid.count();
  grid.cells.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    grid.cells[i] = static_cast<float>(gray.pixels[i]) / 255.0F;
  }
  return grid;
}

}  // namespace

Result<saliency::FloatGrid> read_gray_field(const std::string& path, const ReadOptions& options) {
  const auto file = read_input(path);
  if (!file) {
    return file.error();
  }
  auto grid = read_field(*file, options);
  if (!grid) {
    return Error{grid.error().code, path + ": " + grid.error().message};
  }
  return grid;
}

Result<void> write_saliency_pgm(const SaliencyMap& map, std::FILE* stream) {
  std::string bytes = "P5\n" + std::to_string(map.grid().width_blocks) + " " +
                      std::to_string(map.grid().height_blocks) + "\n65535\n";
  for (const float value : map.values()) {
    const auto sample = static_cast<unsigned>(std::lround(value * 65535.0F));
    bytes += static_cast<char>(sample >> 8U);
    bytes += static_cast<char>(sample);
  }
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream) != bytes.size()) {
    return Error{ErrorCode::kIo, "the map cannot be written"};
  }
  return {};
}

}  // namespace jpegaware::apps
