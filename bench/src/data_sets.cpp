// SPDX-License-Identifier: Apache-2.0
// Stage: sets of pictures. Input: folders. Output: named pictures, with fixations or masks.
#include "data_sets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>

#include "process.h"
#include "result_table.h"

namespace jpegaware::bench {
namespace {

namespace fs = std::filesystem;

Error bad_set(const fs::path& folder, const std::string& what) {
  return Error{ErrorCode::kBadInput, folder.string() + ": " + what};
}

bool is_picture(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return suffix == ".png" || suffix == ".jpg" || suffix == ".jpeg" || suffix == ".ppm" ||
         suffix == ".pgm" || suffix == ".pnm";
}

bool is_jpeg(const fs::path& path) {
  const std::string suffix = path.extension().string();
  return suffix == ".jpg" || suffix == ".jpeg" || suffix == ".JPG" || suffix == ".JPEG";
}

// Picture files of a folder, sorted; with those of folders below if asked.
std::vector<fs::path> pictures_in(const fs::path& folder, bool with_folders_below) {
  std::vector<fs::path> out;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; at != end; at.increment(code)) {
    if (code) break;
    if (!with_folders_below && at.depth() > 0) {
      at.disable_recursion_pending();
      continue;
    }
    if (at->is_regular_file(code) && is_picture(at->path())) out.push_back(at->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

SubjectSource plain_source(const fs::path& path) {
  return {path.filename().string(), [path]() -> Result<Subject> {
            Result<Image> image = read_image(path);
            if (!image) return image.error();
            return Subject{std::move(*image), {}, {}};
          }};
}

// ---- maps of attention -------------------------------------------------------------------------

struct Point {
  double x_px, y_px;
};

// Sum of Gaussians of a sigma at points, separably: each point adds to its rows and columns.
std::vector<float> density(const std::vector<Point>& points, int width_px, int height_px,
                           double sigma_px) {
  std::vector<float> out(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px));
  std::vector<float> across(static_cast<std::size_t>(width_px));
  const auto bell = [sigma_px](double d) { return std::exp(-d * d / (2.0 * sigma_px * sigma_px)); };
  for (const Point& point : points) {
    for (int x = 0; x < width_px; ++x) {
      across[static_cast<std::size_t>(x)] = static_cast<float>(bell(x - point.x_px));
    }
    // Beyond four sigmas a bell is under 0.0004 of its height.
    const int top = std::max(0, static_cast<int>(point.y_px - 4.0 * sigma_px));
    const int bottom = std::min(height_px, static_cast<int>(point.y_px + 4.0 * sigma_px) + 1);
    for (int y = top; y < bottom; ++y) {
      const float down = static_cast<float>(bell(y - point.y_px));
      float* row = &out[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px)];
      for (int x = 0; x < width_px; ++x) row[x] += down * across[static_cast<std::size_t>(x)];
    }
  }
  return out;
}

// Mean of each 8x8 block of a map.
std::vector<float> block_means(const std::vector<float>& map, int width_px, int height_px) {
  const int columns = (width_px + 7) / 8;
  const int rows = (height_px + 7) / 8;
  std::vector<float> sum(static_cast<std::size_t>(columns * rows));
  std::vector<float> count(sum.size());
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      const std::size_t block = static_cast<std::size_t>(y / 8 * columns + x / 8);
      sum[block] += map[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) +
                        static_cast<std::size_t>(x)];
      count[block] += 1.0F;
    }
  }
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] /= count[i];
  return sum;
}

std::vector<float> gray_of(const Image& image) {
  std::vector<float> out(image.rgb.size() / 3);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(image.rgb[3 * i]);
  return out;
}

// Attention as weights, and the fifth of the blocks that it looks at most.
Subject with_density(Image image, std::vector<float> weights) {
  std::vector<std::uint8_t> region = highest_fifth(
      block_means(weights, image.width_px, image.height_px), image.width_px, image.height_px);
  return {std::move(image), std::move(weights), std::move(region)};
}

Result<Image> prepared(const fs::path& path, const Preparation& preparation, bool& was_halved) {
  Result<Image> image = read_image(path);
  was_halved = image.has_value() && preparation.halve_jpegs && is_jpeg(path) &&
               image->width_px > 1 && image->height_px > 1;
  if (!was_halved) return image;
  return halved(*image);
}

// ---- layouts -----------------------------------------------------------------------------------

