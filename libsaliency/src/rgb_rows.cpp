// SPDX-License-Identifier: Apache-2.0
// Stage: a view of any format -> its rows as 8-bit grey, RGB, BGR, RGBA or BGRA.
#include "rgb_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace jpegaware::saliency {
namespace {

PixelFormat format_of_rows(PixelFormat format) noexcept {
  switch (format) {
    case PixelFormat::kGray16:
      return PixelFormat::kGray8;
    case PixelFormat::kRgb16:
    case PixelFormat::kI420:
    case PixelFormat::kNv12:
      return PixelFormat::kRgb8;
    case PixelFormat::kBgr16:
      return PixelFormat::kBgr8;
    case PixelFormat::kRgba16:
      return PixelFormat::kRgba8;
    case PixelFormat::kBgra16:
      return PixelFormat::kBgra8;
    default:
      return format;
  }
}

/// How YCbCr becomes R'G'B' (ITU-T H.273, 8.3), from code values.
struct Decoding {
  float luma_black, luma_scale;
  float red_of_cr, green_of_cb, green_of_cr, blue_of_cb;
};

Decoding decoding_of(YcbcrCoding coding) noexcept {
  const bool is_limited = coding == YcbcrCoding::kLimited601 || coding == YcbcrCoding::kLimited709;
  const bool is_601 = coding == YcbcrCoding::kFull601 || coding == YcbcrCoding::kLimited601;
  const float red = is_601 ? 0.299F : 0.2126F;
  const float blue = is_601 ? 0.114F : 0.0722F;
  const float green = 1.0F - red - blue;
  const float chroma_scale = is_limited ? 255.0F / 224.0F : 1.0F;
  const float red_of_cr = 2.0F * (1.0F - red) * chroma_scale;
  const float blue_of_cb = 2.0F * (1.0F - blue) * chroma_scale;
  return {is_limited ? 16.0F : 0.0F,
          is_limited ? 255.0F / 219.0F : 1.0F,
          red_of_cr,
          -blue / green * blue_of_cb,
          -red / green * red_of_cr,
          blue_of_cb};
}

std::uint8_t to_byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
}

}  // namespace

RgbRows::RgbRows(const ImageView& image) : image_(image), format_(format_of_rows(image.format)) {
  if (format_ != image.format) {
    for (auto& row : converted_) {
      row.resize(static_cast<std::size_t>(image.width_px) *
                 static_cast<std::size_t>(bytes_per_pixel(format_)));
    }
  }
}

const std::uint8_t* RgbRows::row(int y) {
  if (format_ == image_.format) {
    return image_.row(y);
  }
  for (std::size_t i = 0; i < held_.size(); ++i) {
    if (held_[i] == y) {
      oldest_ = 1 - i;
      return converted_[i].data();
    }
  }
  std::uint8_t* out = converted_[oldest_].data();
  held_[oldest_] = y;
  oldest_ = 1 - oldest_;
  if (is_planar(image_.format)) {
    decode_planes(y, out);
  } else {
    narrow(image_.row(y), out);
  }
  return out;
}

void RgbRows::narrow(const std::uint8_t* words, std::uint8_t* out) const {
  const std::size_t samples = converted_[0].size();
  for (std::size_t i = 0; i < samples; ++i) {
    std::uint16_t value = 0;
    std::memcpy(&value, words + 2 * i, sizeof value);
    out[i] = static_cast<std::uint8_t>((value + 128U) / 257U);
  }
}

void RgbRows::decode_planes(int y, std::uint8_t* out) const {
  const Decoding decoding = decoding_of(image_.coding);
  const bool pairs = image_.format == PixelFormat::kNv12;
  const int step = pairs ? 2 : 1;
  const auto chroma_row = [&](std::size_t plane) {
    return image_.chroma[plane].data + (y / 2) * image_.chroma[plane].stride_bytes;
  };
  const std::uint8_t* cb_row = chroma_row(0);
  const std::uint8_t* cr_row = pairs ? cb_row + 1 : chroma_row(1);
  const std::uint8_t* luma_row = image_.row(y);
  for (int x = 0; x < image_.width_px; ++x, out += 3) {
    const float luma =
        (static_cast<float>(luma_row[x]) - decoding.luma_black) * decoding.luma_scale;
    const float cb = static_cast<float>(cb_row[x / 2 * step]) - 128.0F;
    const float cr = static_cast<float>(cr_row[x / 2 * step]) - 128.0F;
    out[0] = to_byte(luma + decoding.red_of_cr * cr);
    out[1] = to_byte(luma + decoding.green_of_cb * cb + decoding.green_of_cr * cr);
    out[2] = to_byte(luma + decoding.blue_of_cb * cb);
  }
}

}  // namespace jpegaware::saliency
