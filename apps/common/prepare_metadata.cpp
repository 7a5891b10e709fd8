// SPDX-License-Identifier: Apache-2.0
// Applies -copy and -auto-orient to a picture that was read.
#include "prepare_metadata.h"

#include <utility>

#include "color_profile.h"
#include "exif.h"
#include "picture_edit.h"
#include "xmp.h"

namespace jpegaware::apps {
namespace {

/// A gain map is kept whole, or refused, or its loss is said.
Result<void> check_further_pictures(Picture& picture, const MetadataChoice& choice) {
  const FurtherPictures& further = picture.metadata.further;
  const bool is_turned = choice.turns_upright && orientation_of(picture.metadata) != 1;
  if (further.is_missing) {
    picture.warnings.emplace_back(
        "further pictures that the file names (such as an HDR gain map) are cut off or missing");
  }
  if (further.is_foreign && choice.policy == CopyPolicy::kAll) {
    return Error{ErrorCode::kUnsupported,
                 "the HDR gain map cannot be carried into a JPEG; -copy icc leaves it behind"};
  }
  if (further.is_foreign) {
    picture.warnings.emplace_back(
        "the HDR gain map is left behind: it cannot be carried into a JPEG");
  }
  if (choice.policy != CopyPolicy::kAll) {
    if (further.has_gain_map) {
      picture.warnings.emplace_back("the HDR gain map is dropped: only -copy all keeps it");
    }
    return {};
  }
  if (further.is_damaged) {
    return Error{ErrorCode::kBadInput,
                 "the picture has an HDR gain map, but what says where it lies is damaged; -copy "
                 "none drops it"};
  }
  if (!further.empty() && is_turned) {
    return Error{ErrorCode::kUnsupported,
                 "the file holds further pictures (such as an HDR gain map) that -auto-orient "
                 "cannot turn; leave "
                 "-auto-orient away, or drop them with -copy safe"};
  }
  if (further.empty() && xmp_names_film(picture.metadata.xmp)) {
    picture.warnings.emplace_back("the film behind the picture (motion photo) is left behind");
  }
  return {};
}

/// Whether there was anything to turn.
bool turn_upright(Picture& picture) {
  const int orientation = orientation_of(picture.metadata);
  if (orientation == 1) {
    return false;
  }
  if (swaps_sides(orientation)) {
    swap_exif_sides(picture.metadata.exif);
    if (auto& density = picture.metadata.density) {
      std::swap(density->x, density->y);
    }
  }
  reset_orientation(picture.metadata);
  picture = turned(std::move(picture), orientation);
  return true;
}

bool keeps_profile(const MetadataChoice& choice) {
  return !choice.drops_profile && choice.policy != CopyPolicy::kNone &&
         choice.policy != CopyPolicy::kComments;
}

/// Whether colours changed.
Result<bool> settle_profile(Picture& picture, const MetadataChoice& choice) {
  Bytes& profile = picture.metadata.icc;
  if (profile.empty() || choice.replaces_profile) {
    profile.clear();
    return false;
  }
  if (!profile_fits(profile, picture.format)) {
    picture.notes.emplace_back(
        "the ICC profile is dropped: it describes other samples than the picture's");
    profile.clear();
    return false;
  }
  const bool changes_kind = choice.becomes_gray && picture.format != PixelFormat::kGray8;
  return keeps_profile(choice) && !changes_kind ? Result<bool>(false) : drop_profile(picture);
}

}  // namespace

Result<bool> prepare_metadata(Picture& picture, const MetadataChoice& choice) {
  if (auto checked = check_further_pictures(picture, choice); !checked) {
    return std::move(checked).error();
  }
  const auto recolored = settle_profile(picture, choice);
  if (!recolored) {
    return recolored.error();
  }
  const bool turns = choice.turns_upright || !keeps_orientation(choice.policy);
  const bool is_turned = turns && turn_upright(picture);
  picture.metadata = kept_by(std::move(picture.metadata), choice.policy);
  drop_thumbnail(picture.metadata);
  return *recolored || is_turned;
}

}  // namespace jpegaware::apps
