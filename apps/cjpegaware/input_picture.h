// SPDX-License-Identifier: Apache-2.0
// Stage: request -> the picture as it shall be encoded, with the metadata that goes with it.
#pragma once

#include <sys/stat.h>

#include <optional>

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
  /// The file as it was: for JPEG input the output is measured against it.
  Bytes file;
  /// It was a JPEG file, and its levels still are the picture's.
  bool has_own_levels = false;
  bool keeps_all_metadata = false;
  /// Permissions and times, where the input is a named file.
  std::optional<struct stat> status;
};

/// Reads the input and does to it what the switches say before anything is encoded.
/// @return with the input's name in every message; kOutOfMemory when -maxmemory would be passed
[[nodiscard]] Result<InputPicture> read_input_picture(const Request& request);

}  // namespace jpegaware::apps
