// SPDX-License-Identifier: Apache-2.0
// Stage perceptual_error: a rebuilt picture in, its visible error with gradient and curvature out.
#include "perceptual_error.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

#include "wide_loops.h"

namespace jpegaware::detail {
namespace {

/// SSIMULACRA2 2.1's published weights of 0.5 and more, by channel X, Y, B and scale.
constexpr std::array<std::array<MapWeights, kErrorScales>, 3> kWeights = {
    {{{{},
       {{0.0F, 1.104F}, {}, {}},
       {{0.0F, 1.842F}, {0.0F, 11.441F}, {}},
       {{0.0F, 1.879F}, {0.0F, 10.949F}, {}},
       {{}, {0.968F, 0.998F}, {}}}},
     {{{{0.0F, 7.467F}, {}, {0.0F, 17.446F}},
       {{0.0F, 6.683F}, {}, {0.0F, 1.028F}},
       {{225.205F, 19.213F}, {}, {}},
       {{176.393F, 24.433F}, {}, {}},
       {{0.0F, 34.779F}, {0.0F, 44.836F}, {}}}},
     {{{},
       {},
       {},
       {{0.0F, 8.827F}, {0.0F, 23.192F}, {}},
       {{95.108F, 0.0F}, {0.986F, 171.267F}, {0.983F, 0.981F}}}}}};

// -- Colour ---------------------------------------------------------------------------------------

constexpr float kRFromCr = 1.402F;
constexpr float kGFromCb = -0.344136F;
constexpr float kGFromCr = -0.714136F;
constexpr float kBFromCb = 1.772F;

/// (u + 0.055) / 1.055 to the power 0.4, by a polynomial in its square root; relative error 2e-4.
inline float power_0_4(float root) {
  return 0.0429781F +
         root * (1.26875149F + root * (-0.56044429F + root * (0.34547616F - 0.096851F * root)));
}

/// Linear light of an sRGB value in 0..255 (clamped), and its derivative (0 outside).
inline float linear(float v) {
  const float u = std::min(std::max(v, 0.0F), 255.0F) * (1.0F / 255.0F);
  const float z = (u + 0.055F) * (1.0F / 1.055F);
  const float curved = z * z * power_0_4(std::sqrt(z));
  return u <= 0.04045F ? u * (1.0F / 12.92F) : curved;
}
inline float linear_slope(float v) {
  const float u = v * (1.0F / 255.0F);
  const float z = (std::min(std::max(u, 0.0F), 1.0F) + 0.055F) * (1.0F / 1.055F);
  const float curved = z * power_0_4(std::sqrt(z)) * (2.4F / 1.055F / 255.0F);
  const float slope = u <= 0.04045F ? 1.0F / 12.92F / 255.0F : curved;
  return u < 0.0F || u > 1.0F ? 0.0F : slope;
}
/// The derivative by the linear value itself, within 10 %.
inline float linear_slope_at(float light) {
  return std::max(std::sqrt(std::max(light, 0.0F)) * (2.2F / 255.0F), 0.077F / 255.0F);
}

/// Cube root of v in (0, 2): the exponent divided by three through the bit pattern, then Halley.
inline float cube_root(float v) {
  const float bits = static_cast<float>(std::bit_cast<std::int32_t>(v));
  float y = std::bit_cast<float>(static_cast<std::int32_t>(bits * (1.0F / 3.0F)) + 709921077);
  for (int step = 0; step < 2; ++step) {
    const float cube = y * y * y;
    y = y * (cube + 2.0F * v) / (2.0F * cube + v);
  }
  return y;
}

// JPEG XL's opsin matrix and bias; ISO/IEC 18181-1, annex on XYB.
constexpr float kBias = 0.0037930733F;
constexpr float kBiasRoot = 0.15595420F;
constexpr std::array<float, 3> kLong = {0.3F, 0.622F, 0.078F};
constexpr std::array<float, 3> kMiddle = {0.23F, 0.692F, 0.078F};
constexpr std::array<float, 3> kShort = {0.24342269F, 0.20476744F, 0.55180987F};

inline float mixed(const std::array<float, 3>& mix, float r, float g, float b) {
  return mix[0] * r + mix[1] * g + mix[2] * b + kBias;
}

using Planes = std::array<FloatPlane, 3>;

Planes make_planes(int width, int height) {
  return {FloatPlane(width, height), FloatPlane(width, height), FloatPlane(width, height)};
}

struct Rgb {
  float r, g, b;
};
inline Rgb rgb_of(float y, float cb, float cr) {
  const float grey = y + 128.0F;
  return {grey + kRFromCr * cr, grey + kGFromCb * cb + kGFromCr * cr, grey + kBFromCb * cb};
}

JPEGAWARE_WIDE_LOOPS Planes linear_planes(const YccPlanes& ycc) {
  const int width = ycc[0].width();
  Planes out = make_planes(width, ycc[0].height());
  const std::vector<float> none(static_cast<std::size_t>(width), 0.0F);
  for (int row = 0; row < ycc[0].height(); ++row) {
    const float* __restrict y = ycc[0].row(row);
    const float* __restrict cb = ycc.size() == 3 ? ycc[1].row(row) : none.data();
    const float* __restrict cr = ycc.size() == 3 ? ycc[2].row(row) : none.data();
    float* __restrict r = out[0].row(row);
    float* __restrict g = out[1].row(row);
    float* __restrict b = out[2].row(row);
    for (int x = 0; x < width; ++x) {
      const Rgb rgb = rgb_of(y[x], cb[x], cr[x]);
      r[x] = linear(rgb.r);
      g[x] = linear(rgb.g);
      b[x] = linear(rgb.b);
    }
  }
  return out;
}

/// Halves; an odd last row or column is repeated.
JPEGAWARE_WIDE_LOOPS Planes halved(const Planes& in) {
  const int width = in[0].width();
  const int height = in[0].height();
  Planes out = make_planes((width + 1) / 2, (height + 1) / 2);
  for (std::size_t c = 0; c < 3; ++c) {
    for (int y = 0; y < out[c].height(); ++y) {
      const float* __restrict upper = in[c].row(2 * y);
      const float* __restrict lower = in[c].row(std::min(2 * y + 1, height - 1));
      float* __restrict to = out[c].row(y);
      for (int x = 0; x < width / 2; ++x) {
        to[x] = (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) * 0.25F;
      }
      if (width % 2 != 0) {
        to[width / 2] = (upper[width - 1] + lower[width - 1]) * 0.5F;
      }
    }
  }
  return out;
}

/// Adds a quarter of each coarse sample to the four (at odd edges fewer) that it came from.
JPEGAWARE_WIDE_LOOPS void add_doubled(const Planes& coarse, Planes& fine, CountedRows rows) {
  const int width = fine[0].width();
  const int height = fine[0].height();
  for (std::size_t c = 0; c < 3; ++c) {
    const int last = rows.last == height ? coarse[c].height() * 2 : rows.last;
    for (int y = rows.first; y < last; ++y) {
      const float* __restrict from = coarse[c].row(y / 2);
      float* __restrict to = fine[c].row(std::min(y, height - 1));
      for (int i = 0; i < width / 2; ++i) {
        to[2 * i] += 0.25F * from[i];
        to[2 * i + 1] += 0.25F * from[i];
      }
      if (width % 2 != 0) {
        to[width - 1] += 0.25F * from[width / 2];
      }
      if (width % 2 != 0) {
        to[width - 1] += 0.25F * from[width / 2];
      }
    }
  }
}

JPEGAWARE_WIDE_LOOPS Planes xyb_planes(const Planes& rgb, std::size_t scale, CountedRows rows) {
  const int width = rgb[0].width();
  const bool has_b = kWeights[2][scale].any();
  Planes out = make_planes(width, rgb[0].height());
  for (int row = rows.first; row < rows.last; ++row) {
    const float* __restrict r = rgb[0].row(row);
    const float* __restrict g = rgb[1].row(row);
    const float* __restrict b = rgb[2].row(row);
    float* __restrict to_x = out[0].row(row);
    float* __restrict to_y = out[1].row(row);
    float* __restrict to_b = out[2].row(row);
    for (int x = 0; x < width; ++x) {
      const float l = cube_root(mixed(kLong, r[x], g[x], b[x])) - kBiasRoot;
      const float m = cube_root(mixed(kMiddle, r[x], g[x], b[x])) - kBiasRoot;
      const float luma = 0.5F * (l + m);
      to_x[x] = 7.0F * (l - m) + 0.42F;
      to_y[x] = luma;
    }
    for (int x = 0; has_b && x < width; ++x) {
      const float s = cube_root(mixed(kShort, r[x], g[x], b[x])) - kBiasRoot;
      to_b[x] = s - to_y[x] + 0.55F;
    }
    for (int x = 0; x < width; ++x) {
      to_y[x] += 0.01F;
    }
  }
  return out;
}

/// Derivatives of X, Y, B by linear R, G, B.
struct Jacobian {
  std::array<std::array<float, 3>, 3> by;
};
inline Jacobian jacobian(float r, float g, float b) {
  const float l = cube_root(mixed(kLong, r, g, b));
  const float m = cube_root(mixed(kMiddle, r, g, b));
  const float s = cube_root(mixed(kShort, r, g, b));
  const float dl = 1.0F / (3.0F * (l * l));
  const float dm = 1.0F / (3.0F * (m * m));
  const float ds = 1.0F / (3.0F * (s * s));
  Jacobian j{};
  for (std::size_t i = 0; i < 3; ++i) {
    const float from_l = dl * kLong[i];
    const float from_m = dm * kMiddle[i];
    j.by[0][i] = 7.0F * (from_l - from_m);
    j.by[1][i] = 0.5F * (from_l + from_m);
    j.by[2][i] = ds * kShort[i] - j.by[1][i];
  }
  return j;
}

// -- The way back
// ----------------------------------------------------------------------------------

/// Gradient and curvature by X, Y, B -> gradient by linear R, G, B (added), and curvature by Y, Cb,
/// Cr.
JPEGAWARE_WIDE_LOOPS void through_colour(const Planes& rgb, const std::array<ChannelLook, 3>& looks,
                                         CountedRows rows, Planes& by_rgb, Planes& curvature) {
  const int width = rgb[0].width();
  const std::vector<float> none(static_cast<std::size_t>(width), 0.0F);
  for (int row = rows.first; row < rows.last; ++row) {
    std::array<const float*, 3> g{};
    std::array<const float*, 3> h{};
    for (std::size_t c = 0; c < 3; ++c) {
      const bool weighs = looks[c].gradient.width() > 0;
      g[c] = weighs ? looks[c].gradient.row(row) : none.data();
      h[c] = weighs ? looks[c].curvature.row(row) : none.data();
    }
    const float* __restrict lr = rgb[0].row(row);
    const float* __restrict lg = rgb[1].row(row);
    const float* __restrict lb = rgb[2].row(row);
    const float* __restrict gx = g[0];
    const float* __restrict gy = g[1];
    const float* __restrict gb = g[2];
    const float* __restrict hx = h[0];
    const float* __restrict hy = h[1];
    const float* __restrict hb = h[2];
    float* __restrict to_r = by_rgb[0].row(row);
    float* __restrict to_g = by_rgb[1].row(row);
    float* __restrict to_b = by_rgb[2].row(row);
    float* __restrict cy = curvature[0].row(row);
    float* __restrict ccb = curvature[1].row(row);
    float* __restrict ccr = curvature[2].row(row);
    for (int x = 0; x < width; ++x) {
      const Jacobian j = jacobian(lr[x], lg[x], lb[x]);
      to_r[x] += gx[x] * j.by[0][0] + gy[x] * j.by[1][0] + gb[x] * j.by[2][0];
      to_g[x] += gx[x] * j.by[0][1] + gy[x] * j.by[1][1] + gb[x] * j.by[2][1];
      to_b[x] += gx[x] * j.by[0][2] + gy[x] * j.by[1][2] + gb[x] * j.by[2][2];
      const float sr = linear_slope_at(lr[x]);
      const float sg = linear_slope_at(lg[x]);
      const float sb = linear_slope_at(lb[x]);
      float sum_y = 0.0F;
      float sum_cb = 0.0F;
      float sum_cr = 0.0F;
      for (std::size_t c = 0; c < 3; ++c) {
        const float w = c == 0 ? hx[x] : c == 1 ? hy[x] : hb[x];
        const float r = j.by[c][0] * sr;
        const float gg = j.by[c][1] * sg;
        const float b = j.by[c][2] * sb;
        const float y = r + gg + b;
        const float cb = kGFromCb * gg + kBFromCb * b;
        const float cr = kRFromCr * r + kGFromCr * gg;
        const float all = w * (std::abs(y) + std::abs(cb) + std::abs(cr));
        sum_y += all * std::abs(y);
        sum_cb += all * std::abs(cb);
        sum_cr += all * std::abs(cr);
      }
      cy[x] = sum_y;
      ccb[x] = sum_cb;
      ccr[x] = sum_cr;
    }
  }
}

struct CellGrid {
  int width, height;
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
};

float mean_of_square(const FloatPlane& plane, int left, int top, int side) {
  float sum = 0.0F;
  float count = 0.0F;
  for (int y = top; y < std::min(top + side, plane.height()); ++y) {
    const float* from = plane.row(y);
    for (int x = left; x < std::min(left + side, plane.width()); ++x) {
      sum += from[x];
      count += 1.0F;
    }
  }
  return sum / std::max(count, 1.0F);
}

/// Over cells of 8x8 pixels; at the coarsest scale a sample covers 2x2 cells.
void average_cells(const FloatPlane& plane, std::size_t scale, const CellGrid& grid,
                   std::vector<CellCurvature>& cells) {
  const int side = scale < 3 ? 8 >> scale : 1;
  const int shift = scale < 3 ? 0 : static_cast<int>(scale) - 3;
  for (int row = 0; row < grid.height; ++row) {
    for (int column = 0; column < grid.width; ++column) {
      cells[static_cast<std::size_t>(row * grid.width + column)][scale] =
          mean_of_square(plane, (column >> shift) * side, (row >> shift) * side, side);
    }
  }
}

/// Gradient by linear R, G, B -> by Y, Cb, Cr, in place of the planes.
JPEGAWARE_WIDE_LOOPS YccPlanes through_transfer(const YccPlanes& ycc, const Planes& by_rgb,
                                                CountedRows rows) {
  const int width = ycc[0].width();
  YccPlanes out;
  for (std::size_t c = 0; c < ycc.size(); ++c) {
    out.emplace_back(width, ycc[0].height());
  }
  std::vector<float> none(static_cast<std::size_t>(width), 0.0F);
  std::vector<float> unused(static_cast<std::size_t>(width), 0.0F);
  const bool colour = ycc.size() == 3;
  for (int row = rows.first; row < rows.last; ++row) {
    const float* __restrict y = ycc[0].row(row);
    const float* __restrict cb = colour ? ycc[1].row(row) : none.data();
    const float* __restrict cr = colour ? ycc[2].row(row) : none.data();
    const float* __restrict gr = by_rgb[0].row(row);
    const float* __restrict gg = by_rgb[1].row(row);
    const float* __restrict gb = by_rgb[2].row(row);
    float* __restrict to_y = out[0].row(row);
    float* to_cb = colour ? out[1].row(row) : unused.data();
    float* to_cr = colour ? out[2].row(row) : unused.data();
    for (int x = 0; x < width; ++x) {
      const Rgb rgb = rgb_of(y[x], cb[x], cr[x]);
      const float r = gr[x] * linear_slope(rgb.r);
      const float g = gg[x] * linear_slope(rgb.g);
      const float b = gb[x] * linear_slope(rgb.b);
      to_y[x] = r + g + b;
      to_cb[x] = kGFromCb * g + kBFromCb * b;
      to_cr[x] = kRFromCr * r + kGFromCr * g;
    }
  }
  return out;
}

/// The counted rows at a scale: the window's last rows are the picture's where nothing follows.
CountedRows rows_at(PixelRows counted, int window_height, std::size_t scale, int scale_height) {
  return {counted.first >> scale,
          counted.last >= window_height ? scale_height : counted.last >> scale};
}

/// The rows at a scale that the counted rows' errors and gradients depend on: the filter reaches 4
/// rows on the way there and 4 on the way back, chroma and coarser scales 2 more.
CountedRows needed_rows(CountedRows counted, int scale_height) {
  constexpr int kReachRows = 12;
  return {std::max(counted.first - kReachRows, 0),
          std::min(counted.last + kReachRows, scale_height)};
}

std::vector<Planes> light_at_scales(const YccPlanes& ycc) {
  std::vector<Planes> light;
  light.push_back(linear_planes(ycc));
  while (light.size() < kErrorScales) {
    light.push_back(halved(light.back()));
  }
  return light;
}

}  // namespace

ErrorSums& operator+=(ErrorSums& sums, const ErrorSums& other) noexcept {
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    for (std::size_t c = 0; c < 3; ++c) {
      sums[scale][c] += other[scale][c];
    }
  }
  return sums;
}

