// SPDX-License-Identifier: Apache-2.0
// Stage: SSIMULACRA2 2.1. Input: an sRGB original and distorted pictures. Output: a score.
#include "jpegaware/metrics/ssimulacra2.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "kernels.h"
#include "plane.h"
#include "recursive_gaussian.h"
#include "ssimulacra2_weights.h"

namespace jpegaware::metrics {
namespace {

using detail::ErrorSums;
using detail::PlaneF;
using detail::RecursiveGaussian;
using detail::ScaleSize;

constexpr int kScales = 6;
constexpr int kChannels = 3;
constexpr int kSmallestSide_px = 8;
using Planes = std::array<PlaneF, kChannels>;

const RecursiveGaussian& blur_filter() {
  static const RecursiveGaussian filter = detail::gaussian_for_sigma_1_5();
  return filter;
}

// ---- planes ------------------------------------------------------------------------------------

const std::array<float, 256>& linear_of_srgb8() {
  static const std::array<float, 256> table = [] {
    std::array<float, 256> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double v = static_cast<double>(i) / 255.0;
      out[i] = static_cast<float>(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
    }
    return out;
  }();
  return table;
}

Planes make_planes(int width_px, int height_px) {
  return {PlaneF(width_px, height_px), PlaneF(width_px, height_px), PlaneF(width_px, height_px)};
}

Planes linear_planes(const Picture& picture) {
  Planes out = make_planes(picture.width_px, picture.height_px);
  const std::array<float, 256>& table = linear_of_srgb8();
  for (int y = 0; y < picture.height_px; ++y) {
    const std::uint8_t* in = picture.row(y);
    float* r = out[0].row(y);
    float* g = out[1].row(y);
    float* b = out[2].row(y);
    for (int x = 0; x < picture.width_px; ++x) {
      r[x] = table[in[3 * x]];
      g[x] = table[in[3 * x + 1]];
      b[x] = table[in[3 * x + 2]];
    }
  }
  return out;
}

Planes xyb_planes(const Planes& linear) {
  const int width = linear[0].width_px();
  const int height = linear[0].height_px();
  Planes out = make_planes(width, height);
  for (int y = 0; y < height; ++y) {
    detail::kernels().xyb_row(linear[0].row(y), linear[1].row(y), linear[2].row(y), out[0].row(y),
                              out[1].row(y), out[2].row(y), width);
  }
  return out;
}

// Halves in linear light; an odd last row or column is repeated.
Planes halved(const Planes& in) {
  const int width = in[0].width_px();
  const int height = in[0].height_px();
  Planes out = make_planes((width + 1) / 2, (height + 1) / 2);
  for (std::size_t c = 0; c < kChannels; ++c) {
    for (int y = 0; y < out[c].height_px(); ++y) {
      const int below = std::min(2 * y + 1, height - 1);
      detail::kernels().halve_row(in[c].row(2 * y), in[c].row(below), out[c].row(y), width);
    }
  }
  return out;
}

ScaleSize size_of(const PlaneF& plane) {
  return {plane.width_px(), plane.height_px(), plane.stride()};
}

// A scale is judged if the one before it has at least 8 pixels a side, as the reference does.
bool has_next_scale(const Planes& planes) {
  return planes[0].width_px() >= kSmallestSide_px && planes[0].height_px() >= kSmallestSide_px;
}

// ---- score -------------------------------------------------------------------------------------

double weighted(const ErrorSums& sums, const double (&weights)[2][3], double pixels) {
  const auto norm4 = [pixels](double sum) { return std::sqrt(std::sqrt(sum / pixels)); };
  return weights[0][0] * sums.ssim / pixels + weights[0][1] * sums.ringing / pixels +
         weights[0][2] * sums.smoothing / pixels + weights[1][0] * norm4(sums.ssim4) +
         weights[1][1] * norm4(sums.ringing4) + weights[1][2] * norm4(sums.smoothing4);
}

// From the weighted sum of errors to the published scale (100 = equal, linear in opinion score).
double score_of(double error) {
  const double e = error * 0.9562382616834844;
  const double bent = (6.248496625763138e-05 * e - 0.020884521182843837) * e * e +
                      2.326765642916932 * e;
  return bent > 0.0 ? 100.0 - 10.0 * std::pow(bent, 0.6276336467831387) : 100.0;
}

}  // namespace

// What is known of the original at one scale.
struct Ssimulacra2Reference::Scales {
  struct Channel {
    PlaneF value, mean, square;
  };
  int width_px = 0;
  int height_px = 0;
  std::vector<std::array<Channel, kChannels>> scales;
};

Ssimulacra2Reference::Ssimulacra2Reference(const Picture& original)
    : scales_(std::make_unique<Scales>()) {
  scales_->width_px = original.width_px;
  scales_->height_px = original.height_px;
  const detail::Kernels& kernels = detail::kernels();
  Planes linear = linear_planes(original);
  std::vector<float> strips(detail::strip_floats(original.width_px, 3));
  for (int scale = 0; scale < kScales && has_next_scale(linear); ++scale) {
    if (scale > 0) linear = halved(linear);
    Planes xyb = xyb_planes(linear);
    auto& channels = scales_->scales.emplace_back();
    for (std::size_t c = 0; c < kChannels; ++c) {
      const ScaleSize size = size_of(xyb[c]);
      PlaneF mean_rows(size.width_px, size.height_px);
      PlaneF square_rows(size.width_px, size.height_px);
      channels[c].mean = PlaneF(size.width_px, size.height_px);
      channels[c].square = PlaneF(size.width_px, size.height_px);
      kernels.blur_rows_reference(blur_filter(), xyb[c].row(0), size, strips.data(),
                                  mean_rows.row(0), square_rows.row(0));
      kernels.blur_columns(blur_filter(), mean_rows.row(0), size, channels[c].mean.row(0));
      kernels.blur_columns(blur_filter(), square_rows.row(0), size, channels[c].square.row(0));
      channels[c].value = std::move(xyb[c]);
    }
  }
}

Ssimulacra2Reference::~Ssimulacra2Reference() = default;
Ssimulacra2Reference::Ssimulacra2Reference(Ssimulacra2Reference&&) noexcept = default;
Ssimulacra2Reference& Ssimulacra2Reference::operator=(Ssimulacra2Reference&&) noexcept = default;

double Ssimulacra2Reference::score(const Picture& distorted) const {
  assert(distorted.width_px == scales_->width_px && distorted.height_px == scales_->height_px);
  const detail::Kernels& kernels = detail::kernels();
  Planes linear = linear_planes(distorted);
  std::vector<float> strips(detail::strip_floats(distorted.width_px, 5));
  double error = 0.0;
  for (std::size_t scale = 0; scale < scales_->scales.size(); ++scale) {
    if (scale > 0) linear = halved(linear);
    const Planes xyb = xyb_planes(linear);
    const ScaleSize size = size_of(xyb[0]);
    Planes rows = make_planes(size.width_px, size.height_px);
    for (std::size_t c = 0; c < kChannels; ++c) {
      const Scales::Channel& original = scales_->scales[scale][c];
      kernels.blur_rows_distorted(blur_filter(), original.value.row(0), xyb[c].row(0), size,
                                  strips.data(), rows[0].row(0), rows[1].row(0), rows[2].row(0));
      const ErrorSums sums = kernels.compare_columns(
          blur_filter(), original.value.row(0), original.mean.row(0), original.square.row(0),
          xyb[c].row(0), rows[0].row(0), rows[1].row(0), rows[2].row(0), size);
      error += weighted(sums, detail::kSsimulacra2Weights[c][scale],
                        static_cast<double>(size.width_px) * size.height_px);
    }
  }
  return score_of(error);
}

double ssimulacra2(const Picture& reference, const Picture& distorted) {
  assert(comparable(reference, distorted));
  return Ssimulacra2Reference(reference).score(distorted);
}

double region_ssimulacra2(const Picture& reference, const Picture& distorted,
                          std::span<const std::uint8_t> inside) {
  assert(comparable(reference, distorted));
  const std::size_t width = static_cast<std::size_t>(reference.width_px);
  assert(inside.size() == width * static_cast<std::size_t>(reference.height_px));
  std::vector<std::uint8_t> mixed(inside.size() * 3);
  for (int y = 0; y < reference.height_px; ++y) {
    const std::size_t row = static_cast<std::size_t>(y) * width;
    for (std::size_t x = 0; x < width; ++x) {
      const Picture& from = inside[row + x] != 0 ? distorted : reference;
      std::memcpy(&mixed[(row + x) * 3], from.row(y) + 3 * x, 3);
    }
  }
  const Picture picture{mixed.data(), reference.width_px, reference.height_px,
                        static_cast<std::ptrdiff_t>(width * 3)};
  return ssimulacra2(reference, picture);
}

}  // namespace jpegaware::metrics