Result<std::map<std::string, std::vector<Point>>> read_fixations(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> names = split_csv(line);
  const auto column = [&names](std::string_view name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::size_t image = column("image");
  const std::size_t x = column("x");
  const std::size_t y = column("y");
  if (std::max({image, x, y}) >= names.size()) {
    return bad_set(file, "columns image, x and y are needed");
  }
  std::map<std::string, std::vector<Point>> out;
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = split_csv(line);
    if (cells.size() != names.size()) continue;
    out[cells[image]].push_back({std::atof(cells[x].c_str()), std::atof(cells[y].c_str())});
  }
  return out;
}

std::set<std::string> read_lines(const fs::path& file) {
  std::ifstream in(file);
  std::set<std::string> out;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) out.insert(line);
  }
  return out;
}

Result<std::vector<SubjectSource>> osie_set(const fs::path& folder,
                                            const Preparation& preparation) {
  Result<std::map<std::string, std::vector<Point>>> fixations =
      read_fixations(folder / "fixations.csv");
  if (!fixations) return fixations.error();
  const auto points =
      std::make_shared<std::map<std::string, std::vector<Point>>>(std::move(*fixations));
  const std::set<std::string> wanted = read_lines(folder / "test.txt");
  std::vector<SubjectSource> out;
  for (const fs::path& path : pictures_in(folder / "stimuli", false)) {
    const std::string name = path.filename().string();
    if (!wanted.empty() && wanted.count(name) == 0) continue;
    if (points->count(name) == 0) continue;
    out.push_back({name, [path, name, points, preparation]() -> Result<Subject> {
                     bool was_halved = false;
                     Result<Image> image = prepared(path, preparation, was_halved);
                     if (!image) return image.error();
                     std::vector<Point> at = points->at(name);
                     // Halving maps the centre of pixel pair (0, 1) to pixel 0.
                     for (Point& p : at) {
                       if (was_halved) p = {(p.x_px - 0.5) / 2.0, (p.y_px - 0.5) / 2.0};
                     }
                     const double sigma_px =
                         preparation.sigma_share * std::max(image->width_px, image->height_px);
                     std::vector<float> weights =
                         density(at, image->width_px, image->height_px, sigma_px);
                     return with_density(std::move(*image), std::move(weights));
                   }});
  }
  return out;
}

Result<Subject> with_map_file(const fs::path& path, const fs::path& map_path,
                              const Preparation& preparation, bool is_mask) {
  bool was_halved = false;
  Result<Image> image = prepared(path, preparation, was_halved);
  if (!image) return image.error();
  Result<Image> map = read_image(map_path);
  if (!map) return map.error();
  if (was_halved) map = halved(*map);
  if (map->width_px != image->width_px || map->height_px != image->height_px) {
    return bad_set(map_path, "its size is not the picture's");
  }
  std::vector<float> weights = gray_of(*map);
  if (!is_mask) return with_density(std::move(*image), std::move(weights));
  std::vector<std::uint8_t> inside(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    inside[i] = weights[i] >= 128.0F ? 1 : 0;
    weights[i] = static_cast<float>(inside[i]);
  }
  return Subject{std::move(*image), std::move(weights), std::move(inside)};
}

// Files that the sets ship beside pictures and maps: CAT2000's overlays, MIT1003's single points.
bool is_derived(const fs::path& path) {
  return path.parent_path().filename() == "Output" || path.stem().string().ends_with("_fixPts");
}

// MIT1003 calls the map of NAME "NAME_fixMap".
std::string place_and_stem(const fs::path& path, const fs::path& root) {
  std::string out = path.lexically_relative(root).replace_extension().string();
  constexpr std::string_view kMapMark = "_fixMap";
  if (out.ends_with(kMapMark)) out.resize(out.size() - kMapMark.size());
  return out;
}

// Pairs pictures of two folder trees that have the same place and stem.
Result<std::vector<SubjectSource>> paired(const fs::path& pictures, const fs::path& maps,
                                          const Preparation& preparation, bool are_masks) {
  std::map<std::string, fs::path> map_of;
  for (const fs::path& path : pictures_in(maps, true)) {
    if (is_derived(path)) continue;
    map_of[place_and_stem(path, maps)] = path;
  }
  std::vector<SubjectSource> out;
  int without_map = 0;
  for (const fs::path& path : pictures_in(pictures, true)) {
    if (is_derived(path)) continue;
    const auto found = map_of.find(place_and_stem(path, pictures));
    if (found == map_of.end()) {
      ++without_map;
      continue;
    }
    const fs::path map_path = found->second;
    out.push_back(
        {path.lexically_relative(pictures).string(), [path, map_path, preparation, are_masks] {
           return with_map_file(path, map_path, preparation, are_masks);
         }});
  }
  if (without_map > 0) {
    std::fprintf(stderr, "left out: %d pictures of %s that have none in %s\n", without_map,
                 pictures.c_str(), maps.c_str());
  }
  return out;
}

