// SPDX-License-Identifier: Apache-2.0
// Reads the first image of a GIF, plain or interlaced, as stock cjpeg does: damaged data is
// warned about and filled in, so that the rest can be used.

#include <array>
#include <cstdint>
#include <new>

#include "libjpeg.h"
#include "row_source.h"
#include "stock_messages.h"

namespace jpegaware::apps {
namespace {

constexpr int kMostColors = 256;
constexpr int kMostCodeBits = 12;
constexpr int kMostCodes = 1 << kMostCodeBits;
constexpr std::size_t kBlockBytes = 255;

unsigned little16(const std::uint8_t* bytes) { return bytes[0] + bytes[1] * 256U; }

/// The dictionary: each code beyond the end code is an older code with one byte more.
struct Dictionary {
  std::array<std::uint16_t, kMostCodes> prefix;
  std::array<std::uint8_t, kMostCodes> last_byte;
  std::array<std::uint8_t, kMostCodes> pending;  ///< bytes of the current code, last one first
};

class GifSource final : public RowSource {
 public:
  GifSource(j_compress_ptr cinfo, std::FILE* input) : RowSource(cinfo, input) {}

  void start() override {
    read_screen();
    find_image();
    start_codes();
    if (is_interlaced_) {
      picture_ = request_picture(width_, height_);
      announce_extra_pass();
    }
    cinfo_->data_precision = 8;
    cinfo_->image_width = width_;
    cinfo_->image_height = height_;
    out_ = pool_rows(width_ * static_cast<unsigned>(cinfo_->input_components), 1);
    // Colours that the file does not define, but its codes can name, are grey.
    for (int i = color_count_; i < clear_code_; ++i) {
      for (int channel = 0; channel < 3; ++channel) {
        palette_[channel][i] = 127;
      }
    }
    trace(kTraceGif, static_cast<int>(width_), static_cast<int>(height_), color_count_);
  }

  JSAMPARRAY next_row() override {
    if (!is_interlaced_) {
      JSAMPLE* to = out_[0];
      for (unsigned x = 0; x < width_; ++x) {
        to = put_color(next_index(), to);
      }
      return out_;
    }
    if (!is_loaded_) {
      load();
    }
    const JSAMPLE* from = picture_row(picture_, stored_row(next_row_++), false)[0];
    JSAMPLE* to = out_[0];
    for (unsigned x = 0; x < width_; ++x) {
      to = put_color(from[x], to);
    }
    return out_;
  }

 private:
  void read_screen() {
    std::array<std::uint8_t, 7> raw;
    if (!read(raw.data(), 6) || raw[0] != 'G' || raw[1] != 'I' || raw[2] != 'F') {
      fail(kGifNot);
    }
    const bool is_known = raw[3] == '8' && (raw[4] == '7' || raw[4] == '9') && raw[5] == 'a';
    if (!is_known) {
      trace(kTraceGifVersion, raw[3], raw[4], raw[5]);
    }
    if (!read(raw.data(), 7)) {
      fail(JERR_INPUT_EOF);
    }
    if (little16(&raw[0]) == 0 || little16(&raw[2]) == 0) {
      fail(kGifEmpty);
    }
    const bool is_square = raw[6] == 0 || raw[6] == 49;  // 49: (49 + 15) / 64 = 1
    if (!is_square) {
      trace(kTraceGifNonSquare);
    }
    cinfo_->in_color_space = JCS_RGB;
    cinfo_->input_components = 3;
    palette_ = pool_rows(kMostColors, 3);
    read_colors(raw[4]);
  }

  /// The colour table that the flags announce, if any. A table of greys makes a grey picture.
  void read_colors(unsigned flags) {
    color_count_ = 2 << (flags & 7U);
    if ((flags & 0x80U) == 0) {
      return;
    }
    bool is_gray = true;
    for (int i = 0; i < color_count_; ++i) {
      for (int channel = 0; channel < 3; ++channel) {
        palette_[channel][i] = static_cast<JSAMPLE>(byte());
      }
      is_gray = is_gray && palette_[0][i] == palette_[1][i] && palette_[1][i] == palette_[2][i];
    }
    if (is_gray && cinfo_->in_color_space == JCS_RGB) {
      cinfo_->in_color_space = JCS_GRAYSCALE;
      cinfo_->input_components = 1;
    }
  }

