// SPDX-License-Identifier: Apache-2.0
// Reads the BMP files that stock cjpeg does not: 1, 4 and 16 bits, bit fields, run lengths, rows
// from the top; a file in, a Picture out.
#include "wide_bmp_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "row_converter.h"

namespace jpegaware::apps {
namespace {

// Microsoft, "Bitmap Storage": a file header of 14 bytes, then OS/2's header of 12 or a Windows
// header of 40 and more.
constexpr std::size_t kFileHeaderBytes = 14;
constexpr std::size_t kOs2HeaderBytes = 12;
constexpr std::size_t kWindowsHeaderBytes = 40;
constexpr std::size_t kHeaderWithAlphaMaskBytes = 56;

enum Compression : std::uint32_t {
  kRgb = 0,
  kRle8 = 1,
  kRle4 = 2,
  kBitFields = 3,
  kAlphaBitFields = 6
};

Error damaged(const std::string& why) { return {ErrorCode::kBadInput, "damaged BMP: " + why}; }

std::uint32_t little16(std::span<const std::uint8_t> file, std::size_t at) {
  return at + 2 <= file.size() ? file[at] | std::uint32_t{file[at + 1]} << 8U : 0;
}
std::uint32_t little32(std::span<const std::uint8_t> file, std::size_t at) {
  return little16(file, at) | little16(file, at + 2) << 16U;
}

struct Header {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  bool is_top_down = false;
  std::uint32_t bits = 0;
  std::uint32_t compression = kRgb;
  std::size_t header_bytes = 0;
  std::size_t pixels_at = 0;
  std::uint32_t colors_used = 0;
  std::uint32_t dots_per_metre_x = 0;
  std::uint32_t dots_per_metre_y = 0;
};

Header header_of(std::span<const std::uint8_t> file) {
  Header header;
  header.pixels_at = little32(file, 10);
  header.header_bytes = little32(file, kFileHeaderBytes);
  if (header.header_bytes == kOs2HeaderBytes) {
    header.width_px = little16(file, 18);
    header.height_px = little16(file, 20);
    header.bits = little16(file, 24);
    return header;
  }
  header.width_px = static_cast<std::int32_t>(little32(file, 18));
  header.height_px = static_cast<std::int32_t>(little32(file, 22));
  header.is_top_down = header.height_px < 0;
  header.height_px = header.is_top_down ? -header.height_px : header.height_px;
  header.bits = little16(file, 28);
  header.compression = little32(file, 30);
  header.dots_per_metre_x = little32(file, 38);
  header.dots_per_metre_y = little32(file, 42);
  header.colors_used = little32(file, 46);
  return header;
}

Result<void> check(const Header& header, std::span<const std::uint8_t> file) {
  const bool is_known_header =
      header.header_bytes == kOs2HeaderBytes || header.header_bytes >= kWindowsHeaderBytes;
  if (!is_known_header ||
      header.header_bytes > file.size() - std::min(file.size(), kFileHeaderBytes)) {
    return damaged("its header has " + std::to_string(header.header_bytes) + " bytes");
  }
  constexpr std::array<std::uint32_t, 6> kDepths{1, 4, 8, 16, 24, 32};
  if (std::find(kDepths.begin(), kDepths.end(), header.bits) == kDepths.end()) {
    return damaged("a pixel has " + std::to_string(header.bits) + " bits");
  }
  const bool fits = header.compression == kRgb ||
                    (header.compression == kRle8 && header.bits == 8) ||
                    (header.compression == kRle4 && header.bits == 4) ||
                    ((header.compression == kBitFields || header.compression == kAlphaBitFields) &&
                     (header.bits == 16 || header.bits == 32));
  if (!fits) {
    return Error{ErrorCode::kUnsupported,
                 "this BMP is compressed in a way (" + std::to_string(header.compression) +
                     ") that is not read at " + std::to_string(header.bits) + " bits"};
  }
  if (header.pixels_at < kFileHeaderBytes + header.header_bytes || header.pixels_at > file.size()) {
    return damaged("its pixels lie outside the file");
  }
  return {};
}

// -- Colours --------------------------------------------------------------------------------

using Rgb = std::array<std::uint8_t, 3>;

/// 256 colours, black where the file has none.
std::array<Rgb, 256> palette_of(const Header& header, std::span<const std::uint8_t> file) {
  const std::size_t entry_bytes = header.header_bytes == kOs2HeaderBytes ? 3 : 4;
  const std::size_t at = kFileHeaderBytes + header.header_bytes;
  const std::size_t most = std::size_t{1} << header.bits;
  const std::size_t room = (header.pixels_at - at) / entry_bytes;
  const std::size_t used = header.colors_used == 0 ? most : header.colors_used;
  std::array<Rgb, 256> palette{};
  for (std::size_t i = 0; i < std::min({most, room, used}); ++i) {
    const std::uint8_t* entry = file.data() + at + i * entry_bytes;
    palette[i] = {entry[2], entry[1], entry[0]};
  }
  return palette;
}

bool is_gray(const std::array<Rgb, 256>& palette) {
  return std::all_of(palette.begin(), palette.end(),
                     [](const Rgb& color) { return color[0] == color[1] && color[1] == color[2]; });
}

/// One channel of a pixel that holds them as bit fields.
struct Field {
  std::uint32_t mask = 0;
  [[nodiscard]] std::uint16_t sample(std::uint32_t pixel) const {
    if (mask == 0) {
      return 0;
    }
    const auto shift = static_cast<unsigned>(std::countr_zero(mask));
    const std::uint64_t largest = mask >> shift;
    const std::uint64_t value = (pixel & mask) >> shift;
    return static_cast<std::uint16_t>((value * 65535 + largest / 2) / largest);
  }
};

/// Red, green, blue, alpha.
std::array<Field, 4> fields_of(const Header& header, std::span<const std::uint8_t> file) {
  std::array<Field, 4> fields{};
  if (header.compression == kRgb) {
    const bool is_16_bit = header.bits == 16;
    fields[0].mask = is_16_bit ? 0x7C00 : 0xFF0000;
    fields[1].mask = is_16_bit ? 0x03E0 : 0x00FF00;
    fields[2].mask = is_16_bit ? 0x001F : 0x0000FF;
    return fields;
  }
  // The masks follow a header of 40 bytes, and are part of longer ones.
  const std::size_t at = kFileHeaderBytes + kWindowsHeaderBytes;
  for (std::size_t i = 0; i < 3; ++i) {
    fields[i].mask = little32(file, at + 4 * i);
  }
  const bool has_alpha =
      header.compression == kAlphaBitFields || header.header_bytes >= kHeaderWithAlphaMaskBytes;
  fields[3].mask = has_alpha ? little32(file, at + 12) : 0;
  return fields;
}

// -- Pixels ---------------------------------------------------------------------------------

std::size_t stored_row_bytes(const Header& header) {
  return (static_cast<std::size_t>(header.width_px) * header.bits + 31) / 32 * 4;
}

std::uint8_t* picture_row(Picture& picture, const Header& header, std::size_t stored_row) {
  const auto height = static_cast<std::size_t>(header.height_px);
  return picture.pixels.get() +
         (header.is_top_down ? stored_row : height - 1 - stored_row) * picture.row_bytes();
}

void put_color(Picture& picture, std::uint8_t* row, std::size_t x, const Rgb& color) {
  if (picture.format == PixelFormat::kGray8) {
    row[x] = color[0];
  } else {
    std::copy(color.begin(), color.end(), row + 3 * x);
  }
}

void read_indices(const Header& header, std::span<const std::uint8_t> stored,
                  const std::array<Rgb, 256>& palette, Picture& picture) {
  const std::size_t pixels_per_byte = 8 / header.bits;
  const std::uint32_t mask = (1U << header.bits) - 1U;
  for (std::size_t y = 0; y < static_cast<std::size_t>(header.height_px); ++y) {
    const std::uint8_t* from = stored.data() + y * stored_row_bytes(header);
    std::uint8_t* to = picture_row(picture, header, y);
    for (std::size_t x = 0; x < static_cast<std::size_t>(header.width_px); ++x) {
      const std::size_t place = pixels_per_byte - 1 - x % pixels_per_byte;
      put_color(picture, to, x, palette[from[x / pixels_per_byte] >> (place * header.bits) & mask]);
    }
  }
}

void read_fields(const Header& header, std::span<const std::uint8_t> stored,
                 const std::array<Field, 4>& fields, const Matte& matte, Picture& picture) {
  const std::size_t pixel_bytes = header.bits / 8;
  const auto width = static_cast<std::size_t>(header.width_px);
  RowConverter converter({.channels = 4, .bytes = 2, .largest = 65535}, matte, std::nullopt);
  std::vector<std::uint16_t> samples(width * 4);
  for (std::size_t y = 0; y < static_cast<std::size_t>(header.height_px); ++y) {
    const auto row = stored.subspan(y * stored_row_bytes(header));
    for (std::size_t x = 0; x < width; ++x) {
      std::uint32_t pixel = 0;
      for (std::size_t byte = 0; byte < pixel_bytes; ++byte) {
        pixel |= std::uint32_t{row[x * pixel_bytes + byte]} << (8 * byte);
      }
      for (std::size_t c = 0; c < 4; ++c) {
        samples[4 * x + c] = c == 3 && fields[3].mask == 0 ? 65535 : fields[c].sample(pixel);
      }
    }
    converter.convert(samples.data(), picture.width_px, picture_row(picture, header, y));
  }
}

/// Where the next run goes; rows count as they are stored.
struct Pen {
  std::size_t x = 0;
  std::size_t y = 0;
};

/// Writes indices where they fall into the picture.
class RunPainter {
 public:
  RunPainter(const Header& header, const std::array<Rgb, 256>& palette, Picture& picture)
      : header_(header), palette_(palette), picture_(picture) {
    for (std::size_t y = 0; y < static_cast<std::size_t>(header.height_px); ++y) {
      for (std::size_t x = 0; x < static_cast<std::size_t>(header.width_px); ++x) {
        put_color(picture_, picture_row(picture_, header_, y), x, palette_[0]);
      }
    }
  }
  void put(std::uint8_t index) {
    if (pen.x < static_cast<std::size_t>(header_.width_px) &&
        pen.y < static_cast<std::size_t>(header_.height_px)) {
      put_color(picture_, picture_row(picture_, header_, pen.y), pen.x, palette_[index]);
    }
    ++pen.x;
  }
  Pen pen;

