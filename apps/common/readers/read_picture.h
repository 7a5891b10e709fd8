// SPDX-License-Identifier: Apache-2.0
// The formats that an installation reads, and the readers that are part of the programs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "jpegaware/result.h"
#include "picture.h"

namespace jpegaware::apps {

/// A format, and whether this installation reads it.
struct ReadableFormat {
  const char* name;
  bool is_in;
};

/// Every format that a build may read, for the help.
[[nodiscard]] std::vector<ReadableFormat> readable_formats();

// The readers that are always in or linked, one file each; read_picture() chooses.
[[nodiscard]] Result<Picture> read_stock_picture(std::span<const std::uint8_t> file,
                                                 const ReadOptions& options);
/// A PPM or PGM file on a disk, its rows read to where they stay: the file is not held beside them.
/// Nothing for any other file, one that cannot be read, or one of more than `most_bytes`.
[[nodiscard]] std::optional<Result<Picture>> read_pnm_rows(const std::string& path,
                                                           std::int64_t most_bytes,
                                                           const ReadOptions& options);
[[nodiscard]] Result<Picture> read_jpeg(std::span<const std::uint8_t> file,
                                        const ReadOptions& options);
[[nodiscard]] Result<Picture> read_png(std::span<const std::uint8_t> file,
                                       const ReadOptions& options);

}  // namespace jpegaware::apps
