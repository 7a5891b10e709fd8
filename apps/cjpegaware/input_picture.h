// SPDX-License-Identifier: Apache-2.0
// Stage: request -> the picture as it shall be encoded, with the metadata that goes with it.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <span>

#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "picture.h"
#include "request.h"

namespace jpegaware::apps {

struct InputPicture {
  Picture picture;
  /// How the picture has to be turned to be upright, EXIF's 1..8.
  int orientation = 1;
  ChromaSubsampling subsampling = ChromaSubsampling::k420;
  std::size_t file_bytes = 0;
  /// A JPEG file as it was, whose levels may be used and against which the output is measured.
  Bytes file;
  [[nodiscard]] std::span<const std::uint8_t> own_file() const noexcept {
    // Further pictures go behind whichever first picture is made.
    return std::span(file).first(file.size() - picture.metadata.further.behind.size());
  }
  /// It was a whole JPEG file, and nothing was done to its pixels that it would not show itself.
  bool is_unedited_jpeg = false;
  /// That, and its levels are the picture's: not inks, which are read as sRGB.
  bool has_own_levels = false;
  bool keeps_all_metadata = false;
  /// Nobody asked for another sampling, other tables or other colours than the file has.
  bool keeps_coding = false;
  /// Permissions and times, where the input is a named file.
  std::optional<struct stat> status;
};

/// Reads the input and does to it what the switches say before anything is encoded.
/// @return with the input's name in every message; kOutOfMemory when -maxmemory would be passed
[[nodiscard]] Result<InputPicture> read_input_picture(const Request& request);

}  // namespace jpegaware::apps