  void find_image() {
    for (;;) {
      const int c = byte();
      if (c == ';') {
        fail(kGifNoImage);
      } else if (c == '!') {
        trace(kTraceGifExtension, byte());
        skip_blocks();
      } else if (c == ',') {
        read_image_header();
        return;
      } else {
        warn(kWarnGifChar, c);
      }
    }
  }

  void read_image_header() {
    std::array<std::uint8_t, 9> raw;
    if (!read(raw.data(), raw.size())) {
      fail(JERR_INPUT_EOF);
    }
    width_ = little16(&raw[4]);
    height_ = little16(&raw[6]);
    if (width_ == 0 || height_ == 0) {
      fail(kGifEmpty);
    }
    is_interlaced_ = (raw[8] & 0x40U) != 0;
    if ((raw[8] & 0x80U) != 0) {
      read_colors(raw[8]);
    }
    root_bits_ = byte();
    if (root_bits_ < 2 || root_bits_ > 8) {
      fail(kGifBadCodeSize, root_bits_);
    }
  }

  // ---- blocks and codes ----

  /// One length-prefixed block of at most 255 bytes; its length, 0 at the end of the data.
  int read_block(std::uint8_t* to) const {
    const int count = byte();
    if (count > 0 && !read(to, static_cast<std::size_t>(count))) {
      fail(JERR_INPUT_EOF);
    }
    return count;
  }

  void skip_blocks() const {
    std::array<std::uint8_t, kBlockBytes> unused;
    while (read_block(unused.data()) > 0) {
    }
  }

  void start_codes() {
    dictionary_ = static_cast<Dictionary*>(cinfo_->mem->alloc_large(
        reinterpret_cast<j_common_ptr>(cinfo_), JPOOL_IMAGE, sizeof(Dictionary)));
    clear_code_ = 1 << root_bits_;
    end_code_ = clear_code_ + 1;
    forget_codes();
    is_first_code_ = true;
  }

  void forget_codes() {
    code_bits_ = root_bits_ + 1;
    next_code_ = clear_code_ + 2;
    pending_count_ = 0;
  }

  /// The next code of code_bits_ bits; the end code, with a warning, when the data runs out.
  /// The data is taken to begin with a clear code, whether it does or not.
  int next_code() {
    while (bit_count_ < code_bits_) {
      if (is_first_code_) {
        is_first_code_ = false;
        return clear_code_;
      }
      if (block_at_ == block_count_) {
        block_at_ = 0;
        block_count_ = is_out_of_blocks_ ? 0 : read_block(block_.data());
        if (block_count_ == 0) {
          is_out_of_blocks_ = true;
          warn(kWarnGifNoMoreData);
          return end_code_;
        }
      }
      bits_ |= static_cast<std::uint32_t>(block_[static_cast<std::size_t>(block_at_++)])
               << bit_count_;
      bit_count_ += 8;
    }
    const int code = static_cast<int>(bits_ & ((1U << code_bits_) - 1U));
    bits_ >>= code_bits_;
    bit_count_ -= code_bits_;
    return code;
  }

  int next_index() {
    if (pending_count_ > 0) {
      return dictionary_->pending[static_cast<std::size_t>(--pending_count_)];
    }
    const int code = next_code();
    if (code == clear_code_) {
      return first_index();
    }
    if (code == end_code_) {
      if (!is_out_of_blocks_) {
        skip_blocks();
        is_out_of_blocks_ = true;
      }
      warn(kWarnGifEndCode);
      return 0;
    }
    return expand(code);
  }

