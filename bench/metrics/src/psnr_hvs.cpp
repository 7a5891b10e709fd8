// SPDX-License-Identifier: Apache-2.0
// Stage: contrast-weighted squared error. Input: two sRGB pictures. Output: decibels.
#include "jpegaware/metrics/psnr_hvs.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "luma.h"

namespace jpegaware::metrics {
namespace {

constexpr std::size_t kSide = 8;
using Block = std::array<std::array<float, kSide>, kSide>;  // [row or v][column or u]

// Contrast sensitivity of each frequency, as published with the metric.
constexpr Block kSensitivity = {{
    {1.608443F, 2.339554F, 2.573509F, 1.608443F, 1.072295F, 0.643377F, 0.504610F, 0.421887F},
    {2.144591F, 2.144591F, 1.838221F, 1.354478F, 0.989811F, 0.443708F, 0.428918F, 0.467911F},
    {1.838221F, 1.979622F, 1.608443F, 1.072295F, 0.643377F, 0.451493F, 0.372972F, 0.459555F},
    {1.838221F, 1.513829F, 1.169777F, 0.887417F, 0.504610F, 0.295806F, 0.321689F, 0.415082F},
    {1.429727F, 1.169777F, 0.695543F, 0.459555F, 0.378457F, 0.236102F, 0.249855F, 0.334222F},
    {1.072295F, 0.735288F, 0.467911F, 0.402111F, 0.317717F, 0.247453F, 0.227744F, 0.279729F},
    {0.525206F, 0.402111F, 0.329937F, 0.295806F, 0.249855F, 0.212687F, 0.214459F, 0.254803F},
    {0.357432F, 0.279729F, 0.270896F, 0.262603F, 0.229778F, 0.257351F, 0.249855F, 0.259950F},
}};

// How strongly each frequency masks the others: squares of 10 over Annex K's luma steps.
constexpr Block kMasking = {{
    {0.390625F, 0.826446F, 1.000000F, 0.390625F, 0.173611F, 0.062500F, 0.038447F, 0.026874F},
    {0.694444F, 0.694444F, 0.510204F, 0.277008F, 0.147929F, 0.029727F, 0.027778F, 0.033058F},
    {0.510204F, 0.591716F, 0.390625F, 0.173611F, 0.062500F, 0.030779F, 0.021004F, 0.031888F},
    {0.510204F, 0.346021F, 0.206612F, 0.118906F, 0.038447F, 0.013212F, 0.015625F, 0.026015F},
    {0.308642F, 0.206612F, 0.073046F, 0.031888F, 0.021626F, 0.008417F, 0.009426F, 0.016866F},
    {0.173611F, 0.081633F, 0.033058F, 0.024414F, 0.015242F, 0.009246F, 0.007831F, 0.011815F},
    {0.041649F, 0.024414F, 0.016437F, 0.013212F, 0.009426F, 0.006830F, 0.006944F, 0.009803F},
    {0.019290F, 0.011815F, 0.011080F, 0.010412F, 0.007972F, 0.010000F, 0.009426F, 0.010203F},
}};

const Block& cosines() {
  static const Block table = [] {
    Block out{};
    for (std::size_t u = 0; u < kSide; ++u) {
      const double scale = std::sqrt((u == 0 ? 1.0 : 2.0) / kSide);
      for (std::size_t x = 0; x < kSide; ++x) {
        const double angle = static_cast<double>((2 * x + 1) * u) * std::numbers::pi / (2.0 * kSide);
        out[u][x] = static_cast<float>(scale * std::cos(angle));
      }
    }
    return out;
  }();
  return table;
}

Block block_at(const detail::PlaneF& plane, int x0, int y0) {
  Block out{};
  for (std::size_t y = 0; y < kSide; ++y) {
    const float* row = plane.row(y0 + static_cast<int>(y)) + x0;
    std::copy_n(row, kSide, out[y].begin());
  }
  return out;
}

// Orthonormal 8x8 DCT-II: C block C^T.
Block transformed(const Block& block) {
  const Block& c = cosines();
  Block columns{};
  for (std::size_t v = 0; v < kSide; ++v) {
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) columns[v][x] += c[v][y] * block[y][x];
    }
  }
  Block out{};
  for (std::size_t v = 0; v < kSide; ++v) {
    for (std::size_t u = 0; u < kSide; ++u) {
      float sum = 0.0F;
      for (std::size_t x = 0; x < kSide; ++x) sum += columns[v][x] * c[u][x];
      out[v][u] = sum;
    }
  }
  return out;
}

