// SPDX-License-Identifier: Apache-2.0
// Turns samples of other primaries and curves into sRGB.
#include "color_encoding.h"

#include <algorithm>
#include <cmath>

namespace jpegaware::apps {
namespace {

constexpr std::size_t kLightSteps = 16384;

bool is_near(const Chromaticity& a, const Chromaticity& b) {
  constexpr double kWithin = 0.005;
  return std::abs(a.x - b.x) < kWithin && std::abs(a.y - b.y) < kWithin;
}

using Matrix = std::array<double, 9>;

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix result{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      for (std::size_t k = 0; k < 3; ++k) {
        result[row * 3 + column] += a[row * 3 + k] * b[k * 3 + column];
      }
    }
  }
  return result;
}

/// By cofactors; `is_regular` is false where the rows lie in a plane.
Matrix inverse(const Matrix& m, bool& is_regular) {
  const auto minor = [&m](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
    return m[a] * m[d] - m[b] * m[c];
  };
  Matrix adjugate{minor(4, 5, 7, 8), minor(2, 1, 8, 7), minor(1, 2, 4, 5),
                  minor(5, 3, 8, 6), minor(0, 2, 6, 8), minor(2, 0, 5, 3),
                  minor(3, 4, 6, 7), minor(1, 0, 7, 6), minor(0, 1, 3, 4)};
  const double determinant = m[0] * adjugate[0] + m[1] * adjugate[3] + m[2] * adjugate[6];
  is_regular = std::isfinite(determinant) && std::abs(determinant) > 1e-6;
  for (double& value : adjugate) {
    value /= is_regular ? determinant : 1;
  }
  return adjugate;
}

/// Linear RGB to XYZ scaled so that white is (1, 1, 1) whatever its colour.
Matrix to_white_scaled_xyz(const Primaries& p, bool& is_regular) {
  is_regular = p.red.y > 0 && p.green.y > 0 && p.blue.y > 0 && p.white.y > 0;
  if (!is_regular) {
    return {};
  }
  const auto z = [](const Chromaticity& c) { return 1 - c.x - c.y; };
  const Matrix columns{p.red.x,  p.green.x, p.blue.x,   p.red.y,  p.green.y,
                       p.blue.y, z(p.red),  z(p.green), z(p.blue)};
  const Matrix inverted = inverse(columns, is_regular);
  const std::array white{p.white.x / p.white.y, 1.0, z(p.white) / p.white.y};
  Matrix result{};
  for (std::size_t column = 0; column < 3; ++column) {
    const double scale = inverted[column * 3] * white[0] + inverted[column * 3 + 1] * white[1] +
                         inverted[column * 3 + 2] * white[2];
    for (std::size_t row = 0; row < 3; ++row) {
      result[row * 3 + column] = columns[row * 3 + column] * scale / white[row];
    }
  }
  return result;
}

Matrix to_srgb_matrix(const Primaries& primaries) {
  bool is_regular = false;
  bool is_srgb_regular = false;
  const Matrix from = to_white_scaled_xyz(primaries, is_regular);
  const Matrix srgb = to_white_scaled_xyz(kSrgbPrimaries, is_srgb_regular);
  constexpr Matrix kIdentity{1, 0, 0, 0, 1, 0, 0, 0, 1};
  return is_regular ? product(inverse(srgb, is_srgb_regular), from) : kIdentity;
}

// IEC 61966-2-1.
double srgb_light(double sample) {
  return sample <= 0.04045 ? sample / 12.92 : std::pow((sample + 0.055) / 1.055, 2.4);
}
double srgb_sample(double light) {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

}  // namespace

bool is_nearly_srgb(const ColorEncoding& encoding) {
  constexpr double kSrgbExponent = 2.2;
  const bool has_srgb_curve = encoding.decoding_exponent == 0 ||
                              std::abs(encoding.decoding_exponent / kSrgbExponent - 1) < 0.05;
  const Primaries& p = encoding.primaries;
  return has_srgb_curve && is_near(p.red, kSrgbPrimaries.red) &&
         is_near(p.green, kSrgbPrimaries.green) && is_near(p.blue, kSrgbPrimaries.blue) &&
         is_near(p.white, kSrgbPrimaries.white);
}

SrgbConverter::SrgbConverter(const ColorEncoding& encoding)
    : light_of_sample_(65536), sample_of_light_(kLightSteps + 1) {
  for (std::size_t i = 0; i < light_of_sample_.size(); ++i) {
    const double sample = static_cast<double>(i) / 65535;
    light_of_sample_[i] = static_cast<float>(encoding.decoding_exponent == 0
                                                 ? srgb_light(sample)
                                                 : std::pow(sample, encoding.decoding_exponent));
  }
  for (std::size_t i = 0; i < sample_of_light_.size(); ++i) {
    const double root = static_cast<double>(i) / kLightSteps;
    sample_of_light_[i] = static_cast<std::uint16_t>(std::lround(65535 * srgb_sample(root * root)));
  }
  const Matrix matrix = to_srgb_matrix(encoding.primaries);
  std::transform(matrix.begin(), matrix.end(), matrix_.begin(),
                 [](double value) { return static_cast<float>(value); });
}

std::uint16_t SrgbConverter::encoded(float light) const {
  const float root = std::sqrt(std::clamp(light, 0.0F, 1.0F));
  return sample_of_light_[static_cast<std::size_t>(root * static_cast<float>(kLightSteps) + 0.5F)];
}

void SrgbConverter::convert_rgb(std::uint16_t* samples, int width_px, int samples_per_pixel) const {
  for (int x = 0; x < width_px; ++x, samples += samples_per_pixel) {
    const float red = light_of_sample_[samples[0]];
    const float green = light_of_sample_[samples[1]];
    const float blue = light_of_sample_[samples[2]];
    for (std::size_t c = 0; c < 3; ++c) {
      samples[c] =
          encoded(matrix_[c * 3] * red + matrix_[c * 3 + 1] * green + matrix_[c * 3 + 2] * blue);
    }
  }
}

void SrgbConverter::convert_gray(std::uint16_t* samples, int width_px,
                                 int samples_per_pixel) const {
  for (int x = 0; x < width_px; ++x, samples += samples_per_pixel) {
    samples[0] = encoded(light_of_sample_[samples[0]]);
  }
}

}  // namespace jpegaware::apps