  /// What follows a clear code must be a colour by itself.
  int first_index() {
    forget_codes();
    int code = next_code();
    while (code == clear_code_) {
      code = next_code();
    }
    if (code > clear_code_) {
      warn(kWarnGifBadData);
      code = 0;
    }
    previous_code_ = code;
    first_byte_ = code;
    return code;
  }

  /// Puts a code's bytes on the pending stack, defines the next code, returns the first byte.
  int expand(int code) {
    int link = code;
    int next_previous = code;
    if (code >= next_code_) {
      // A code may name the one that it defines itself; what is beyond that is damage.
      if (code > next_code_) {
        warn(kWarnGifBadData);
        next_previous = 0;
      }
      push(first_byte_);
      link = previous_code_;
    }
    while (link >= clear_code_) {
      push(dictionary_->last_byte[static_cast<std::size_t>(link)]);
      link = dictionary_->prefix[static_cast<std::size_t>(link)];
    }
    first_byte_ = link;
    if (next_code_ < kMostCodes) {
      dictionary_->prefix[static_cast<std::size_t>(next_code_)] =
          static_cast<std::uint16_t>(previous_code_);
      dictionary_->last_byte[static_cast<std::size_t>(next_code_)] =
          static_cast<std::uint8_t>(first_byte_);
      ++next_code_;
      if (next_code_ >= (1 << code_bits_) && code_bits_ < kMostCodeBits) {
        ++code_bits_;
      }
    }
    previous_code_ = next_previous;
    return first_byte_;
  }

  void push(int value) {
    dictionary_->pending[static_cast<std::size_t>(pending_count_++)] =
        static_cast<std::uint8_t>(value);
  }

  // ---- rows ----

  JSAMPLE* put_color(int index, JSAMPLE* to) const {
    for (int channel = 0; channel < cinfo_->input_components; ++channel) {
      *to++ = palette_[channel][index];
    }
    return to;
  }

  void load() {
    for (JDIMENSION row = 0; row < height_; ++row) {
      report_extra_pass(row);
      JSAMPLE* to = picture_row(picture_, row, true)[0];
      for (unsigned x = 0; x < width_; ++x) {
        to[x] = static_cast<JSAMPLE>(next_index());
      }
    }
    finish_extra_pass();
    is_loaded_ = true;
  }

  /// Where a row of the picture lies in the file: rows 0, 8, ...; 4, 12, ...; 2, 6, ...; odd.
  [[nodiscard]] JDIMENSION stored_row(JDIMENSION row) const {
    const JDIMENSION eighths = (height_ + 7) / 8;
    const JDIMENSION fourths = (height_ + 3) / 8;
    const JDIMENSION halves = (height_ + 1) / 4;
    if (row % 8 == 0) {
      return row / 8;
    }
    if (row % 8 == 4) {
      return eighths + row / 8;
    }
    if (row % 4 == 2) {
      return eighths + fourths + row / 4;
    }
    return eighths + fourths + halves + row / 2;
  }

  unsigned width_ = 0;
  unsigned height_ = 0;
  bool is_interlaced_ = false;
  bool is_loaded_ = false;
  JDIMENSION next_row_ = 0;
  int color_count_ = 0;
  JSAMPARRAY palette_ = nullptr;
  JSAMPARRAY out_ = nullptr;
  jvirt_sarray_ptr picture_ = nullptr;

  int root_bits_ = 0;
  int clear_code_ = 0;
  int end_code_ = 0;
  int next_code_ = 0;
  int code_bits_ = 0;
  int previous_code_ = 0;
  int first_byte_ = 0;
  int pending_count_ = 0;
  bool is_first_code_ = false;
  bool is_out_of_blocks_ = false;
  int block_at_ = 0;
  int block_count_ = 0;
  int bit_count_ = 0;
  std::uint32_t bits_ = 0;
  Dictionary* dictionary_ = nullptr;
  std::array<std::uint8_t, kBlockBytes> block_{};
};

}  // namespace

RowSource* make_gif_source(j_compress_ptr cinfo, std::FILE* input) {
  return place_row_source<GifSource>(cinfo, input);
}

}  // namespace jpegaware::apps
