// SPDX-License-Identifier: Apache-2.0
// Stage: what switches say of entropy coder, scans and restarts -> libjpeg's own settings.
#pragma once

#include <optional>

#include "request.h"

struct jpeg_compress_struct;

namespace jpegaware::apps {

/// How libjpeg is to code levels, whichever they are.
struct LevelCoding {
  bool optimizes = false;  ///< Huffman tables of its own; arithmetic coding has none
  bool is_progressive = false;
  bool uses_arithmetic = false;
  std::optional<Restart> restart{};
};

/// Call when everything else is set: the progressive script depends on colours and components.
void set_coding(jpeg_compress_struct& cinfo, const LevelCoding& coding);

}  // namespace jpegaware::apps
