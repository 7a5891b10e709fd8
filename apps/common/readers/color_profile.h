// SPDX-License-Identifier: Apache-2.0
// What a picture's ICC profile means for its pixels; Little CMS is loaded only to convert them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "jpegaware/image_view.h"
#include "jpegaware/result.h"
#include "loadable_module.h"
#include "picture.h"

namespace jpegaware::apps {

/// Whether the profile is for samples of this kind (grey for grey, RGB for RGB).
[[nodiscard]] bool profile_fits(std::span<const std::uint8_t> profile, PixelFormat format);

/// Takes the picture's profile away; colours are converted to sRGB first, unless the profile says
/// nothing else than sRGB. Does nothing where there is none.
/// @return whether samples changed; unsupported where the colour module is not installed and the
/// profile is not one that
///         is known to be sRGB's by its name; bad_input for a damaged profile
[[nodiscard]] Result<bool> drop_profile(Picture& picture);

/// A converter from the profile to sRGB.
/// @return unsupported without the colour module, bad_input for a damaged profile or other samples
[[nodiscard]] Result<std::unique_ptr<ProfileConverter>> make_profile_converter(
    std::span<const std::uint8_t> profile, ProfileSamples samples);

}  // namespace jpegaware::apps
