// SPDX-License-Identifier: Apache-2.0
// The row operations under perceptual_error: the plain versions.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "perceptual_error_kernels.h"
#include "whole_row.h"

namespace jpegaware::detail {
namespace {

// -- Colour ---------------------------------------------------------------------------------------

struct Rgb {
  float r, g, b;
};
Rgb rgb_of(float y, float cb, float cr) {
  const float grey = y + 128.0F;
  return {grey + kRFromCr * cr, (grey + kGFromCb * cb) + kGFromCr * cr, grey + kBFromCb * cb};
}

float power_0_4(float root) {
  return kPower04[0] +
         root * (kPower04[1] + root * (kPower04[2] + root * (kPower04[3] + root * kPower04[4])));
}

/// Linear light of an sRGB value in 0..255 (clamped), and its derivative at the clamped value.
struct Light {
  float light, slope;
};
Light light_of(float v) {
  const float u = std::min(std::max(v, 0.0F), 255.0F) * (1.0F / 255.0F);
  const float z = (u + 0.055F) * (1.0F / 1.055F);
  const float curved = z * power_0_4(std::sqrt(z));
  if (u <= kKnee) {
    return {u * kKneeSlope, kKneeSlope / 255.0F};
  }
  return {z * curved, curved * (2.4F / 1.055F / 255.0F)};
}

/// The derivative by the linear value itself, within 10 %.
float linear_slope_at(float light) {
  return std::max(std::sqrt(std::max(light, 0.0F)) * (2.2F / 255.0F), 0.077F / 255.0F);
}

float mixed(const std::array<float, 3>& mix, float r, float g, float b) {
  return ((mix[0] * r + mix[1] * g) + mix[2] * b) + kOpsinBias;
}

float inverse_cube_root(float v) {
  const auto third =
      static_cast<std::int32_t>(static_cast<float>(std::bit_cast<std::int32_t>(v)) * (1.0F / 3));
  const float y = std::bit_cast<float>(kInverseRootBits - third);
  const float c = 1.0F - v * ((y * y) * y);
  return y + (y * c) *
                 (kInverseRootSeries[0] + c * (kInverseRootSeries[1] + c * kInverseRootSeries[2]));
}

float cube_root(float v) {
  const float y = inverse_cube_root(v);
  return v * (y * y);
}

/// The cube root's derivative.
float cube_root_slope(float v) {
  const float y = inverse_cube_root(v);
  return (y * y) * (1.0F / 3);
}

struct Xyb {
  float x, y, b;
};
Xyb xyb_of(Channels channels, float r, float g, float b) {
  const float l = cube_root(mixed(kLong, r, g, b));
  const float m = cube_root(mixed(kMiddle, r, g, b));
  const float luma = 0.5F * (l + m);
  Xyb out{0.0F, luma + kYOffset, 0.0F};
  if (channels != Channels::kY) {
    out.x = kXScale * (l - m) + kXOffset;
  }
  if (channels == Channels::kXYB) {
    out.b = (cube_root(mixed(kShort, r, g, b)) - luma) + kBOffset;
  }
  return out;
}

/// Derivatives of L, M, S by what is mixed into them.
struct Lms {
  float l, m, s;
};

/// What moving each of Y, Cb, Cr does to one channel, through light's own derivatives.
struct YccSlopes {
  float y, cb, cr;
};
YccSlopes by_ycc(float r, float g, float b) {
  return {(r + g) + b, kGFromCb * g + kBFromCb * b, kRFromCr * r + kGFromCr * g};
}

/// Row sums of the curvature's majorant: each of Y, Cb, Cr pays for what it shares with the others.
void add_curvature(float weight, const YccSlopes& slopes, YccSlopes& sums) {
  const float y = std::abs(slopes.y);
  const float cb = std::abs(slopes.cb);
  const float cr = std::abs(slopes.cr);
  const float all = weight * ((y + cb) + cr);
  sums.y += all * y;
  sums.cb += all * cb;
  sums.cr += all * cr;
}

/// Derivatives of Y (of XYB) by the light of one primary.
float luma_slope(const Lms& d, std::size_t i) { return 0.5F * (d.l * kLong[i] + d.m * kMiddle[i]); }
YccSlopes luma_slopes(const Lms& d, const Rgb& slope) {
  return by_ycc(luma_slope(d, 0) * slope.r, luma_slope(d, 1) * slope.g, luma_slope(d, 2) * slope.b);
}
YccSlopes x_slopes(const Lms& d, const Rgb& slope) {
  const auto by = [&](std::size_t i) { return kXScale * (d.l * kLong[i] - d.m * kMiddle[i]); };
  return by_ycc(by(0) * slope.r, by(1) * slope.g, by(2) * slope.b);
}
YccSlopes b_slopes(const Lms& d, const Rgb& slope) {
  const auto by = [&](std::size_t i) { return d.s * kShort[i] - luma_slope(d, i); };
  return by_ycc(by(0) * slope.r, by(1) * slope.g, by(2) * slope.b);
}

}  // namespace

void light_row_from(int first, const RowsIn3& ycc, int width, const RowsOut3& light) {
  for (int x = first; x < width; ++x) {
    const Rgb rgb = rgb_of(ycc[0][x], ycc[1][x], ycc[2][x]);
    light[0][x] = light_of(rgb.r).light;
    light[1][x] = light_of(rgb.g).light;
    light[2][x] = light_of(rgb.b).light;
  }
}

void halve_row_from(int first, const float* upper, const float* lower, int width, float* out) {
  for (int x = first; x < width; ++x) {
    out[x] = ((upper[2 * x] + upper[2 * x + 1]) + (lower[2 * x] + lower[2 * x + 1])) * 0.25F;
  }
}

void offsets_row_from(int first, Channels channels, const RowsIn3& original, const RowsIn3& rebuilt,
                      int width, const OffsetRows& out) {
  for (int x = first; x < width; ++x) {
    const Xyb a = xyb_of(channels, original[0][x], original[1][x], original[2][x]);
    const Xyb b = xyb_of(channels, rebuilt[0][x], rebuilt[1][x], rebuilt[2][x]);
    out.original[1][x] = a.y;
    out.error[1][x] = b.y - a.y;
    if (channels != Channels::kY) {
      out.original[0][x] = a.x;
      out.error[0][x] = b.x - a.x;
    }
    if (channels == Channels::kXYB) {
      out.original[2][x] = a.b;
      out.error[2][x] = b.b - a.b;
    }
  }
}

void expand_row_from(int first, const float* coarse, float factor, int width, float* out) {
  for (int x = first; x < width; ++x) {
    out[x] = factor * coarse[x / 2];
  }
  if (width % 2 != 0) {
    out[width - 1] = (2.0F * factor) * coarse[width / 2];
  }
}

void colour_back_row_from(int first, const RowsIn3& light, const ChannelRows& by_xyb,
                          const RowsIn3& coarser, int width, const RowsOut3& by_light,
                          const RowsOut3& curvature_sums) {
  const bool has_x = by_xyb.channels != Channels::kY;
  const bool has_b = by_xyb.channels == Channels::kXYB;
  for (int x = first; x < width; ++x) {
    const float r = light[0][x];
    const float g = light[1][x];
    const float b = light[2][x];
    const Lms d{cube_root_slope(mixed(kLong, r, g, b)), cube_root_slope(mixed(kMiddle, r, g, b)),
                has_b ? cube_root_slope(mixed(kShort, r, g, b)) : 0.0F};
    float by_y = by_xyb.gradient[1][x];
    float by_s = 0.0F;
    if (has_b) {
      const float by_b = by_xyb.gradient[2][x];
      by_s = d.s * by_b;
      by_y -= by_b;
    }
    by_y *= 0.5F;
    const float by_x = has_x ? kXScale * by_xyb.gradient[0][x] : 0.0F;
    const float by_l = d.l * (by_y + by_x);
    const float by_m = d.m * (by_y - by_x);
    for (std::size_t i = 0; i < 3; ++i) {
      const float here = by_l * kLong[i] + by_m * kMiddle[i];
      by_light[i][x] = coarser[i][x] + (has_b ? here + by_s * kShort[i] : here);
    }
    const Rgb slope{linear_slope_at(r), linear_slope_at(g), linear_slope_at(b)};
    YccSlopes sums{};
    add_curvature(by_xyb.curvature[1][x], luma_slopes(d, slope), sums);
    if (has_x) {
      add_curvature(by_xyb.curvature[0][x], x_slopes(d, slope), sums);
    }
    if (has_b) {
      add_curvature(by_xyb.curvature[2][x], b_slopes(d, slope), sums);
    }
    curvature_sums[0][x] += sums.y;
    curvature_sums[1][x] += sums.cb;
    curvature_sums[2][x] += sums.cr;
  }
}

void picture_back_row_from(int first, const RowsIn3& ycc, const float* gradient,
                           const float* curvature, const RowsIn3& coarser, int width,
                           const RowsOut3& by_ycc_rows, const RowsOut3& curvature_sums) {
  const auto outside = [](float v) { return v < 0.0F || v > 255.0F; };
  for (int x = first; x < width; ++x) {
    const Rgb rgb = rgb_of(ycc[0][x], ycc[1][x], ycc[2][x]);
    const Light r = light_of(rgb.r);
    const Light g = light_of(rgb.g);
    const Light b = light_of(rgb.b);
    const Lms d{cube_root_slope(mixed(kLong, r.light, g.light, b.light)),
                cube_root_slope(mixed(kMiddle, r.light, g.light, b.light)), 0.0F};
    const float by_y = 0.5F * gradient[x];
    const float by_l = d.l * by_y;
    const float by_m = d.m * by_y;
    const auto through = [&](std::size_t i, float v, float slope) {
      const float by_light = coarser[i][x] + (by_l * kLong[i] + by_m * kMiddle[i]);
      return outside(v) ? 0.0F : by_light * slope;
    };
    const YccSlopes out =
        by_ycc(through(0, rgb.r, r.slope), through(1, rgb.g, g.slope), through(2, rgb.b, b.slope));
    by_ycc_rows[0][x] = out.y;
    by_ycc_rows[1][x] = out.cb;
    by_ycc_rows[2][x] = out.cr;
    YccSlopes sums{};
    add_curvature(curvature[x], luma_slopes(d, {r.slope, g.slope, b.slope}), sums);
    curvature_sums[0][x] += sums.y;
    curvature_sums[1][x] += sums.cb;
    curvature_sums[2][x] += sums.cr;
  }
}

const PerceptualKernels& plain_perceptual_kernels() noexcept {
  static constexpr PerceptualKernels kKernels = {
      .light_row = kWholeRow<&light_row_from>,
      .halve_row = kWholeRow<&halve_row_from>,
      .offsets_row = kWholeRow<&offsets_row_from>,
      .expand_row = kWholeRow<&expand_row_from>,
      .colour_back_row = kWholeRow<&colour_back_row_from>,
      .picture_back_row = kWholeRow<&picture_back_row_from>};
  return kKernels;
}

}  // namespace jpegaware::detail
