// SPDX-License-Identifier: Apache-2.0
// Reads PGM and PPM, text and binary, any maximum value up to 65535, as stock cjpeg does.

#include <cstdint>
#include <cstring>
#include <new>

#include "libjpeg.h"
#include "row_source.h"
#include "stock_messages.h"

namespace jpegaware::apps {
namespace {

constexpr unsigned kLargestHeaderValue = 65535;

class PpmSource final : public RowSource {
 public:
  PpmSource(j_compress_ptr cinfo, std::FILE* input) : RowSource(cinfo, input) {}

  void start() override {
    if (std::getc(input_) != 'P') {
      fail(kPpmNot);
    }
    const int kind = std::getc(input_);
    if (kind != '2' && kind != '3' && kind != '5' && kind != '6') {
      fail(kPpmNot);
    }
    const unsigned width = number(kLargestHeaderValue);
    const unsigned height = number(kLargestHeaderValue);
    largest_ = number(kLargestHeaderValue);
    if (width == 0 || height == 0 || largest_ == 0) {
      fail(kPpmNot);
    }
    is_text_ = kind == '2' || kind == '3';
    const bool is_gray = kind == '2' || kind == '5';
    const int text_trace = is_gray ? kTracePgmText : kTracePpmText;
    const int binary_trace = is_gray ? kTracePgm : kTracePpm;
    trace(is_text_ ? text_trace : binary_trace, static_cast<int>(width), static_cast<int>(height));

    cinfo_->in_color_space = is_gray ? JCS_GRAYSCALE : JCS_RGB;
    cinfo_->input_components = is_gray ? 1 : 3;
    cinfo_->data_precision = 8;
    cinfo_->image_width = width;
    cinfo_->image_height = height;
    allocate(width * (is_gray ? 1U : 3U));
  }

  JSAMPARRAY next_row() override {
    if (is_text_) {
      for (std::size_t i = 0; i < samples_; ++i) {
        out_[0][i] = rescale_[number(largest_)];
      }
      return out_;
    }
    if (!read(file_row_, file_row_bytes_)) {
      fail(JERR_INPUT_EOF);
    }
    if (largest_ == 255) {
      return &file_row_;
    }
    if (largest_ < 255) {
      for (std::size_t i = 0; i < samples_; ++i) {
        out_[0][i] = rescale_[file_row_[i]];
      }
      return out_;
    }
    for (std::size_t i = 0; i < samples_; ++i) {
      const unsigned value = file_row_[2 * i] * 256U + file_row_[2 * i + 1];
      if (value > largest_) {
        fail(kPpmOutOfRange);
      }
      out_[0][i] = rescale_[value];
    }
    return out_;
  }

 private:
  void allocate(unsigned samples) {
    samples_ = samples;
    if (!is_text_) {
      file_row_bytes_ = samples_ * (largest_ > 255 ? 2 : 1);
      file_row_ = static_cast<JSAMPROW>(pool_bytes(file_row_bytes_));
      if (largest_ == 255) {
        return;  // the file's bytes are the samples
      }
    }
    out_ = pool_rows(samples, 1);
    // Bytes above a small maximum value read as 0.
    const std::size_t entries = (largest_ > 255 ? largest_ : 255U) + 1U;
    rescale_ = static_cast<JSAMPLE*>(pool_bytes(entries));
    std::memset(rescale_, 0, entries);
    for (unsigned value = 0; value <= largest_; ++value) {
      rescale_[value] = static_cast<JSAMPLE>((value * 255U + largest_ / 2U) / largest_);
    }
  }

  /// A character, with a comment up to the end of its line read as that line's end.
  int character() const {
    int c = std::getc(input_);
    if (c == '#') {
      do {
        c = std::getc(input_);
      } while (c != '\n' && c != EOF);
    }
    return c;
  }

  /// A decimal number after white space; one character behind it is swallowed.
  unsigned number(unsigned limit) const {
    int c = character();
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      c = character();
    }
    if (c == EOF) {
      fail(JERR_INPUT_EOF);
    }
    if (c < '0' || c > '9') {
      fail(kPpmNonNumeric);
    }
    unsigned value = static_cast<unsigned>(c - '0');
    for (c = character(); c >= '0' && c <= '9'; c = character()) {
      value = value * 10U + static_cast<unsigned>(c - '0');
      if (value > limit) {
        fail(kPpmOutOfRange);
      }
    }
    return value;
  }

  bool is_text_ = false;
  unsigned largest_ = 0;
  std::size_t samples_ = 0;
  std::size_t file_row_bytes_ = 0;
  JSAMPROW file_row_ = nullptr;
  JSAMPARRAY out_ = nullptr;
  JSAMPLE* rescale_ = nullptr;
};

}  // namespace

RowSource* make_ppm_source(j_compress_ptr cinfo, std::FILE* input) {
  return place_row_source<PpmSource>(cinfo, input);
}

}  // namespace jpegaware::apps
