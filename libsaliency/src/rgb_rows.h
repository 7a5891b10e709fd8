// SPDX-License-Identifier: Apache-2.0
// Stage: a view of any format -> its rows as 8-bit grey, RGB, BGR, RGBA or BGRA. What the network
// and the map look at needs no more. One object serves one thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "jpegaware/image_view.h"

namespace jpegaware::saliency {

/// Rows of 8-bit views are handed out where they lie. Others are converted one by one: 16 bits
/// rounded to 8; planes of YCbCr to RGB by their own matrix, each chroma sample for the four pixels
/// that it covers.
class RgbRows {
 public:
  /// @param image  a view that validate() has passed
  explicit RgbRows(const ImageView& image);

  /// The format of the rows: one of the 8-bit interleaved ones.
  [[nodiscard]] PixelFormat format() const noexcept { return format_; }

  /// Row y. A converted row stays readable until the second call after its own.
  [[nodiscard]] const std::uint8_t* row(int y);

 private:
  void narrow(const std::uint8_t* words, std::uint8_t* out) const;
  void decode_planes(int y, std::uint8_t* out) const;

  ImageView image_;
  PixelFormat format_;
  std::array<std::vector<std::uint8_t>, 2> converted_;
  std::array<int, 2> held_{-1, -1};  ///< which rows are in converted_
  std::size_t oldest_ = 0;
};

}  // namespace jpegaware::saliency