// The folder below that has one of the names; empty if none has.
fs::path folder_named(const fs::path& folder, std::initializer_list<const char*> names) {
  std::error_code code;
  for (const char* name : names) {
    if (fs::is_directory(folder / name, code)) return folder / name;
  }
  return {};
}

}  // namespace

Image halved(const Image& image) {
  Image out;
  out.width_px = image.width_px / 2;
  out.height_px = image.height_px / 2;
  const std::size_t row = static_cast<std::size_t>(image.width_px) * 3;
  for (std::size_t y = 0; y < static_cast<std::size_t>(out.height_px); ++y) {
    for (std::size_t x = 0; x < static_cast<std::size_t>(out.width_px); ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint8_t* at = &image.rgb[2 * y * row + 6 * x + c];
        out.rgb.push_back(
            static_cast<std::uint8_t>((at[0] + at[3] + at[row] + at[row + 3] + 2) / 4));
      }
    }
  }
  return out;
}

Result<std::vector<SubjectSource>> image_folder(const fs::path& folder) {
  std::vector<SubjectSource> out;
  for (const fs::path& path : pictures_in(folder, false)) out.push_back(plain_source(path));
  if (out.empty()) return bad_set(folder, "no PNG, JPEG or PNM pictures there");
  return out;
}

Result<std::vector<SubjectSource>> listed_folder(const fs::path& folder, const fs::path& list) {
  std::ifstream in(list);
  if (!in) return Error{ErrorCode::kIo, list.string() + ": cannot be opened"};
  std::map<std::string, std::string> expected;
  std::vector<std::string> command = {"sha256sum"};
  std::string wrong;
  std::error_code code;
  for (std::string sum, name; in >> sum >> name;) {
    expected[name] = sum;
    if (fs::exists(folder / name, code)) {
      command.push_back((folder / name).string());
    } else {
      wrong += ' ' + name;
    }
  }
  if (!wrong.empty()) return bad_set(folder, "the set is not whole, these are missing:" + wrong);
  const Result<ProcessResult> run = run_process(command);
  if (!run) return run.error();
  std::istringstream lines(run->output);
  std::vector<SubjectSource> out;
  for (std::string sum, path; lines >> sum && std::getline(lines, path);) {
    const fs::path file = path.substr(path.find_first_not_of(" *"));
    const std::string name = file.filename().string();
    if (expected[name] != sum) wrong += ' ' + name;
    out.push_back(plain_source(file));
  }
  if (!wrong.empty() || out.size() != expected.size()) {
    return bad_set(folder, "these are not the files of the set (checksums differ):" + wrong);
  }
  return out;
}

Result<std::vector<SubjectSource>> fixation_set(const fs::path& folder,
                                                const Preparation& preparation) {
  std::error_code code;
  Result<std::vector<SubjectSource>> out = std::vector<SubjectSource>();
  if (fs::exists(folder / "fixations.csv", code)) {
    out = osie_set(folder, preparation);
  } else {
    const fs::path pictures = folder_named(folder, {"Stimuli", "stimuli", "ALLSTIMULI"});
    const fs::path maps = folder_named(folder, {"FIXATIONMAPS", "fixationmaps", "ALLFIXATIONMAPS"});
    if (pictures.empty() || maps.empty()) {
      return bad_set(folder, "neither stimuli/ with fixations.csv nor Stimuli/ with FIXATIONMAPS/");
    }
    out = paired(pictures, maps, preparation, false);
  }
  if (out && out->empty()) return bad_set(folder, "no picture has fixations");
  return out;
}

Result<std::vector<SubjectSource>> mask_set(const fs::path& folder,
                                            const Preparation& preparation) {
  const fs::path pictures = folder_named(folder, {"images", "Images", "stimuli"});
  const fs::path masks = folder_named(
      folder, {"ground_truth_mask", "masks", "Masks", "ground_truth", "GT", "annotations"});
  if (pictures.empty() || masks.empty()) {
    return bad_set(folder, "folders images/ and ground_truth_mask/ (or masks/) are needed");
  }
  Result<std::vector<SubjectSource>> out = paired(pictures, masks, preparation, true);
  if (out && out->empty()) return bad_set(folder, "no picture has a mask of its name");
  return out;
}

}  // namespace jpegaware::bench
