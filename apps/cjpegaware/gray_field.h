// SPDX-License-Identifier: Apache-2.0
// Stage: a grey picture file <-> linear values in [0, 1]: saliency maps and masks.
#pragma once

#include <cstdio>
#include <string>

#include "jpegaware/result.h"
#include "jpegaware/saliency_map.h"
#include "picture.h"
#include "saliency/heatmap.h"

namespace jpegaware::apps {

/// Reads a grey picture of any size as values from 0 (black) to 1 (white). A PGM keeps all of its
/// up to 16 bits; other pictures give their luma's 8.
[[nodiscard]] Result<saliency::FloatGrid> read_gray_field(const std::string& path,
                                                          const ReadOptions& options);

/// Writes a map as binary PGM of 16 bits, one sample a luma block: read back, it is the same map.
[[nodiscard]] Result<void> write_saliency_pgm(const SaliencyMap& map, std::FILE* stream);

}  // namespace jpegaware::apps
