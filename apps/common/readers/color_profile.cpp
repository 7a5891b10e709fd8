// SPDX-License-Identifier: Apache-2.0
// Converts pictures from their profile to sRGB, through the colour module.
#include "color_profile.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace jpegaware::apps {
namespace {

// ICC.1:2010, table 17: the data colour space at byte 16 of a header of 128.
constexpr std::size_t kColorSpaceAt = 16;
constexpr std::size_t kHeaderBytes = 128;

bool is_of_space(std::span<const std::uint8_t> profile, std::string_view space) {
  return profile.size() >= kHeaderBytes &&
         std::equal(space.begin(), space.end(), profile.begin() + kColorSpaceAt);
}

/// The name that the profile descriptions of sRGB's makers have, in 8-bit or 16-bit characters:
/// enough to need no colour module for the most common profile of all.
bool calls_itself_srgb(std::span<const std::uint8_t> profile) {
  constexpr std::array<std::string_view, 2> kNames{
      "sRGB IEC61966-2", std::string_view("\0s\0R\0G\0B\0 \0I\0E\0C\0006\0001\0009\0006\0006", 26)};
  return std::any_of(kNames.begin(), kNames.end(), [profile](std::string_view name) {
    return std::search(profile.begin(), profile.end(), name.begin(), name.end()) != profile.end();
  });
}

}  // namespace

bool profile_fits(std::span<const std::uint8_t> profile, PixelFormat format) {
  return is_of_space(profile, format == PixelFormat::kGray8 ? "GRAY" : "RGB ");
}

Result<bool> drop_profile(Picture& picture) {
  const Bytes profile = std::move(picture.metadata.icc);
  picture.metadata.icc.clear();
  if (profile.empty() || !profile_fits(profile, picture.format) || calls_itself_srgb(profile)) {
    return false;
  }
  const bool is_gray = picture.format == PixelFormat::kGray8;
  auto converter =
      make_profile_converter(profile, is_gray ? ProfileSamples::kGray : ProfileSamples::kRgb);
  if (!converter) {
    const Error& error = converter.error();
    return Error{error.code, "the colours cannot be converted to sRGB (" + error.message +
                                 "); -copy icc keeps the profile"};
  }
  if ((*converter)->is_srgb()) {
    return false;
  }
  const std::size_t pixels =
      static_cast<std::size_t>(picture.width_px) * static_cast<std::size_t>(picture.height_px);
  (*converter)->convert(picture.pixels.get(), picture.pixels.get(), pixels);
  return true;
}

Result<std::unique_ptr<ProfileConverter>> make_profile_converter(
    std::span<const std::uint8_t> profile, ProfileSamples samples) {
  auto module = load_color_module();
  if (!module) {
    return std::move(module).error();
  }
  return (*module)->make_converter(profile, samples);
}

}  // namespace jpegaware::apps