 private:
  const Header& header_;
  const std::array<Rgb, 256>& palette_;
  Picture& picture_;
};

/// The index of pixel `i` in run data, of 8 or 4 bits.
std::uint8_t run_index(std::uint8_t byte, std::size_t i, bool is_4_bit) {
  if (!is_4_bit) {
    return byte;
  }
  return i % 2 == 0 ? byte >> 4U : byte & 0x0FU;
}

/// Whether the data came to its own end marker.
bool read_runs(std::span<const std::uint8_t> data, bool is_4_bit, std::size_t height,
               RunPainter& painter) {
  constexpr std::uint8_t kEndOfRow = 0;
  constexpr std::uint8_t kEndOfPicture = 1;
  constexpr std::uint8_t kMove = 2;
  std::size_t at = 0;
  while (at + 2 <= data.size() && painter.pen.y < height) {
    const std::uint8_t count = data[at];
    const std::uint8_t value = data[at + 1];
    at += 2;
    if (count > 0) {
      for (std::size_t i = 0; i < count; ++i) {
        painter.put(run_index(value, i, is_4_bit));
      }
    } else if (value == kEndOfPicture) {
      return true;
    } else if (value == kEndOfRow) {
      painter.pen = {0, painter.pen.y + 1};
    } else if (value == kMove) {
      if (at + 2 > data.size()) {
        return false;
      }
      painter.pen = {painter.pen.x + data[at], painter.pen.y + data[at + 1]};
      at += 2;
    } else {
      const std::size_t bytes = is_4_bit ? (std::size_t{value} + 1) / 2 : value;
      if (bytes > data.size() - at) {
        return false;
      }
      for (std::size_t i = 0; i < value; ++i) {
        painter.put(run_index(data[at + (is_4_bit ? i / 2 : i)], i, is_4_bit));
      }
      at += (bytes + 1) / 2 * 2;
    }
  }
  return painter.pen.y >= height;
}

Result<void> read_pixels(const Header& header, std::span<const std::uint8_t> file,
                         const std::array<Rgb, 256>& palette, const Matte& matte,
                         Picture& picture) {
  const auto stored = file.subspan(header.pixels_at);
  if (header.compression == kRle8 || header.compression == kRle4) {
    RunPainter painter(header, palette, picture);
    if (!read_runs(stored, header.bits == 4, static_cast<std::size_t>(header.height_px), painter)) {
      return damaged("its data ends early");
    }
  } else if (header.bits <= 8) {
    read_indices(header, stored, palette, picture);
  } else {
    read_fields(header, stored, fields_of(header, file), matte, picture);
  }
  return {};
}

}  // namespace

bool is_beyond_stock_bmp(std::span<const std::uint8_t> file) {
  if (file.size() < kFileHeaderBytes + kOs2HeaderBytes || file[0] != 'B' || file[1] != 'M') {
    return false;
  }
  const Header header = header_of(file);
  constexpr std::array<std::size_t, 3> kStockHeaders{kOs2HeaderBytes, kWindowsHeaderBytes, 64};
  const bool has_stock_header = std::find(kStockHeaders.begin(), kStockHeaders.end(),
                                          header.header_bytes) != kStockHeaders.end();
  const bool is_stock_depth = header.bits == 8 || header.bits == 24 || header.bits == 32;
  return !has_stock_header || !is_stock_depth || header.compression != kRgb || header.is_top_down;
}

Result<Picture> read_wide_bmp(std::span<const std::uint8_t> file, const ReadOptions& options) {
  const Header header = header_of(file);
  if (auto checked = check(header, file); !checked) {
    return std::move(checked).error();
  }
  const bool has_runs = header.compression == kRle8 || header.compression == kRle4;
  const auto palette = header.bits <= 8 ? palette_of(header, file) : std::array<Rgb, 256>{};
  Picture picture;
  picture.kind = FileKind::kBmp;
  picture.format = header.bits <= 8 && is_gray(palette) ? PixelFormat::kGray8 : PixelFormat::kRgb8;
  const bool is_whole = has_runs || header.width_px < 1 || header.height_px < 1 ||
                        stored_row_bytes(header) <= (file.size() - header.pixels_at) /
                                                        static_cast<std::size_t>(header.height_px);
  if (!is_whole) {
    return damaged("its data ends early");
  }
  if (auto allocated = allocate(picture, header.width_px, header.height_px, options); !allocated) {
    return std::move(allocated).error();
  }
  if (auto read = read_pixels(header, file, palette, options.matte, picture); !read) {
    return std::move(read).error();
  }
  const std::uint32_t x = header.dots_per_metre_x / 100;
  const std::uint32_t y = header.dots_per_metre_y / 100;
  if (x >= 1 && y >= 1 && x <= 65535 && y <= 65535) {
    picture.metadata.density =
        PixelDensity{PixelDensity::Unit::kPerCentimetre, static_cast<std::uint16_t>(x),
                     static_cast<std::uint16_t>(y)};
  }
  return picture;
}

}  // namespace jpegaware::apps
