// SPDX-License-Identifier: Apache-2.0
// The product in one call: the network's map, and the encoder spending bits by it.
#pragma once

#include <cstdint>
#include <vector>

#include "jpegaware/encode.h"
#include "saliency/export.h"
#include "saliency/model.h"
#include "saliency/quality_mapper.h"
#include "saliency/saliency_field.h"

namespace jpegaware::saliency {

/// Heatmap, saliency map, block quality map and file of one picture, in that order.
/// `options.quality_1_100` is the quality of the regions that matter; it replaces the mapping's.
/// @return the whole file, or the first stage's error. Thread-safe.
[[nodiscard]] JPEGAWARE_SALIENCY_EXPORT Result<std::vector<std::uint8_t>> encode(
    const Model& model, const ImageView& image, const EncodeOptions& options,
    const QualityMapping& mapping = {}, Heads heads = Heads::kJoined);

}  // namespace jpegaware::saliency
