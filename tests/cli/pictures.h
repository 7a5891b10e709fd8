// SPDX-License-Identifier: Apache-2.0
// Writes small pictures of every kind that cjpeg reads, from a seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace cli_test {

struct Size {
  int width_px;
  int height_px;
};

/// Smooth colour with a textured patch: red, green, blue rows, top to bottom.
[[nodiscard]] std::string rgb_rows(Size size, std::uint32_t seed);

[[nodiscard]] std::string ppm(Size size, std::uint32_t seed);
[[nodiscard]] std::string pgm(Size size, std::uint32_t seed);
[[nodiscard]] std::string ppm_text(Size size, std::uint32_t seed, unsigned largest);
[[nodiscard]] std::string ppm16(Size size, std::uint32_t seed, unsigned largest);
/// 8 (grey or coloured palette), 24 or 32 bits.
[[nodiscard]] std::string bmp(Size size, std::uint32_t seed, int bits, bool is_gray);
[[nodiscard]] std::string gif(Size size, std::uint32_t seed, bool is_gray, bool is_interlaced);
/// 8 (grey), 16, 24 or 32 bits, plain or run-length coded.
[[nodiscard]] std::string targa(Size size, std::uint32_t seed, int bits, bool is_run_length,
                                bool is_top_down);

}  // namespace cli_test
