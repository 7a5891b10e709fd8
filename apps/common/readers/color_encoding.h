// SPDX-License-Identifier: Apache-2.0
// Samples whose primaries and curve a file states in numbers (PNG's gAMA and cHRM, HEIF's nclx):
// what is not sRGB is turned into it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace jpegaware::apps {

/// A colour in CIE 1931 xy.
struct Chromaticity {
  double x = 0;
  double y = 0;
};

struct Primaries {
  Chromaticity red, green, blue, white;
};

inline constexpr Chromaticity kWhiteD65{0.3127, 0.3290};
inline constexpr Primaries kSrgbPrimaries{
    {0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, kWhiteD65};
/// ITU-R BT.2020, and SMPTE EG 432-1 (Display P3).
inline constexpr Primaries kBt2020Primaries{
    {0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, kWhiteD65};
inline constexpr Primaries kDisplayP3Primaries{
    {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, kWhiteD65};

/// How samples in [0, 1] become linear light: a power, or sRGB's curve where it is 0.
struct ColorEncoding {
  Primaries primaries = kSrgbPrimaries;
  double decoding_exponent = 0;
};

/// Whether samples can be taken as sRGB as they are: primaries within 0.005, and sRGB's curve or
/// a power that differs from 2.2 by less than 5 % (libpng's own threshold).
[[nodiscard]] bool is_nearly_srgb(const ColorEncoding& encoding);

/// Turns 16-bit samples of an encoding into sRGB. The white points are matched by scaling XYZ;
/// what sRGB cannot hold is clipped. Thread-safe after construction.
class SrgbConverter {
 public:
  /// Primaries that span no triangle are taken as sRGB's.
  explicit SrgbConverter(const ColorEncoding& encoding);

  /// In place: red, green and blue at the front of each pixel.
  void convert_rgb(std::uint16_t* samples, int width_px, int samples_per_pixel) const;
  /// In place: grey at the front of each pixel.
  void convert_gray(std::uint16_t* samples, int width_px, int samples_per_pixel) const;

 private:
  [[nodiscard]] std::uint16_t encoded(float light) const;
  std::vector<float> light_of_sample_;          ///< 65,536 entries
  std::vector<std::uint16_t> sample_of_light_;  ///< sRGB's curve over the square root of light
  std::array<float, 9> matrix_{};
};

}  // namespace jpegaware::apps
