// SPDX-License-Identifier: Apache-2.0
// Stage: picture -> a file at any block qualities, as often as wanted.
#pragma once

#include <optional>

#include "input_picture.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/options.h"
#include "jpegaware/requantizer.h"
#include "jpegaware/result.h"

namespace jpegaware::apps {

/// How many files will be written of one picture: one needs no coefficients to be kept.
enum class Writes { kOne, kMany };

/// Writes a picture's files: from its pixels, or, for a JPEG file whose pixels nobody edited, from
/// the file's own coefficients. The input must outlive it.
class LevelWriter {
 public:
  [[nodiscard]] static Result<LevelWriter> make(const InputPicture& input,
                                                const EncodeOptions& options, Writes writes);

  [[nodiscard]] Result<Bytes> write(const BlockQualityMap& qualities);

  /// What writes the picture's files as often as wanted; only of a writer of many.
  [[nodiscard]] Requantizer& requantizer() { return *requantizer_; }

  /// Whether the file's own coefficients are used.
  [[nodiscard]] bool is_requantizing() const noexcept { return is_requantizing_; }

 private:
  LevelWriter(const InputPicture& input, const EncodeOptions& options)
      : input_(&input), options_(options) {}
  const InputPicture* input_;
  EncodeOptions options_;
  std::optional<Requantizer> requantizer_;  ///< empty: each file is encoded from the pixels
  bool is_requantizing_ = false;
};

}  // namespace jpegaware::apps