double error_of(const ErrorSums& sums) noexcept {
  double error = 0.0;
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    for (std::size_t c = 0; c < 3; ++c) {
      if (kWeights[c][scale].any()) {
        error += error_of(sums[scale][c], kWeights[c][scale]);
      }
    }
  }
  return error;
}

PerceptualError::PerceptualError(const YccPlanes& original, PixelRows counted)
    : width_(original[0].width()), height_(original[0].height()), counted_(counted) {
  Planes light = linear_planes(original);
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    if (scale > 0) {
      light = halved(light);
    }
    const int scale_height = light[0].height();
    const CountedRows rows =
        needed_rows(rows_at(counted_, height_, scale, scale_height), scale_height);
    Planes xyb = xyb_planes(light, scale, rows);
    for (std::size_t c = 0; c < 3; ++c) {
      if (kWeights[c][scale].any()) {
        channels_[scale][c] = original_channel(std::move(xyb[c]), rows);
      }
    }
  }
}

ErrorSums PerceptualError::measure(const YccPlanes& rebuilt) const {
  ErrorSums sums;
  Planes light = linear_planes(rebuilt);
  for (std::size_t scale = 0; scale < kErrorScales; ++scale) {
    if (scale > 0) {
      light = halved(light);
    }
    const int scale_height = light[0].height();
    const CountedRows rows = rows_at(counted_, height_, scale, scale_height);
    const CountedRows needed = needed_rows(rows, scale_height);
    const Planes xyb = xyb_planes(light, scale, needed);
    for (std::size_t c = 0; c < 3; ++c) {
      if (kWeights[c][scale].any()) {
        const OriginalChannel& original = channels_[scale][c];
        sums[scale][c] = sum_maps(original, error_maps(original, xyb[c], needed), rows);
      }
    }
  }
  return sums;
}

