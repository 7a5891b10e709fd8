// SPDX-License-Identifier: Apache-2.0
// Stage rebuilt_picture: coefficients in, full-size planes out; gradients the other way.
#include "rebuilt_picture.h"

#include <algorithm>

namespace jpegaware::detail {
namespace {

constexpr int kBlockSide = 8;

SamplingFactors factors_of(const FrameGeometry& frame, int component) noexcept {
  return component == 0 ? SamplingFactors{} : sampling_factors(frame);
}

}  // namespace

FrameGeometry geometry_of_rows(const FrameGeometry& frame, PixelRows rows) noexcept {
  FrameGeometry window = frame;
  window.height_px = std::min(rows.last, frame.height_px) - rows.first;
  return window;
}

void RebuiltWindow::rebuild(const CoefficientImage& image, PixelRows rows) {
  planes_.resize(image.components.size());
  for (std::size_t c = 0; c < planes_.size(); ++c) {
    CoeffUnits units{};
    std::transform(image.components[c].table.begin(), image.components[c].table.end(),
                   units.begin(), [](std::uint16_t step) { return static_cast<float>(step); });
    rebuild_component(image.components[c].levels, units, image.geometry, rows, c);
  }
}

void RebuiltWindow::rebuild(const CoefficientPlanes& coefficients, PixelRows rows) {
  CoeffUnits units{};
  units.fill(1.0F / (1 << kCoeffFractionBits));
  planes_.resize(coefficients.components.size());
  for (std::size_t c = 0; c < planes_.size(); ++c) {
    rebuild_component(coefficients.components[c], units, coefficients.geometry, rows, c);
  }
}

void RebuiltWindow::rebuild_component(const BlockPlane& plane, const CoeffUnits& units,
                                      const FrameGeometry& frame, PixelRows rows,
                                      std::size_t component) {
  const FrameGeometry window = geometry_of_rows(frame, rows);
  const int index = static_cast<int>(component);
  const ComponentSize size = component_size(window, index);
  const SamplingFactors factors = factors_of(frame, index);
  const bool full_size = factors.horizontal == 1;
  FloatPlane& full = planes_[component];
  full.reshape(window.width_px, window.height_px);
  FloatPlane& samples = full_size ? full_rows_ : samples_;
  samples.reshape(plane.width_blocks * kBlockSide,
                  full_size ? kBlockSide : size.height_blocks * kBlockSide);
  const int first_row = rows.first / (kBlockSide * factors.vertical);
  for (int row = 0; row < size.height_blocks; ++row) {
    const auto block =
        static_cast<std::size_t>(first_row + row) * static_cast<std::size_t>(plane.width_blocks);
    kernels_->inverse_dct_row(plane.block(block).data(), units, plane.width_blocks,
                              samples.row(full_size ? 0 : row * kBlockSide), samples.stride());
    for (int y = 0; full_size && y < std::min(kBlockSide, full.height() - row * kBlockSide); ++y) {
      std::copy_n(samples.row(y), full.width(), full.row(row * kBlockSide + y));
    }
  }
  if (!full_size) {
    upsample(size, factors, full);
  }
}

void RebuiltWindow::upsample(const ComponentSize& size, SamplingFactors factors, FloatPlane& full) {
  mixed_.reshape(size.width_samples, 1);
  float* mixed = mixed_.row(0);
  for (int y = 0; y < full.height(); ++y) {
    const int nearer = y / factors.vertical;
    int further = nearer;
    if (factors.vertical == 2) {
      further = std::clamp(nearer + (y % 2 == 0 ? -1 : 1), 0, size.height_samples - 1);
    }
    kernels_->mix_row(samples_.row(nearer), samples_.row(further), size.width_samples, mixed);
    mixed[-1] = mixed[0];
    mixed[size.width_samples] = mixed[size.width_samples - 1];
    kernels_->upsample_row(mixed, full.width(), full.row(y));
  }
}

std::span<const float> GradientRows::block_row(const FloatPlane& gradient,
                                               const FrameGeometry& window, int component,
                                               int row) {
  const ComponentSize size = component_size(window, component);
  samples_.reshape(size.width_blocks * kBlockSide, kBlockSide);
  for (int y = 0; y < kBlockSide; ++y) {
    float* out = samples_.row(y);
    int filled = 0;
    if (const int sample_row = row * kBlockSide + y; sample_row < size.height_samples) {
      gather_row(gradient, window, component, sample_row, out);
      filled = size.width_samples;
    }
    std::fill(out + filled, out + samples_.width(), 0.0F);
  }
  coeffs_.resize(static_cast<std::size_t>(size.width_blocks) * kBlockCoeffs);
  kernels_->dct_row(samples_.row(0), samples_.stride(), size.width_blocks, coeffs_.data());
  return coeffs_;
}

void GradientRows::gather_row(const FloatPlane& gradient, const FrameGeometry& window,
                              int component, int sample_row, float* out) {
  const SamplingFactors factors = factors_of(window, component);
  const int width = gradient.width();
  const int height = gradient.height();
  if (factors.horizontal == 1) {
    std::copy_n(gradient.row(sample_row), width, out);
    return;
  }
  mixed_.reshape(width, 1);
  zeros_.reshape(width, 1);
  float* mixed = mixed_.row(0);
  if (factors.vertical == 1) {
    std::copy_n(gradient.row(sample_row), width, mixed);
  } else {
    // A pixel row's quarter that would leave the picture stays with its own sample row.
    const int y = 2 * sample_row;
    const float* last = y + 1 < height ? gradient.row(y + 1) : zeros_.row(0);
    kernels_->gather_down({gradient.row(std::max(y - 1, 0)), gradient.row(y), last,
                           y + 2 < height ? gradient.row(y + 2) : last},
                          width, mixed);
  }
  mixed[-1] = mixed[0];
  mixed[width] = width % 2 == 0 ? mixed[width - 1] : 0.0F;
  mixed[width + 1] = 0.0F;
  kernels_->gather_across(mixed, (width + 1) / 2, out);
}

}  // namespace jpegaware::detail
