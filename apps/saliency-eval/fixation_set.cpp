// SPDX-License-Identifier: Apache-2.0
// Stage: a folder of photos and eye movements -> a list of photos with fixations.
#include "fixation_set.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "mat_matrix.h"
#include "picture.h"

namespace jpegaware::apps {
namespace {

namespace fs = std::filesystem;

/// Samples of a fixation picture from here on mean that somebody looked: JPEG's own noise around
/// the points stays below.
constexpr int kFixatedSample = 128;

Error cannot_read(const fs::path& path) {
  return {ErrorCode::kIo, path.string() + ": cannot be read"};
}

Result<std::vector<std::string>> read_list(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) {
      line.pop_back();
    }
    if (!line.empty()) {
      names.push_back(line);
    }
  }
  if (names.empty()) {
    return cannot_read(path);
  }
  return names;
}

/// The first fields of a line that commas separate.
template <std::size_t N>
bool split_fields(std::string_view line, std::array<std::string_view, N>& fields) {
  for (std::size_t i = 0; i < N; ++i) {
    const std::size_t comma = line.find(',');
    if (line.empty() || (comma == std::string_view::npos && i + 1 < N)) {
      return false;
    }
    fields[i] = line.substr(0, comma);
    line = comma == std::string_view::npos ? std::string_view{} : line.substr(comma + 1);
  }
  return true;
}

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  return std::from_chars(text.data(), end, number).ptr == end && !text.empty();
}

Result<std::map<std::string, std::vector<Fixation>, std::less<>>> read_table(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) {
    return cannot_read(path);
  }
  std::map<std::string, std::vector<Fixation>, std::less<>> table;
  for (int number = 2; std::getline(file, line); ++number) {
    std::array<std::string_view, 5> fields;  // image, subject, index, x, y
    Fixation fixation;
    if (!split_fields(line, fields) || !parse_number(fields[1], fixation.subject) ||
        !parse_number(fields[3], fixation.x_px) || !parse_number(fields[4], fixation.y_px)) {
      return Error{ErrorCode::kBadInput, path.string() + ": line " + std::to_string(number) +
                                             " is not image,subject,index,x,y"};
    }
    table[std::string(fields[0])].push_back(fixation);
  }
  return table;
}

bool is_picture(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

/// The fixation picture or matrix that belongs to a photo, or an empty path.
fs::path find_partner(const fs::path& folder, const std::string& stem) {
  for (const char* ending : {".png", ".jpg", ".jpeg", "_fixPts.jpg", "_fixPts.png", ".mat"}) {
    const fs::path candidate = folder / (stem + ending);
    if (fs::is_regular_file(candidate)) {
      return candidate;
    }
  }
  return {};
}

/// Where a matrix of a photo's size is not zero.
Result<std::vector<Fixation>> fixations_of_matrix(const Bytes& bytes, const fs::path& path) {
  const auto matrix = read_mat_matrix(std::as_bytes(std::span(bytes)));
  if (!matrix) {
    return Error{matrix.error().code, path.string() + ": " + matrix.error().message};
  }
  std::vector<Fixation> fixations;
  for (std::size_t i = 0; i < matrix->values.size(); ++i) {
    if (matrix->values[i] != 0.0) {
      const auto rows = static_cast<std::size_t>(matrix->rows);
      fixations.push_back({0, static_cast<float>(i / rows), static_cast<float>(i % rows)});
    }
  }
  return fixations;
}

Result<std::vector<Fixation>> read_fixation_picture(const fs::path& path) {
  const auto bytes = read_input(path.string());
  if (!bytes) {
    return bytes.error();
  }
  if (path.extension() == ".mat") {
    return fixations_of_matrix(*bytes, path);
  }
  const auto picture = read_picture(*bytes, ReadOptions{});
  if (!picture) {
    return Error{picture.error().code, path.string() + ": " + picture.error().message};
  }
  std::vector<Fixation> fixations;
  const auto step = static_cast<std::size_t>(bytes_per_pixel(picture->format));
  for (int y = 0; y < picture->height_px; ++y) {
    const std::uint8_t* row = picture->view().row(y);
    for (int x = 0; x < picture->width_px; ++x) {
      if (row[static_cast<std::size_t>(x) * step] >= kFixatedSample) {
        fixations.push_back({0, static_cast<float>(x), static_cast<float>(y)});
      }
    }
  }
  return fixations;
}

}  // namespace

Result<FixationSet> read_fixation_set(const fs::path& folder, const std::string& list) {
  auto names = read_list(folder / list);
  if (!names) {
    return std::move(names).error();
  }
  auto table = read_table(folder / "fixations.csv");
  if (!table) {
    return std::move(table).error();
  }
  FixationSet set{folder.filename().string(), {}, true};
  for (const std::string& name : *names) {
    const auto found = table->find(name);
    if (found == table->end()) {
      return Error{ErrorCode::kBadInput, (folder / list).string() + ": no fixations for " + name};
    }
    set.stimuli.push_back({name, "", folder / "stimuli" / name, std::move(found->second)});
  }
  return set;
}

Result<FixationSet> read_picture_set(const fs::path& photos, const fs::path& fixation_pictures) {
  std::error_code failed;
  FixationSet set{photos.filename().string(), {}, false};
  for (const auto& entry : fs::recursive_directory_iterator(photos, failed)) {
    if (!entry.is_regular_file() || !is_picture(entry.path())) {
      continue;
    }
    const fs::path below = entry.path().lexically_relative(photos);
    const fs::path partner =
        find_partner(fixation_pictures / below.parent_path(), entry.path().stem().string());
    if (partner.empty()) {
      continue;  // CAT2000 keeps other pictures of each photo beside it
    }
    auto fixations = read_fixation_picture(partner);
    if (!fixations) {
      return std::move(fixations).error();
    }
    set.stimuli.push_back({below.generic_string(), below.parent_path().generic_string(), entry.path(),
                           std::move(*fixations)});
  }
  if (failed || set.stimuli.empty()) {
    return Error{ErrorCode::kIo, photos.string() + ": no photo here has a fixation picture in " +
                                     fixation_pictures.string()};
  }
  std::sort(set.stimuli.begin(), set.stimuli.end(),
            [](const Stimulus& a, const Stimulus& b) { return a.name < b.name; });
  return set;
}

}  // namespace jpegaware::apps
