// SPDX-License-Identifier: Apache-2.0
// A size or a score asked for, instead of a quality: found by requantizing, not by encoding anew.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "jpegaware/block_quality_map.h"
#include "jpegaware/export.h"
#include "jpegaware/requantizer.h"
#include "jpegaware/result.h"

namespace jpegaware {

/// What is turned to reach a target: the map for each setting in [1, 100]. A higher setting must
/// not lower any block. Uniform maps make the plain dial; a dial that lets the background fall
/// before the region keeps the region first.
using QualityDial = std::function<Result<BlockQualityMap>(float setting_1_100)>;

/// A file's score, higher is better; for example SSIMULACRA2 of the decoded file.
using FileScore = std::function<Result<double>(std::span<const std::uint8_t> file)>;

/// What a search came to.
struct TargetedFile {
  std::vector<std::uint8_t> file;
  float setting_1_100 = 0.0F;  ///< of the dial, for this file
  bool reached = false;        ///< false: the nearest that the dial allows
  int tries = 0;               ///< files that were written on the way
};

/// The file of the highest setting found that is not larger than `most_bytes`; when even the lowest
/// setting is larger, that one, with `reached` false. Ends within 0.4 % below the target, when
/// settings 0.1 apart lie on both sides of it, or after 12 tries: 5 or 6 are usual.
///
/// @return what the dial or the requantizer returns as error; invalid_argument for
///         `most_bytes` < 1
[[nodiscard]] JPEGAWARE_EXPORT Result<TargetedFile> encode_to_size(Requantizer& picture,
                                                                   const QualityDial& dial,
                                                                   std::int64_t most_bytes);

/// The file of the lowest setting found that scores at least `least_score`; when even the highest
/// setting scores less, that one, with `reached` false. Ends within 0.1 above the target, or as
/// above.
///
/// @return as above, and the score's own errors; invalid_argument for a score that is not finite
[[nodiscard]] JPEGAWARE_EXPORT Result<TargetedFile> encode_to_score(Requantizer& picture,
                                                                    const QualityDial& dial,
                                                                    const FileScore& score,
                                                                    double least_score);

}  // namespace jpegaware
