// SPDX-License-Identifier: Apache-2.0
// Reads uncompressed BMP of 8, 24 and 32 bits, Windows' and OS/2's headers, as stock cjpeg does.

#include <array>
#include <cstdint>
#include <new>

#include "libjpeg.h"
#include "row_source.h"
#include "stock_messages.h"

namespace jpegaware::apps {
namespace {

constexpr unsigned kFileHeaderBytes = 14;
constexpr unsigned kOs2HeaderBytes = 12;
constexpr unsigned kWindowsHeaderBytes = 40;
constexpr unsigned kOs2V2HeaderBytes = 64;

struct Header {
  unsigned bytes = 0;
  int width = 0;
  int height = 0;
  unsigned planes = 0;
  unsigned bits_per_pixel = 0;
  unsigned compression = 0;
  int x_per_meter = 0;
  int y_per_meter = 0;
  int colors = 0;
  int color_entry_bytes = 0;
};

unsigned little16(const std::uint8_t* bytes) { return bytes[0] + bytes[1] * 256U; }
unsigned little32(const std::uint8_t* bytes) {
  return little16(bytes) + (little16(bytes + 2) << 16U);
}
int signed32(const std::uint8_t* bytes) { return static_cast<int>(little32(bytes)); }

class BmpSource final : public RowSource {
 public:
  BmpSource(j_compress_ptr cinfo, std::FILE* input) : RowSource(cinfo, input) {}

  void start() override {
    std::array<std::uint8_t, kFileHeaderBytes> file_header;
    if (!read(file_header.data(), file_header.size())) {
      fail(JERR_INPUT_EOF);
    }
    if (file_header[0] != 'B' || file_header[1] != 'M') {
      fail(kBmpNot);
    }
    const unsigned pixels_at = little32(&file_header[10]);
    const Header header = read_header(pixels_at);
    if (header.width <= 0 || header.height <= 0) {
      fail(kBmpEmpty);
    }
    if (header.planes != 1) {
      fail(kBmpBadPlanes);
    }
    set_density(header);
    skip_to_pixels(header, pixels_at);
    set_picture(header);
  }

  JSAMPARRAY next_row() override {
    if (rows_left_ == 0) {
      load();
    }
    --rows_left_;
    const JSAMPROW from = picture_row(picture_, rows_left_, false)[0];
    if (bytes_per_pixel_ == 1) {
      map_row(from);
    } else {
      swap_row(from);
    }
    return out_;
  }

 private:
  Header read_header(unsigned pixels_at) const {
    std::array<std::uint8_t, kOs2V2HeaderBytes> raw;
    if (!read(raw.data(), 4)) {
      fail(JERR_INPUT_EOF);
    }
    Header header;
    header.bytes = little32(raw.data());
    if (header.bytes < kOs2HeaderBytes || header.bytes > kOs2V2HeaderBytes ||
        static_cast<int>(header.bytes + kFileHeaderBytes) > static_cast<int>(pixels_at)) {
      fail(kBmpBadHeader);
    }
    if (!read(&raw[4], header.bytes - 4)) {
      fail(JERR_INPUT_EOF);
    }
    if (header.bytes == kOs2HeaderBytes) {
      read_os2(raw.data(), header);
    } else if (header.bytes == kWindowsHeaderBytes || header.bytes == kOs2V2HeaderBytes) {
      read_windows(raw.data(), header);
    } else {
      fail(kBmpBadHeader);
    }
    return header;
  }

  void read_os2(const std::uint8_t* raw, Header& header) const {
    header.width = static_cast<int>(little16(raw + 4));
    header.height = static_cast<int>(little16(raw + 6));
    header.planes = little16(raw + 8);
    header.bits_per_pixel = little16(raw + 10);
    check_depth(header, kTraceBmpOs2Mapped, kTraceBmpOs2);
    header.color_entry_bytes = header.bits_per_pixel == 8 ? 3 : 0;
  }

  void read_windows(const std::uint8_t* raw, Header& header) const {
    header.width = signed32(raw + 4);
    header.height = signed32(raw + 8);
    header.planes = little16(raw + 12);
    header.bits_per_pixel = little16(raw + 14);
    header.compression = little32(raw + 16);
    header.x_per_meter = signed32(raw + 24);
    header.y_per_meter = signed32(raw + 28);
    header.colors = signed32(raw + 32);
    check_depth(header, kTraceBmpMapped, kTraceBmp);
    header.color_entry_bytes = header.bits_per_pixel == 8 ? 4 : 0;
    if (header.compression != 0) {
      fail(kBmpCompressed);
    }
  }

