// SPDX-License-Identifier: Apache-2.0
// Stage: planes of Y, Cb, Cr in any coding -> rows in JPEG's own, at the file's own sampling.
#include "planar_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace jpegaware::detail {
namespace {

/// Shares of red and blue in luma: what makes one matrix differ from another (H.273, 8.3).
struct LumaShares {
  double red;
  double blue;
};
constexpr LumaShares kBt601{0.299, 0.114};
constexpr LumaShares kBt709{0.2126, 0.0722};

/// JPEG's luma and chroma of what another matrix made: R, G and B by the one inserted into the
/// other. Grey stays grey, so no component gets a share of luma.
void turn_from(const LumaShares& from, Recoding& recoding) {
  const LumaShares& to = kBt601;
  const double green_ratio = (1.0 - to.red - to.blue) / (1.0 - from.red - from.blue);
  const double blue_of_cb = 2.0 * (1.0 - from.blue);
  const double red_of_cr = 2.0 * (1.0 - from.red);
  const double y_cb = blue_of_cb * (to.blue - green_ratio * from.blue);
  const double y_cr = red_of_cr * (to.red - green_ratio * from.red);
  const double cb_of_blue = 0.5 / (1.0 - to.blue);
  const double cr_of_red = 0.5 / (1.0 - to.red);
  recoding.is_turned = true;
  recoding.y_cb = static_cast<float>(y_cb);
  recoding.y_cr = static_cast<float>(y_cr);
  recoding.cb_cb = static_cast<float>((blue_of_cb - y_cb) * cb_of_blue);
  recoding.cb_cr = static_cast<float>(-y_cr * cb_of_blue);
  recoding.cr_cb = static_cast<float>(-y_cb * cr_of_red);
  recoding.cr_cr = static_cast<float>((red_of_cr - y_cr) * cr_of_red);
}

float to_jpeg_range(float centred) { return std::clamp(centred, -128.0F, 127.0F); }

std::vector<float> row_of(int width) { return std::vector<float>(static_cast<std::size_t>(width)); }

}  // namespace

Recoding recoding_of(YcbcrCoding coding) noexcept {
  Recoding recoding;
  if (coding == YcbcrCoding::kLimited601 || coding == YcbcrCoding::kLimited709) {
    recoding.luma_black = 16.0F;
    recoding.luma_scale = 255.0F / 219.0F;
    recoding.chroma_scale = 255.0F / 224.0F;
  }
  if (coding == YcbcrCoding::kFull709 || coding == YcbcrCoding::kLimited709) {
    turn_from(kBt709, recoding);
  }
  return recoding;
}

PlanarRows::PlanarRows(const ImageView& image)
    : image_(image),
      recoding_(recoding_of(image.coding)),
      chroma_width_((image.width_px + 1) / 2),
      chroma_height_((image.height_px + 1) / 2) {
  for (std::size_t c = 0; c < 2; ++c) {
    half_[c] = row_of(chroma_width_);
    other_[c] = row_of(chroma_width_);
    full_[c] = row_of(image.width_px);
  }
}

void PlanarRows::luma_row(int y, float* out) {
  const int row = std::min(y, image_.height_px - 1);
  const std::uint8_t* luma = image_.row(row);
  const float offset = 128.0F + recoding_.luma_black * recoding_.luma_scale;
  for (int x = 0; x < image_.width_px; ++x) {
    out[x] = static_cast<float>(luma[x]) * recoding_.luma_scale - offset;
  }
  if (recoding_.is_turned) {
    interpolate_down(row, {half_[0].data(), half_[1].data()});
    interpolate_across(half_[0].data(), full_[0].data());
    interpolate_across(half_[1].data(), full_[1].data());
    for (int x = 0; x < image_.width_px; ++x) {
      const auto i = static_cast<std::size_t>(x);
      out[x] += recoding_.y_cb * full_[0][i] + recoding_.y_cr * full_[1][i];
    }
  }
  std::transform(out, out + image_.width_px, out, to_jpeg_range);
}

void PlanarRows::chroma_row(int y, SamplingFactors factors, float* cb, float* cr) {
  if (factors.horizontal == 2) {
    if (factors.vertical == 2) {
      load_chroma(std::min(y, chroma_height_ - 1), {cb, cr});
    } else {
      interpolate_down(std::min(y, image_.height_px - 1), {cb, cr});
    }
    turn({cb, cr}, chroma_width_);
    return;
  }
  interpolate_down(std::min(y, image_.height_px - 1), {half_[0].data(), half_[1].data()});
  interpolate_across(half_[0].data(), cb);
  interpolate_across(half_[1].data(), cr);
  turn({cb, cr}, image_.width_px);
}

void PlanarRows::load_chroma(int row, Pair out) const {
  const bool pairs = image_.format == PixelFormat::kNv12;
  const int step = pairs ? 2 : 1;
  const std::uint8_t* cb = image_.chroma[0].data + row * image_.chroma[0].stride_bytes;
  const std::uint8_t* cr = pairs ? cb + 1 : image_.chroma[1].data + row * image_.chroma[1].stride_bytes;
  for (int x = 0; x < chroma_width_; ++x) {
    out.cb[x] = (static_cast<float>(cb[x * step]) - 128.0F) * recoding_.chroma_scale;
    out.cr[x] = (static_cast<float>(cr[x * step]) - 128.0F) * recoding_.chroma_scale;
  }
}

/// The chroma of luma row y, still at half the width.
void PlanarRows::interpolate_down(int y, Pair out) {
  const int near = y / 2;
  const int far = std::clamp(y % 2 == 0 ? near - 1 : near + 1, 0, chroma_height_ - 1);
  load_chroma(near, out);
  load_chroma(far, {other_[0].data(), other_[1].data()});
  for (int x = 0; x < chroma_width_; ++x) {
    const auto i = static_cast<std::size_t>(x);
    out.cb[x] = out.cb[x] * 0.75F + other_[0][i] * 0.25F;
    out.cr[x] = out.cr[x] * 0.75F + other_[1][i] * 0.25F;
  }
}

void PlanarRows::interpolate_across(const float* half, float* full) const {
  for (int x = 0; x < image_.width_px; ++x) {
    const int far = std::clamp(x % 2 == 0 ? x / 2 - 1 : x / 2 + 1, 0, chroma_width_ - 1);
    full[x] = half[x / 2] * 0.75F + half[far] * 0.25F;
  }
}

void PlanarRows::turn(Pair row, int width) const {
  for (int x = 0; x < width; ++x) {
    const float cb = row.cb[x];
    const float cr = row.cr[x];
    row.cb[x] = to_jpeg_range(recoding_.cb_cb * cb + recoding_.cb_cr * cr);
    row.cr[x] = to_jpeg_range(recoding_.cr_cb * cb + recoding_.cr_cr * cr);
  }
}

void round_row(const float* row, int width, std::uint8_t* out) {
  for (int x = 0; x < width; ++x) {
    out[x] = static_cast<std::uint8_t>(std::lround(to_jpeg_range(row[x]) + 128.0F));
  }
}

}  // namespace jpegaware::detail
