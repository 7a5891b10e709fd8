// SPDX-License-Identifier: Apache-2.0
// Stage: a folder of photos and eye movements -> a list of photos with fixations.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::apps {

/// Where one person's eye rested, in pixels of the photo from its left upper corner.
struct Fixation {
  int subject = 0;
  float x_px = 0.0F;
  float y_px = 0.0F;
};

struct Stimulus {
  std::string name;      ///< the file's name; with its category before it where there is one
  std::string category;  ///< empty where the set has none
  std::filesystem::path photo;
  std::vector<Fixation> fixations;
};

/// Stimuli in the order of their list.
struct FixationSet {
  std::string name;
  std::vector<Stimulus> stimuli;
  bool has_subjects = false;  ///< whether it is known whose each fixation is
};

/// Reads `folder/stimuli`, `folder/fixations.csv` (a header, then image, subject, index, x, y, ...)
/// and the photos that `folder/list` names, one a line. Fixations of other photos are skipped.
/// io for a missing file, bad_input (with the line) for what cannot be understood.
[[nodiscard]] Result<FixationSet> read_fixation_set(const std::filesystem::path& folder,
                                                    const std::string& list);

/// Reads a set whose fixations are maps, as MIT's sets and CAT2000 have them: the photos of one folder
/// and, in another, for each of the same name and size either a picture (maybe with `_fixPts` behind
/// the name) that is bright where somebody looked, or a .mat file with a matrix that is not zero
/// there. Folders inside are categories, as in CAT2000. io, bad_input as above.
[[nodiscard]] Result<FixationSet> read_picture_set(const std::filesystem::path& photos,
                                                   const std::filesystem::path& fixation_pictures);

}  // namespace jpegaware::apps
