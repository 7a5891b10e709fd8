// SPDX-License-Identifier: Apache-2.0
// Writes seeded pictures in the formats that cjpeg reads: bytes in memory.
#include "pictures.h"

#include <algorithm>
#include <array>

namespace cli_test {
namespace {

char to_char(unsigned value) { return static_cast<char>(static_cast<unsigned char>(value)); }
unsigned to_byte(char value) { return static_cast<unsigned char>(value); }

std::string little16(unsigned value) { return {to_char(value), to_char(value >> 8U)}; }
std::string little32(unsigned value) { return little16(value) + little16(value >> 16U); }

std::string header(const char* kind, Size size, unsigned largest) {
  return std::string(kind) + "\n# made by a test\n" + std::to_string(size.width_px) + " " +
         std::to_string(size.height_px) + "\n" + std::to_string(largest) + "\n";
}

std::string gray_rows(Size size, std::uint32_t seed) {
  const std::string rgb = rgb_rows(size, seed);
  std::string gray;
  for (std::size_t i = 1; i < rgb.size(); i += 3) {
    gray += rgb[i];
  }
  return gray;
}

/// A palette of 256 entries: the grey scale, or three bits of red and green and two of blue.
std::array<std::array<unsigned, 3>, 256> palette(bool is_gray) {
  std::array<std::array<unsigned, 3>, 256> colors{};
  for (unsigned i = 0; i < colors.size(); ++i) {
    colors[i] =
        is_gray ? std::array<unsigned, 3>{i, i, i}
                : std::array<unsigned, 3>{(i >> 5U) * 36U, ((i >> 2U) & 7U) * 36U, (i & 3U) * 85U};
  }
  return colors;
}

/// Packs 9-bit LZW codes that never grow: a clear code before the table would.
std::string gif_data(const std::string& indices) {
  constexpr unsigned kClear = 256;
  constexpr unsigned kEnd = 257;
  constexpr std::size_t kRun = 250;
  std::string packed;
  unsigned bits = 0;
  unsigned bit_count = 0;
  const auto put = [&](unsigned code) {
    bits |= code << bit_count;
    bit_count += 9;
    for (; bit_count >= 8; bit_count -= 8, bits >>= 8U) {
      packed += to_char(bits);
    }
  };
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (i % kRun == 0) {
      put(kClear);
    }
    put(to_byte(indices[i]));
  }
  put(kEnd);
  packed += to_char(bits);
  std::string blocks = "\x08";
  for (std::size_t at = 0; at < packed.size(); at += 255) {
    const std::string block = packed.substr(at, 255);
    blocks += to_char(static_cast<unsigned>(block.size())) + block;
  }
  return blocks + std::string(1, '\0');
}

}  // namespace

std::string rgb_rows(Size size, std::uint32_t seed) {
  std::mt19937 random(seed);
  const unsigned tint = static_cast<unsigned>(random() % 64U);
  std::string rows;
  for (int y = 0; y < size.height_px; ++y) {
    for (int x = 0; x < size.width_px; ++x) {
      const bool is_textured =
          x > size.width_px / 3 && x < 2 * size.width_px / 3 && y > size.height_px / 4;
      const unsigned noise = static_cast<unsigned>(is_textured ? random() % 90U : random() % 4U);
      rows += to_char(std::min(255U, static_cast<unsigned>(x * 160 / size.width_px) + noise));
      rows += to_char(
          std::min(255U, static_cast<unsigned>(y * 160 / size.height_px) + tint + noise / 2));
      rows += to_char(std::min(255U, 40U + tint + noise));
    }
  }
  return rows;
}

std::string ppm(Size size, std::uint32_t seed) {
  return header("P6", size, 255) + rgb_rows(size, seed);
}

std::string pgm(Size size, std::uint32_t seed) {
  return header("P5", size, 255) + gray_rows(size, seed);
}

std::string ppm_text(Size size, std::uint32_t seed, unsigned largest) {
  std::string text = header("P3", size, largest);
  for (const char value : rgb_rows(size, seed)) {
    text += std::to_string(to_byte(value) * largest / 255U) + "\n";
  }
  return text;
}

