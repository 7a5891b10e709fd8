// SPDX-License-Identifier: Apache-2.0
// Stage: one row of samples as a library decoded it -> one row of a Picture.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "color_encoding.h"
#include "jpegaware/image_view.h"

namespace jpegaware::apps {

/// How a decoder's samples lie.
struct SampleLayout {
  int channels = 3;             ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
  int bytes = 1;                ///< a sample: 1, or 2 in the machine's byte order
  std::uint16_t largest = 255;  ///< the sample that means 1
  bool is_premultiplied = false;

  [[nodiscard]] bool has_alpha() const noexcept { return channels == 2 || channels == 4; }
  [[nodiscard]] bool is_gray() const noexcept { return channels <= 2; }
};

/// What transparent pixels are laid over, sRGB.
using Matte = std::array<std::uint8_t, 3>;

/// Blends over the matte (in sRGB's own curve, as browsers do), turns other encodings into sRGB
/// and rounds to 8 bits. One converter serves one thread.
class RowConverter {
 public:
  /// @param encoding  of the samples; nothing, or nearly sRGB: they are taken as they are
  RowConverter(const SampleLayout& layout, const Matte& matte,
               const std::optional<ColorEncoding>& encoding);

  /// Grey stays grey, unless it shines through onto a coloured matte.
  [[nodiscard]] PixelFormat format() const noexcept {
    return writes_gray_ ? PixelFormat::kGray8 : PixelFormat::kRgb8;
  }
  /// Whether rows need no work: the decoder may write into the picture itself.
  [[nodiscard]] bool is_plain_copy() const noexcept;

  /// @param samples  width_px pixels of the layout; 2-byte samples must be aligned
  void convert(const void* samples, int width_px, std::uint8_t* to);

 private:
  void widen(const void* samples, int width_px);
  void finish(int width_px, std::uint8_t* to) const;

  SampleLayout layout_;
  Matte matte_;
  bool writes_gray_;
  std::unique_ptr<SrgbConverter> converter_;
  std::vector<std::uint16_t> wide_;  ///< the row, each sample over 65,535
};

}  // namespace jpegaware::apps