// Sample variance of a square part of a block times its pixel count.
double scaled_variance(const Block& block, std::size_t x0, std::size_t y0, std::size_t side) {
  double sum = 0.0;
  double square_sum = 0.0;
  for (std::size_t y = y0; y < y0 + side; ++y) {
    for (std::size_t x = x0; x < x0 + side; ++x) {
      const double value = static_cast<double>(block[y][x]);
      sum += value;
      square_sum += value * value;
    }
  }
  const double count = static_cast<double>(side * side);
  const double deviations = std::max(square_sum - sum * sum / count, 0.0);
  return deviations / (count - 1.0) * count;
}

// Masking strength: the block's weighted AC energy, less where the contrast sits in one quarter
// (an edge masks less than texture does).
double masking_strength(const Block& pixels, const Block& coefficients) {
  double energy = 0.0;
  for (std::size_t v = 0; v < kSide; ++v) {
    for (std::size_t u = 0; u < kSide; ++u) {
      if (u + v == 0) continue;
      const double c = static_cast<double>(coefficients[v][u]);
      energy += c * c * static_cast<double>(kMasking[v][u]);
    }
  }
  const double whole = scaled_variance(pixels, 0, 0, kSide);
  if (whole <= 0.0) return 0.0;
  const double quarters = scaled_variance(pixels, 0, 0, 4) + scaled_variance(pixels, 4, 0, 4) +
                          scaled_variance(pixels, 0, 4, 4) + scaled_variance(pixels, 4, 4, 4);
  return std::sqrt(energy * quarters / whole / 16.0 / 64.0);
}

struct BlockError {
  double hvs = 0.0;
  double hvs_m = 0.0;
};

BlockError block_error(const Block& a, const Block& b) {
  const Block coefficients_a = transformed(a);
  const Block coefficients_b = transformed(b);
  const double masking =
      std::max(masking_strength(a, coefficients_a), masking_strength(b, coefficients_b));
  BlockError out;
  for (std::size_t v = 0; v < kSide; ++v) {
    for (std::size_t u = 0; u < kSide; ++u) {
      const double sensitivity = static_cast<double>(kSensitivity[v][u]);
      const double error =
          std::abs(static_cast<double>(coefficients_a[v][u] - coefficients_b[v][u]));
      const double hidden = u + v == 0 ? 0.0 : masking / static_cast<double>(kMasking[v][u]);
      const double seen = std::max(error - hidden, 0.0);
      out.hvs += error * sensitivity * error * sensitivity;
      out.hvs_m += seen * sensitivity * seen * sensitivity;
    }
  }
  return out;
}

double decibels(double sum, double count) {
  if (sum <= 0.0) return std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(255.0 * 255.0 * count / sum);
}

}  // namespace

PsnrHvs psnr_hvs(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  constexpr int kStep = static_cast<int>(kSide);
  if (std::min(reference.width_px, reference.height_px) < kStep) {
    return {std::nan(""), std::nan("")};
  }
  // Centred, so that float sums keep their digits; only the difference of the DCs matters.
  const detail::PlaneF a = detail::luma_plane(reference, 128.0F);
  const detail::PlaneF b = detail::luma_plane(distorted, 128.0F);
  BlockError sum;
  double count = 0.0;
  for (int y = 0; y + kStep <= a.height_px(); y += kStep) {
    for (int x = 0; x + kStep <= a.width_px(); x += kStep) {
      const BlockError error = block_error(block_at(a, x, y), block_at(b, x, y));
      sum.hvs += error.hvs;
      sum.hvs_m += error.hvs_m;
      count += kSide * kSide;
    }
  }
  return {decibels(sum.hvs, count), decibels(sum.hvs_m, count)};
}

}  // namespace jpegaware::metrics
