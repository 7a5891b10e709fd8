// SPDX-License-Identifier: Apache-2.0
// Stage: a run over pictures, codecs and qualities. Input: what to run. Output: rows, resumed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "codecs/codec.h"
#include "jpegaware/result.h"
#include "picture_file.h"
#include "result_table.h"

namespace jpegaware::bench {

/// A picture with what people said about it.
struct Subject {
  Image image;
  /// One weight a pixel (fixation density, or a mask as 0 and 1); empty: nothing is known.
  std::vector<float> attention;
  /// Not 0 where the attention's region is (a mask, or the density's highest fifth of the luma
  /// blocks); as many pixels, or empty.
  std::vector<std::uint8_t> attended_region;
};

/// A picture's name and how to load it, so that only the pictures in work are in memory.
struct SubjectSource {
  std::string name;
  std::function<Result<Subject>()> load;
};

/// Finds the network's own region of a picture; empty where there is no network.
using RegionFinder = std::function<Result<std::vector<std::uint8_t>>(const Image&)>;

struct Sweep {
  std::string title;  ///< for progress lines
  std::vector<SubjectSource> subjects;
  std::vector<const Codec*> codecs;
  std::vector<int> qualities;
  RegionFinder find_region;
  std::string region_version;  ///< changes when find_region would find another region
  bool with_butteraugli = true;
  int threads = 1;
  std::filesystem::path results_file;  ///< resumed from and written to
};

/// Encodes every subject with every codec at every quality, decodes and scores it, and appends a
/// row to the results file, so that an interrupted run goes on where it stopped. A row of the file
/// is reused if neither its codec's version nor what judges it has changed. Progress goes to standard error.
///
/// @return the rows of this sweep, sorted (also written to the file); the first error otherwise
[[nodiscard]] Result<std::vector<Row>> run_sweep(const Sweep& sweep);

/// The commit of the source folder, with "+" where it has uncommitted changes; empty if unknown.
[[nodiscard]] std::string source_commit();

/// The highest fifth of the luma blocks (8x8 pixels) by a value each, as pixels: 1 inside. Equal
/// values count in raster order, so that the region always has a fifth of the blocks.
[[nodiscard]] std::vector<std::uint8_t> highest_fifth(const std::vector<float>& block_values,
                                                      int width_px, int height_px);

}  // namespace jpegaware::bench
