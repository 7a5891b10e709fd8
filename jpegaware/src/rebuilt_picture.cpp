// SPDX-License-Identifier: Apache-2.0
// Stage rebuilt_picture: coefficients in, full-size planes out; gradients the other way.
#include "rebuilt_picture.h"

#include <algorithm>

#include "frame_layout.h"
#include "wide_loops.h"

namespace jpegaware::detail {
namespace {

constexpr std::size_t kSide = 8;
constexpr int kBlockSide = 8;
using Block = std::array<float, kBlockCoeffs>;
using Basis = std::array<std::array<float, kSide>, kSide>;

/// basis[u][x] = a(u) cos((2x + 1) u pi / 16). Literals, not std::cos: libm's last digits vary.
constexpr Basis make_basis() {
  constexpr std::array<float, 8> kCos = {0.5F,         0.490392640F, 0.461939766F, 0.415734806F,
                                         0.353553391F, 0.277785117F, 0.191341716F, 0.097545161F};
  Basis basis{};
  for (std::size_t u = 0; u < kSide; ++u) {
    for (std::size_t x = 0; x < kSide; ++x) {
      const std::size_t angle = (2 * x + 1) * u % 32;  // in pi / 16
      const std::size_t folded = angle > 16 ? 32 - angle : angle;
      const float value = folded > 8 ? -kCos[16 - folded] : folded == 8 ? 0.0F : kCos[folded];
      basis[u][x] = u == 0 ? kCos[4] : value;
    }
  }
  return basis;
}
constexpr Basis kBasis = make_basis();

constexpr Basis transpose(const Basis& m) {
  Basis t{};
  for (std::size_t i = 0; i < kSide; ++i) {
    for (std::size_t j = 0; j < kSide; ++j) {
      t[j][i] = m[i][j];
    }
  }
  return t;
}
constexpr Basis kBasisTransposed = transpose(kBasis);

/// left * block * right
void multiply(const Basis& left, const Block& block, const Basis& right, Block& out) {
  Block half{};
  for (std::size_t i = 0; i < kSide; ++i) {
    for (std::size_t k = 0; k < kSide; ++k) {
      const float f = left[i][k];
      for (std::size_t j = 0; j < kSide; ++j) {
        half[i * kSide + j] += f * block[k * kSide + j];
      }
    }
  }
  out.fill(0.0F);
  for (std::size_t i = 0; i < kSide; ++i) {
    for (std::size_t k = 0; k < kSide; ++k) {
      const float f = half[i * kSide + k];
      for (std::size_t j = 0; j < kSide; ++j) {
        out[i * kSide + j] += f * right[k][j];
      }
    }
  }
}

/// What one unit of each coefficient of a block is worth, natural order.
using Units = std::array<float, kBlockCoeffs>;

/// Samples of `rows` rows of blocks from `first_row` on.
JPEGAWARE_WIDE_LOOPS FloatPlane component_samples(const BlockPlane& plane, const Units& units,
                                                  int first_row, int rows) {
  FloatPlane samples(plane.width_blocks * kBlockSide, rows * kBlockSide);
  Block block;
  Block pixels;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < plane.width_blocks; ++column) {
      const auto values =
          plane.block(static_cast<std::size_t>((first_row + row) * plane.width_blocks + column));
      for (std::size_t k = 0; k < kBlockCoeffs; ++k) {
        block[k] = static_cast<float>(values[k]) * units[k];
      }
      multiply(kBasisTransposed, block, kBasis, pixels);
      for (int y = 0; y < kBlockSide; ++y) {
        std::copy_n(pixels.data() + y * kBlockSide, kBlockSide,
                    samples.row(row * kBlockSide + y) + column * kBlockSide);
      }
    }
  }
  return samples;
}

/// libjpeg-turbo's triangle filter for a row: each sample gives 3/4 to the nearer two pixels.
JPEGAWARE_WIDE_LOOPS void upsample_row(const float* __restrict in, int width_in, int width_out,
                                       float* __restrict out) {
  const auto pixel = [&](int x) {
    const int nearer = x / 2;
    const int further = std::clamp(nearer + (x % 2 == 0 ? -1 : 1), 0, width_in - 1);
    out[x] = 0.75F * in[nearer] + 0.25F * in[further];
  };
  const int inner = std::max(std::min(width_in, width_out / 2) - 1, 1);  // its pair has neighbours
  for (int x = 0; x < std::min(2, width_out); ++x) {
    pixel(x);
  }
  for (int i = 1; i < inner; ++i) {
    out[2 * i] = 0.75F * in[i] + 0.25F * in[i - 1];
    out[2 * i + 1] = 0.75F * in[i] + 0.25F * in[i + 1];
  }
  for (int x = 2 * inner; x < width_out; ++x) {
    pixel(x);
  }
}

JPEGAWARE_WIDE_LOOPS void upsample_row_transposed(const float* in, int width_in, int width_out,
                                                  float* out) {
  std::fill_n(out, width_in, 0.0F);
  for (int x = 0; x < width_out; ++x) {
    const int nearer = x / 2;
    const int further = std::clamp(nearer + (x % 2 == 0 ? -1 : 1), 0, width_in - 1);
    out[nearer] += 0.75F * in[x];
    out[further] += 0.25F * in[x];
  }
}

