// SPDX-License-Identifier: Apache-2.0
// Turns rows of 8- and 16-bit samples, with or without alpha, into rows of 8-bit grey or RGB.
#include "row_converter.h"

#include <algorithm>
#include <cstring>

namespace jpegaware::apps {
namespace {

constexpr std::uint32_t kOne = 65535;

std::uint8_t rounded_to_8_bits(std::uint32_t sample) {
  return static_cast<std::uint8_t>((sample * 255U + kOne / 2) / kOne);
}

std::uint32_t blended(std::uint32_t sample, std::uint32_t alpha, std::uint32_t matte,
                      bool is_premultiplied) {
  const std::uint32_t behind = matte * (kOne - alpha);
  if (is_premultiplied) {
    return std::min(kOne, sample + (behind + kOne / 2) / kOne);
  }
  // Both products together stay below 65,535 squared, which fits.
  return (sample * alpha + behind + kOne / 2) / kOne;
}

bool is_gray(const Matte& matte) { return matte[0] == matte[1] && matte[1] == matte[2]; }

}  // namespace

RowConverter::RowConverter(const SampleLayout& layout, const Matte& matte,
                           const std::optional<ColorEncoding>& encoding)
    : layout_(layout),
      matte_(matte),
      writes_gray_(layout.channels == 1 || (layout.channels == 2 && is_gray(matte))) {
  if (encoding && !is_nearly_srgb(*encoding)) {
    converter_ = std::make_unique<SrgbConverter>(*encoding);
  }
}

bool RowConverter::is_plain_copy() const noexcept {
  return layout_.bytes == 1 && layout_.largest == 255 && !layout_.has_alpha() && !converter_;
}

void RowConverter::widen(const void* samples, int width_px) {
  const std::size_t count =
      static_cast<std::size_t>(width_px) * static_cast<std::size_t>(layout_.channels);
  wide_.resize(count);
  const std::uint32_t largest = layout_.largest;
  const auto widened = [largest](std::uint32_t sample) {
    return static_cast<std::uint16_t>((std::min(sample, largest) * kOne + largest / 2) / largest);
  };
  if (layout_.bytes == 1) {
    const auto* bytes = static_cast<const std::uint8_t*>(samples);
    std::transform(bytes, bytes + count, wide_.begin(), widened);
  } else if (largest == kOne) {
    std::memcpy(wide_.data(), samples, count * sizeof(std::uint16_t));
  } else {
    const auto* words = static_cast<const std::uint16_t*>(samples);
    std::transform(words, words + count, wide_.begin(), widened);
  }
}

void RowConverter::finish(int width_px, std::uint8_t* to) const {
  const int colors_in = layout_.is_gray() ? 1 : 3;
  const int colors_out = writes_gray_ ? 1 : 3;
  const std::uint16_t* pixel = wide_.data();
  for (int x = 0; x < width_px; ++x, pixel += layout_.channels, to += colors_out) {
    const std::uint32_t alpha = layout_.has_alpha() ? pixel[colors_in] : kOne;
    for (int c = 0; c < colors_out; ++c) {
      const std::uint32_t matte = matte_[static_cast<std::size_t>(c)] * 257U;
      const std::uint32_t sample = pixel[colors_in == 1 ? 0 : c];
      to[c] = rounded_to_8_bits(blended(sample, alpha, matte, layout_.is_premultiplied));
    }
  }
}

void RowConverter::convert(const void* samples, int width_px, std::uint8_t* to) {
  if (is_plain_copy()) {
    std::memcpy(to, samples,
                static_cast<std::size_t>(width_px) * static_cast<std::size_t>(layout_.channels));
    return;
  }
  widen(samples, width_px);
  if (converter_ && layout_.is_gray()) {
    converter_->convert_gray(wide_.data(), width_px, layout_.channels);
  } else if (converter_) {
    converter_->convert_rgb(wide_.data(), width_px, layout_.channels);
  }
  finish(width_px, to);
}

}  // namespace jpegaware::apps