std::string ppm16(Size size, std::uint32_t seed, unsigned largest) {
  std::string bytes = header("P6", size, largest);
  for (const char value : rgb_rows(size, seed)) {
    const unsigned wide = to_byte(value) * largest / 255U;
    bytes += to_char(wide >> 8U);
    bytes += to_char(wide);
  }
  return bytes;
}

std::string bmp(Size size, std::uint32_t seed, int bits, bool is_gray) {
  const std::string rgb = rgb_rows(size, seed);
  const std::size_t width = static_cast<std::size_t>(size.width_px);
  std::string pixels;
  for (std::size_t row = static_cast<std::size_t>(size.height_px); row-- > 0;) {
    std::string line;
    for (std::size_t x = 0; x < width; ++x) {
      const char* pixel = &rgb[(row * width + x) * 3];
      if (bits == 8) {
        line += pixel[1];
      } else {
        line += {pixel[2], pixel[1], pixel[0]};
        line += bits == 32 ? std::string(1, '\x7f') : std::string();
      }
    }
    line.resize((line.size() + 3) / 4 * 4);
    pixels += line;
  }
  std::string colors;
  if (bits == 8) {
    for (const auto& color : palette(is_gray)) {
      colors += {to_char(color[2]), to_char(color[1]), to_char(color[0]), '\0'};
    }
  }
  const unsigned offset = 54U + static_cast<unsigned>(colors.size());
  return std::string("BM") + little32(offset + static_cast<unsigned>(pixels.size())) + little32(0) +
         little32(offset) + little32(40) + little32(static_cast<unsigned>(size.width_px)) +
         little32(static_cast<unsigned>(size.height_px)) + little16(1) +
         little16(static_cast<unsigned>(bits)) + little32(0) + little32(0) + little32(2835) +
         little32(2835) + little32(0) + little32(0) + colors + pixels;
}

std::string gif(Size size, std::uint32_t seed, bool is_gray, bool is_interlaced) {
  const std::string gray = gray_rows(size, seed);
  const std::size_t width = static_cast<std::size_t>(size.width_px);
  std::string indices;
  const std::array<std::array<int, 2>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  if (is_interlaced) {
    for (const auto& [first, step] : passes) {
      for (int row = first; row < size.height_px; row += step) {
        indices += gray.substr(static_cast<std::size_t>(row) * width, width);
      }
    }
  } else {
    indices = gray;
  }
  const std::string dimensions = little16(static_cast<unsigned>(size.width_px)) +
                                 little16(static_cast<unsigned>(size.height_px));
  std::string bytes = std::string("GIF89a") + dimensions + std::string("\xf7\0\0", 3);
  for (const auto& color : palette(is_gray)) {
    bytes += {to_char(color[0]), to_char(color[1]), to_char(color[2])};
  }
  bytes += std::string("!\xfe\x05hello\0", 9);
  bytes += ',';
  bytes += little32(0);
  bytes += dimensions;
  bytes += is_interlaced ? '\x40' : '\0';
  return bytes + gif_data(indices) + ";";
}

std::string targa(Size size, std::uint32_t seed, int bits, bool is_run_length, bool is_top_down) {
  const std::string rgb = rgb_rows(size, seed);
  const unsigned kind = (bits == 8 ? 3U : 2U) + (is_run_length ? 8U : 0U);
  std::string bytes = std::string(2, '\0') + to_char(kind) + std::string(9, '\0') +
                      little16(static_cast<unsigned>(size.width_px)) +
                      little16(static_cast<unsigned>(size.height_px)) +
                      to_char(static_cast<unsigned>(bits)) + (is_top_down ? '\x20' : '\0');
  for (std::size_t i = 0; i < rgb.size(); i += 3) {
    if (is_run_length) {
      // Packets of one pixel, now plain, now "repeated" once.
      bytes += (i / 3) % 2 == 0 ? '\x80' : '\0';
    }
    if (bits == 8) {
      bytes += rgb[i + 1];
    } else if (bits == 16) {
      bytes += little16(((to_byte(rgb[i]) >> 3U) << 10U) | ((to_byte(rgb[i + 1]) >> 3U) << 5U) |
                        (to_byte(rgb[i + 2]) >> 3U));
    } else {
      bytes += {rgb[i + 2], rgb[i + 1], rgb[i]};
      bytes += bits == 32 ? std::string(1, '\x55') : std::string();
    }
  }
  return bytes;
}

}  // namespace cli_test