  void check_depth(const Header& header, int mapped_trace, int direct_trace) const {
    switch (header.bits_per_pixel) {
      case 8:
        trace(mapped_trace, header.width, header.height);
        return;
      case 24:
      case 32:
        trace(direct_trace, header.width, header.height, static_cast<int>(header.bits_per_pixel));
        return;
      default:
        fail(kBmpBadDepth);
    }
  }

  void set_density(const Header& header) const {
    if (header.x_per_meter > 0 && header.y_per_meter > 0) {
      cinfo_->X_density = static_cast<UINT16>(header.x_per_meter / 100);
      cinfo_->Y_density = static_cast<UINT16>(header.y_per_meter / 100);
      cinfo_->density_unit = 2;  // dots a centimetre
    }
  }

  void skip_to_pixels(const Header& header, unsigned pixels_at) {
    int padding = static_cast<int>(pixels_at - (header.bytes + kFileHeaderBytes));
    if (header.color_entry_bytes > 0) {
      const int colors = header.colors <= 0 ? 256 : header.colors;
      if (colors > 256) {
        fail(kBmpBadColormap);
      }
      read_colors(colors, header.color_entry_bytes);
      padding -= colors * header.color_entry_bytes;
    }
    if (padding < 0) {
      fail(kBmpBadHeader);
    }
    for (; padding > 0; --padding) {
      byte();
    }
  }

  void read_colors(int colors, int entry_bytes) {
    colors_ = static_cast<unsigned>(colors);
    palette_ = pool_rows(colors_, 3);
    bool is_gray = true;
    for (unsigned i = 0; i < colors_; ++i) {
      for (int channel = 2; channel >= 0; --channel) {
        palette_[channel][i] = static_cast<JSAMPLE>(byte());
      }
      if (entry_bytes == 4) {
        byte();
      }
      is_gray = is_gray && palette_[0][i] == palette_[1][i] && palette_[1][i] == palette_[2][i];
    }
    if (is_gray) {
      cinfo_->in_color_space = JCS_GRAYSCALE;
    }
  }

  void set_picture(const Header& header) {
    bytes_per_pixel_ = header.bits_per_pixel / 8;
    cinfo_->input_components = cinfo_->in_color_space == JCS_GRAYSCALE ? 1 : 3;
    // A row of an absurd width wraps around here as it does in 32-bit readers; libjpeg refuses
    // such widths before a row is read.
    const unsigned width = static_cast<unsigned>(header.width);
    row_bytes_ = (width * bytes_per_pixel_ + 3U) & ~3U;
    picture_ = request_picture(row_bytes_, static_cast<JDIMENSION>(header.height));
    announce_extra_pass();
    if (static_cast<std::uint64_t>(width) * static_cast<unsigned>(cinfo_->input_components) >
        0xFFFFFFFFU) {
      fail(JERR_WIDTH_OVERFLOW);
    }
    out_ = pool_rows(width * static_cast<unsigned>(cinfo_->input_components), 1);
    cinfo_->data_precision = 8;
    cinfo_->image_width = width;
    cinfo_->image_height = static_cast<JDIMENSION>(header.height);
  }

  /// Rows lie bottom-up in the file: all are read before the first is given.
  void load() {
    for (JDIMENSION row = 0; row < cinfo_->image_height; ++row) {
      report_extra_pass(row);
      if (!read(picture_row(picture_, row, true)[0], row_bytes_)) {
        fail(std::feof(input_) != 0 ? JERR_INPUT_EOF : JERR_FILE_READ);
      }
    }
    finish_extra_pass();
    rows_left_ = cinfo_->image_height;
  }

  void map_row(const JSAMPLE* from) const {
    JSAMPLE* to = out_[0];
    for (JDIMENSION x = 0; x < cinfo_->image_width; ++x) {
      const unsigned index = from[x];
      if (index >= colors_) {
        fail(kBmpOutOfRange);
      }
      for (int channel = 0; channel < cinfo_->input_components; ++channel) {
        *to++ = palette_[channel][index];
      }
    }
  }

  void swap_row(const JSAMPLE* from) const {
    JSAMPLE* to = out_[0];
    for (JDIMENSION x = 0; x < cinfo_->image_width; ++x, from += bytes_per_pixel_, to += 3) {
      to[0] = from[2];
      to[1] = from[1];
      to[2] = from[0];
    }
  }

  unsigned bytes_per_pixel_ = 0;
  unsigned row_bytes_ = 0;
  unsigned colors_ = 0;
  JDIMENSION rows_left_ = 0;
  JSAMPARRAY palette_ = nullptr;
  JSAMPARRAY out_ = nullptr;
  jvirt_sarray_ptr picture_ = nullptr;
};

}  // namespace

RowSource* make_bmp_source(j_compress_ptr cinfo, std::FILE* input) {
  return place_row_source<BmpSource>(cinfo, input);
}

}  // namespace jpegaware::apps
