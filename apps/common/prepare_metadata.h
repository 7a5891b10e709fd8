// SPDX-License-Identifier: Apache-2.0
// Stage: a picture as its file has it -> the picture and the metadata that the output gets.
#pragma once

#include "jpegaware/result.h"
#include "picture.h"

namespace jpegaware::apps {

/// What is to become of a picture's metadata.
struct MetadataChoice {
  CopyPolicy policy = CopyPolicy::kAll;
  /// Turns the pixels by the orientation tag, and resets it. Done anyway where the policy drops
  /// the tag.
  bool turns_upright = false;
  /// The picture will be grey: an RGB profile has to go.
  bool becomes_gray = false;
  /// The profile goes, whatever the policy says.
  bool drops_profile = false;
  /// The profile will be replaced by another one, which is said to describe the samples as they
  /// are: nothing is converted.
  bool replaces_profile = false;
};

/// Applies a choice: drops what the policy does not keep, old thumbnails, and profiles that do not
/// fit the samples; converts colours to sRGB where their profile goes; turns. What cannot be kept
/// without being asked for is said in the picture's warnings.
/// @return whether the pixels changed; unsupported for a gain map that would have to be turned, or
///         colours that cannot be converted; bad_input for a gain map that cannot be found, or a
///         damaged profile
[[nodiscard]] Result<bool> prepare_metadata(Picture& picture, const MetadataChoice& choice);

}  // namespace jpegaware::apps
