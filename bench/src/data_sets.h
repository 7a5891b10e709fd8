// SPDX-License-Identifier: Apache-2.0
// Stage: sets of pictures. Input: folders. Output: named pictures, with fixations or masks.
#pragma once

#include <filesystem>
#include <vector>

#include "jpegaware/result.h"
#include "sweep.h"

namespace jpegaware::bench {

/// How photos are prepared before they are judged.
struct Preparation {
  /// Photos that are JPEGs themselves are halved by area first: at full size their own block grid
  /// favours Annex K's tables and a re-encode at their own quality is nearly free.
  bool halve_jpegs = true;
  /// Blur of single fixations: sigma over the longer side of the photo. One degree of sight is
  /// 24 of 800 pixels in OSIE (0.03), 26 of 1024 in the MIT sets (0.0254).
  double sigma_share = 0.03;
};

/// Every PNG, JPEG or PNM file of a folder, sorted by name.
/// @return io for a folder that cannot be read, bad_input for one without pictures
[[nodiscard]] Result<std::vector<SubjectSource>> image_folder(const std::filesystem::path& folder);

/// The pictures of a folder that a list names, which must all be there and unchanged.
/// @param list  lines of "SHA-256  file name", as sha256sum prints them
/// @return bad_input naming the files that are missing or differ: half a set is not the set
[[nodiscard]] Result<std::vector<SubjectSource>> listed_folder(const std::filesystem::path& folder,
                                                               const std::filesystem::path& list);

/// A set with human fixations, in one of two layouts. OSIE's: `stimuli/` and `fixations.csv`
/// (columns image, x, y and others; pixels from 0), only the images of `test.txt` if it is there.
/// MIT's and CAT2000's: `Stimuli/CATEGORY/NAME` with `FIXATIONMAPS/CATEGORY/NAME`, grey maps.
[[nodiscard]] Result<std::vector<SubjectSource>> fixation_set(const std::filesystem::path& folder,
                                                              const Preparation& preparation);

/// A set with masks, ECSSD's layout: two folders below (named like images and masks), files of the
/// same name but for the suffix; a mask's pixels count from half of white on.
[[nodiscard]] Result<std::vector<SubjectSource>> mask_set(const std::filesystem::path& folder,
                                                          const Preparation& preparation);

/// Mean of each 2x2 pixels, rounded to nearest; an odd last row or column is dropped.
[[nodiscard]] Image halved(const Image& image);

}  // namespace jpegaware::bench
