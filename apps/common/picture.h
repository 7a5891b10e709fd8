// SPDX-License-Identifier: Apache-2.0
// Stage: bytes of a picture file -> pixels and metadata, by content and never by name.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "file_kind.h"
#include "jpegaware/image_view.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "metadata.h"
#include "row_converter.h"

namespace jpegaware::apps {

/// A picture in memory: rows without padding, grey or RGB, 8 bits a sample. Move-only.
struct Picture {
  FileKind kind = FileKind::kPnm;
  int width_px = 0;
  int height_px = 0;
  PixelFormat format = PixelFormat::kRgb8;
  std::unique_ptr<std::uint8_t[]> pixels;
  Metadata metadata;
  /// What was wrong with the file, although it could be read, and what cannot go into a JPEG; one
  /// sentence each.
  std::vector<std::string> warnings;
  /// What a reader remarked on that does not touch the pixels, such as an odd profile.
  std::vector<std::string> notes;
  bool is_cmyk = false;  ///< the file was; the pixels are RGB
  /// How a YCbCr JPEG's chroma is sampled, where there is a word for it.
  std::optional<ChromaSubsampling> subsampling;

  [[nodiscard]] std::size_t row_bytes() const noexcept {
    return static_cast<std::size_t>(width_px) * static_cast<std::size_t>(bytes_per_pixel(format));
  }
  [[nodiscard]] ImageView view() const noexcept {
    return {pixels.get(), width_px, height_px, static_cast<std::ptrdiff_t>(row_bytes()), format};
  }
};

class ProfileConverter;
enum class ProfileSamples : std::uint8_t;

struct ReadOptions {
  bool is_targa = false;
  /// What transparent pixels are laid over, sRGB.
  Matte matte{255, 255, 255};
  std::int64_t max_pixels = 250'000'000;
  /// What a message about max_pixels tells the user to change.
  const char* limiting_switch = "-max-pixels";
  /// How readers that are modules reach the colour module; read_picture() sets it.
  Result<std::unique_ptr<ProfileConverter>> (*make_profile_converter)(
      std::span<const std::uint8_t> profile, ProfileSamples samples) = nullptr;
};

/// Reads a picture whose format its content tells.
/// @return unsupported for unknown formats and those whose reader is not installed; bad_input for
///         damage; invalid_argument for more than max_pixels; out_of_memory
[[nodiscard]] Result<Picture> read_picture(std::span<const std::uint8_t> file,
                                           const ReadOptions& options);

/// Files that are larger are refused unread, where nobody says otherwise: 4 GiB.
inline constexpr std::int64_t kMostFileBytes = std::int64_t{4} << 30;

/// The whole of a file, or of standard input when the path is empty.
/// @return io where it cannot be read; out_of_memory for more than `most_bytes`, endless streams
///         among them
[[nodiscard]] Result<Bytes> read_input(const std::string& path,
                                       std::int64_t most_bytes = kMostFileBytes);

/// Sets the size and makes room for the pixels, checked against the limits before a byte is
/// allocated: sides up to kMaxSide_px, and as many pixels as `options` allow. Throws
/// std::bad_alloc.
[[nodiscard]] Result<void> allocate(Picture& picture, std::int64_t width_px, std::int64_t height_px,
                                    const ReadOptions& options);

}  // namespace jpegaware::apps