PerceptualLook PerceptualError::look(const YccPlanes& rebuilt, const ErrorSums* whole) const {
  PerceptualLook result;
  const std::vector<Planes> light = light_at_scales(rebuilt);
  const CellGrid grid{(width_ + 7) / 8, (height_ + 7) / 8};
  result.curvature.assign(rebuilt.size(), std::vector<CellCurvature>(grid.count()));
  Planes by_light;
  for (std::size_t scale = kErrorScales; scale-- > 0;) {
    const int width = light[scale][0].width();
    const int height = light[scale][0].height();
    const CountedRows rows = rows_at(counted_, height_, scale, height);
    const CountedRows needed = needed_rows(rows, height);
    Planes here = make_planes(width, height);
    if (scale + 1 < kErrorScales) {
      add_doubled(by_light, here, needed);
    }
    const Planes xyb = xyb_planes(light[scale], scale, needed);
    std::array<ChannelLook, 3> looks;
    for (std::size_t c = 0; c < 3; ++c) {
      const MapWeights& weights = kWeights[c][scale];
      if (weights.any()) {
        const OriginalChannel& original = channels_[scale][c];
        ErrorMaps maps = error_maps(original, xyb[c], needed);
        MapSums& sums = result.sums[scale][c];
        sums = sum_maps(original, maps, rows);
        looks[c] = look_at(original, std::move(maps), weights,
                           whole != nullptr ? (*whole)[scale][c] : sums, needed);
      }
    }
    Planes curvature = make_planes(width, height);
    through_colour(light[scale], looks, needed, here, curvature);
    for (std::size_t c = 0; c < rebuilt.size(); ++c) {
      average_cells(curvature[c], scale, grid, result.curvature[c]);
    }
    by_light = std::move(here);
  }
  result.gradient = through_transfer(
      rebuilt, by_light, needed_rows({counted_.first, std::min(counted_.last, height_)}, height_));
  return result;
}

}  // namespace jpegaware::detail
