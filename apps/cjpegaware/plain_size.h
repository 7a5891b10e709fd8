// SPDX-License-Identifier: Apache-2.0
// Stage: picture -> whether a plain cjpeg file of it would be smaller than a given size.
#pragma once

#include <cstddef>
#include <optional>

#include "jpegaware/options.h"
#include "picture.h"
#include "request.h"

namespace jpegaware::apps {

/// What cjpeg's switches say about the coding of the levels.
struct PlainCoding {
  bool optimizes = false;
  bool is_progressive = false;
  bool uses_arithmetic = false;
  std::optional<Restart> restart;
};

/// Whether cjpeg at the same quality, tables and sampling makes less than `bytes` of the picture's
/// data. Coding stops as soon as it is known that it does not.
[[nodiscard]] bool is_plain_smaller(const Picture& picture, const EncodeOptions& options,
                                    const PlainCoding& coding, std::size_t bytes);

}  // namespace jpegaware::apps
