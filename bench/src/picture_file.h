// SPDX-License-Identifier: Apache-2.0
// Stage: files to pixels. Input: PNG, JPEG or binary PNM. Output: an sRGB picture in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "jpegaware/metrics/picture.h"
#include "jpegaware/result.h"

namespace jpegaware::bench {

/// An owned picture: interleaved RGB bytes without gaps between the rows.
struct Image {
  std::vector<std::uint8_t> rgb;
  int width_px = 0;
  int height_px = 0;

  [[nodiscard]] metrics::Picture view() const {
    return {rgb.data(), width_px, height_px, std::ptrdiff_t{3} * width_px};
  }
};

/// Reads a PNG (alpha dropped, 16 bits cut to 8), a JPEG, or a binary PPM or PGM of 8 bits, told
/// apart by their first bytes. Grey becomes three equal channels. No colour management: the
/// samples are taken as sRGB, as every peer takes them.
/// @return io or bad_input with the file's name
[[nodiscard]] Result<Image> read_image(const std::filesystem::path& path);

/// Decodes a JPEG with libjpeg-turbo's defaults (islow IDCT, fancy upsampling): the one decoder of
/// every comparison. Thread-safe.
[[nodiscard]] Result<Image> decode_jpeg(std::span<const std::uint8_t> bytes);

/// Writes a binary PPM.
[[nodiscard]] Result<void> write_ppm(const std::filesystem::path& path,
                                     const metrics::Picture& picture);

/// Whole files as bytes.
[[nodiscard]] Result<std::vector<std::uint8_t>> read_bytes(const std::filesystem::path& path);
[[nodiscard]] Result<void> write_bytes(const std::filesystem::path& path,
                                       std::span<const std::uint8_t> bytes);

}  // namespace jpegaware::bench