JPEGAWARE_WIDE_LOOPS FloatPlane upsample(const FloatPlane& samples, const ComponentSize& size,
                                         SamplingFactors factors, int width, int height) {
  FloatPlane full(width, height);
  std::vector<float> mixed(static_cast<std::size_t>(size.width_samples));
  for (int y = 0; y < height; ++y) {
    const float* nearer = samples.row(y / factors.vertical);
    const float* further = nearer;
    if (factors.vertical == 2) {
      further = samples.row(std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, size.height_samples - 1));
    }
    for (std::size_t x = 0; x < mixed.size(); ++x) {
      mixed[x] = 0.75F * nearer[x] + 0.25F * further[x];
    }
    if (factors.horizontal == 2) {
      upsample_row(mixed.data(), size.width_samples, width, full.row(y));
    } else {
      std::copy_n(mixed.data(), width, full.row(y));
    }
  }
  return full;
}

JPEGAWARE_WIDE_LOOPS FloatPlane upsample_transposed(const FloatPlane& full,
                                                    const ComponentSize& size,
                                                    SamplingFactors factors) {
  FloatPlane samples(size.width_blocks * 8, size.height_blocks * 8);
  std::vector<float> narrow(static_cast<std::size_t>(size.width_samples));
  for (int y = 0; y < full.height(); ++y) {
    if (factors.horizontal == 2) {
      upsample_row_transposed(full.row(y), size.width_samples, full.width(), narrow.data());
    } else {
      std::copy_n(full.row(y), full.width(), narrow.data());
    }
    float* nearer = samples.row(y / factors.vertical);
    float* further = nearer;
    if (factors.vertical == 2) {
      further = samples.row(std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, size.height_samples - 1));
    }
    for (std::size_t x = 0; x < narrow.size(); ++x) {
      nearer[x] += 0.75F * narrow[x];
      further[x] += 0.25F * narrow[x];
    }
  }
  return samples;
}

/// One component at full size, rows of the picture as a picture of its own.
FloatPlane full_plane(const BlockPlane& plane, const Units& units, const FrameGeometry& frame,
                      PixelRows rows, int component) {
  const FrameGeometry window = geometry_of_rows(frame, rows);
  const SamplingFactors factors = component == 0 ? SamplingFactors{} : sampling_factors(frame);
  const ComponentSize size = component_size(window, component);
  const int first_row = rows.first / (kBlockSide * factors.vertical);
  return upsample(component_samples(plane, units, first_row, size.height_blocks), size, factors,
                  window.width_px, window.height_px);
}

}  // namespace

FrameGeometry geometry_of_rows(const FrameGeometry& frame, PixelRows rows) noexcept {
  FrameGeometry window = frame;
  window.height_px = std::min(rows.last, frame.height_px) - rows.first;
  return window;
}

YccPlanes rebuild(const CoefficientImage& image, PixelRows rows) {
  YccPlanes planes;
  for (std::size_t c = 0; c < image.components.size(); ++c) {
    Units units{};
    std::transform(image.components[c].table.begin(), image.components[c].table.end(),
                   units.begin(), [](std::uint16_t step) { return static_cast<float>(step); });
    planes.push_back(
        full_plane(image.components[c].levels, units, image.geometry, rows, static_cast<int>(c)));
  }
  return planes;
}

YccPlanes rebuild(const CoefficientPlanes& coefficients, PixelRows rows) {
  Units units{};
  units.fill(1.0F / (1 << kCoeffFractionBits));
  YccPlanes planes;
  for (std::size_t c = 0; c < coefficients.components.size(); ++c) {
    planes.push_back(full_plane(coefficients.components[c], units, coefficients.geometry, rows,
                                static_cast<int>(c)));
  }
  return planes;
}

std::vector<float> coefficient_gradient(const FloatPlane& gradient, const FrameGeometry& window,
                                        int component) {
  const SamplingFactors factors = component == 0 ? SamplingFactors{} : sampling_factors(window);
  const ComponentSize size = component_size(window, component);
  const FloatPlane samples = upsample_transposed(gradient, size, factors);
  std::vector<float> result;
  result.reserve(static_cast<std::size_t>(size.width_blocks) *
                 static_cast<std::size_t>(size.height_blocks) * kBlockCoeffs);
  Block pixels;
  Block block;
  for (int row = 0; row < size.height_blocks; ++row) {
    for (int column = 0; column < size.width_blocks; ++column) {
      for (int y = 0; y < kBlockSide; ++y) {
        std::copy_n(samples.row(row * kBlockSide + y) + column * kBlockSide, kBlockSide,
                    pixels.data() + y * kBlockSide);
      }
      multiply(kBasis, pixels, kBasisTransposed, block);
      result.insert(result.end(), block.begin(), block.end());
    }
  }
  return result;
}

const std::array<std::array<float, 8>, 8>& dct_basis() noexcept { return kBasis; }

}  // namespace jpegaware::detail
