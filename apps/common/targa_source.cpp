// SPDX-License-Identifier: Apache-2.0
// Reads Targa: mapped, RGB of 16, 24 and 32 bits, grey; plain and run-length coded, as stock
// cjpeg does.

#include <array>
#include <cstdint>
#include <new>

#include "libjpeg.h"
#include "row_source.h"
#include "stock_messages.h"

namespace jpegaware::apps {
namespace {

constexpr std::size_t kHeaderBytes = 18;
enum Kind : unsigned { kMapped = 1, kRgb = 2, kGray = 3, kRunLength = 8 };

class TargaSource final : public RowSource {
 public:
  TargaSource(j_compress_ptr cinfo, std::FILE* input) : RowSource(cinfo, input) {}

  void start() override {
    std::array<std::uint8_t, kHeaderBytes> raw;
    if (!read(raw.data(), raw.size())) {
      fail(JERR_INPUT_EOF);
    }
    // 15 bits a pixel are 16 with an unused one.
    const unsigned bits = raw[16] == 15 ? 16U : raw[16];
    const unsigned has_colors = raw[1];
    const unsigned width = raw[12] + raw[13] * 256U;
    const unsigned height = raw[14] + raw[15] * 256U;
    const bool is_bottom_up = (raw[17] & 0x20U) == 0;
    const bool is_interleaved = (raw[17] >> 6U) != 0;
    pixel_bytes_ = bits / 8;
    if (has_colors > 1 || pixel_bytes_ < 1 || pixel_bytes_ > 4 || bits % 8 != 0 || is_interleaved ||
        width == 0 || height == 0) {
      fail(kTargaBadHeader);
    }
    unsigned kind = raw[2];
    if (kind > kRunLength) {
      is_run_length_ = true;
      kind -= kRunLength;
    }
    set_kind(kind, has_colors == 1, width, height);
    set_picture(width, height, is_bottom_up);
    for (unsigned i = 0; i < raw[0]; ++i) {
      byte();  // the identification field
    }
    read_colors(raw.data(), has_colors == 1);
  }

  JSAMPARRAY next_row() override {
    if (picture_ == nullptr) {
      decode_row(out_[0]);
      return out_;
    }
    if (rows_left_ == 0) {
      for (JDIMENSION row = 0; row < cinfo_->image_height; ++row) {
        report_extra_pass(row);
        decode_row(picture_row(picture_, row, true)[0]);
      }
      finish_extra_pass();
      rows_left_ = cinfo_->image_height;
    }
    --rows_left_;
    return picture_row(picture_, rows_left_, false);
  }

 private:
  void set_kind(unsigned kind, bool has_colors, unsigned width, unsigned height) {
    int message = kTraceTarga;
    if (kind == kMapped && pixel_bytes_ == 1 && has_colors) {
      message = kTraceTargaMapped;
    } else if (kind == kGray && pixel_bytes_ == 1) {
      message = kTraceTargaGray;
    } else if (kind != kRgb || pixel_bytes_ == 1) {
      fail(kTargaBadHeader);
    }
    is_gray_ = kind == kGray;
    trace(message, static_cast<int>(width), static_cast<int>(height));
  }

  void set_picture(unsigned width, unsigned height, bool is_bottom_up) {
    cinfo_->in_color_space = is_gray_ ? JCS_GRAYSCALE : JCS_RGB;
    cinfo_->input_components = is_gray_ ? 1 : 3;
    cinfo_->data_precision = 8;
    cinfo_->image_width = width;
    cinfo_->image_height = height;
    const unsigned samples = width * (is_gray_ ? 1U : 3U);
    if (is_bottom_up) {
      picture_ = request_picture(samples, height);
      announce_extra_pass();
    } else {
      out_ = pool_rows(samples, 1);
    }
  }

  void read_colors(const std::uint8_t* raw, bool has_colors) {
    colors_ = raw[5] + raw[6] * 256U;
    if (colors_ == 0) {
      if (has_colors) {
        fail(kTargaBadHeader);
      }
      return;
    }
    const bool starts_at_zero = raw[3] == 0 && raw[4] == 0;
    if (colors_ > 256 || !starts_at_zero) {
      fail(kTargaBadColormap);
    }
    palette_ = pool_rows(colors_, 3);
    if (raw[7] != 24) {
      fail(kTargaBadColormap);
    }
    for (unsigned i = 0; i < colors_; ++i) {
      for (int channel = 2; channel >= 0; --channel) {
        palette_[channel][i] = static_cast<JSAMPLE>(byte());
      }
    }
  }

  /// The next pixel's bytes into pixel_.
  void next_pixel() {
    if (is_run_length_) {
      if (repeats_left_ > 0) {
        --repeats_left_;
        return;
      }
      if (--plain_left_ < 0) {
        const int header = byte();
        repeats_left_ = (header & 0x80) != 0 ? header & 0x7F : 0;
        plain_left_ = (header & 0x80) != 0 ? 0 : header;
      }
    }
    for (unsigned i = 0; i < pixel_bytes_; ++i) {
      pixel_[i] = static_cast<std::uint8_t>(byte());
    }
  }

  void decode_row(JSAMPLE* to) {
    for (JDIMENSION x = 0; x < cinfo_->image_width; ++x) {
      next_pixel();
      to = put_pixel(to);
    }
  }

  JSAMPLE* put_pixel(JSAMPLE* to) const {
    if (is_gray_) {
      *to++ = pixel_[0];
      return to;
    }
    switch (pixel_bytes_) {
      case 1:
        if (pixel_[0] >= colors_) {
          fail(kTargaBadHeader);
        }
        for (int channel = 0; channel < 3; ++channel) {
          *to++ = palette_[channel][pixel_[0]];
        }
        return to;
      case 2: {
        const unsigned word = pixel_[0] + pixel_[1] * 256U;
        *to++ = from_five_bits(word >> 10U);
        *to++ = from_five_bits(word >> 5U);
        *to++ = from_five_bits(word);
        return to;
      }
      default:
        *to++ = pixel_[2];
        *to++ = pixel_[1];
        *to++ = pixel_[0];
        return to;
    }
  }

  static JSAMPLE from_five_bits(unsigned bits) {
    return static_cast<JSAMPLE>(((bits & 31U) * 255U + 15U) / 31U);
  }

  bool is_run_length_ = false;
  bool is_gray_ = false;
  unsigned pixel_bytes_ = 0;
  unsigned colors_ = 0;
  int repeats_left_ = 0;
  int plain_left_ = 0;
  JDIMENSION rows_left_ = 0;
  std::array<std::uint8_t, 4> pixel_{};
  JSAMPARRAY palette_ = nullptr;
  JSAMPARRAY out_ = nullptr;
  jvirt_sarray_ptr picture_ = nullptr;
};

}  // namespace

RowSource* make_targa_source(j_compress_ptr cinfo, std::FILE* input) {
  return place_row_source<TargaSource>(cinfo, input);
}

}  // namespace jpegaware::apps
