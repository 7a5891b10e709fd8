// SPDX-License-Identifier: Apache-2.0
// Module: turns samples of an ICC profile into sRGB with Little CMS.
#include <lcms2.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "loadable_module.h"

namespace jpegaware::apps {
namespace {

using Profile = std::unique_ptr<void, decltype(&cmsCloseProfile)>;
using Transform = std::unique_ptr<void, decltype(&cmsDeleteTransform)>;

struct Samples {
  cmsColorSpaceSignature signature;
  cmsUInt32Number from;
  cmsUInt32Number to;
  std::size_t channels_in;
  std::size_t channels_out;
};

Samples samples_of(ProfileSamples samples) {
  switch (samples) {
    case ProfileSamples::kGray:
      return {cmsSigGrayData, TYPE_GRAY_8, TYPE_GRAY_8, 1, 1};
    case ProfileSamples::kRgb:
      return {cmsSigRgbData, TYPE_RGB_8, TYPE_RGB_8, 3, 3};
    case ProfileSamples::kCmyk:
      return {cmsSigCmykData, TYPE_CMYK_8, TYPE_RGB_8, 4, 3};
  }
  return {cmsSigRgbData, TYPE_RGB_8, TYPE_RGB_8, 3, 3};
}

/// Grey with sRGB's curve and white.
Profile gray_with_srgb_curve() {
  const cmsFloat64Number parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  constexpr cmsInt32Number kIec61966 = 4;
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, kIec61966, parameters);
  Profile profile(curve == nullptr ? nullptr : cmsCreateGrayProfile(cmsD50_xyY(), curve),
                  cmsCloseProfile);
  if (curve != nullptr) {
    cmsFreeToneCurve(curve);
  }
  return profile;
}

class LcmsConverter final : public ProfileConverter {
 public:
  LcmsConverter(Transform transform, const Samples& samples)
      : transform_(std::move(transform)), samples_(samples) {}

  [[nodiscard]] bool is_srgb() const override {
    if (samples_.channels_in != samples_.channels_out) {
      return false;
    }
    constexpr int kSteps = 6;
    std::vector<std::uint8_t> colors;
    for (int i = 0; i < kSteps * kSteps * kSteps; ++i) {
      for (int digit : {i % kSteps, i / kSteps % kSteps, i / (kSteps * kSteps)}) {
        colors.push_back(static_cast<std::uint8_t>(digit * 51));
      }
    }
    std::vector<std::uint8_t> converted(colors.size());
    convert(colors.data(), converted.data(), colors.size() / samples_.channels_in);
    return std::equal(colors.begin(), colors.end(), converted.begin(),
                      [](int a, int b) { return std::abs(a - b) <= 1; });
  }

  void convert(const std::uint8_t* from, std::uint8_t* to, std::size_t pixels) const override {
    // cmsDoTransform counts in 32 bits.
    constexpr std::size_t kAtOnce = std::size_t{1} << 24U;
    for (std::size_t done = 0; done < pixels; done += kAtOnce) {
      cmsDoTransform(transform_.get(), from + done * samples_.channels_in,
                     to + done * samples_.channels_out,
                     static_cast<cmsUInt32Number>(std::min(kAtOnce, pixels - done)));
    }
  }

 private:
  Transform transform_;
  Samples samples_;
};

void say_nothing(cmsContext /*context*/, cmsUInt32Number /*code*/, const char* /*text*/) {}

Result<std::unique_ptr<ProfileConverter>> make_converter(std::span<const std::uint8_t> profile,
                                                         ProfileSamples kind) {
  cmsSetLogErrorHandler(say_nothing);
  const Samples samples = samples_of(kind);
  const Profile from(
      cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())),
      cmsCloseProfile);
  if (!from) {
    return Error{ErrorCode::kBadInput, "the ICC profile is damaged"};
  }
  if (cmsGetColorSpace(from.get()) != samples.signature) {
    return Error{ErrorCode::kBadInput,
                 "the ICC profile is of another kind of colour than the picture"};
  }
  const bool is_gray = kind == ProfileSamples::kGray;
  const Profile srgb =
      is_gray ? gray_with_srgb_curve() : Profile(cmsCreate_sRGBProfile(), cmsCloseProfile);
  if (!srgb) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory to convert colours"};
  }
  Transform transform(
      cmsCreateTransform(from.get(), samples.from, srgb.get(), samples.to,
                         INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION),
      cmsDeleteTransform);
  if (!transform) {
    return Error{ErrorCode::kBadInput, "the ICC profile cannot be converted to sRGB"};
  }
  return std::unique_ptr<ProfileConverter>(new LcmsConverter(std::move(transform), samples));
}

}  // namespace
}  // namespace jpegaware::apps

JPEGAWARE_MODULE_ENTRY const jpegaware::apps::ColorModule* jpegaware_color_module() {
  static constexpr jpegaware::apps::ColorModule kModule{jpegaware::apps::kModuleVersion,
                                                        jpegaware::apps::make_converter};
  return &kModule;
}
