// SPDX-License-Identifier: Apache-2.0
// Stage: picture, block qualities and request -> the bytes of the JPEG file.
#pragma once

#include "input_picture.h"
#include "jpegaware/block_quality_map.h"
#include "jpegaware/result.h"
#include "request.h"
#include "stage_clock.h"

namespace jpegaware::apps {

/// Encodes, adds the metadata, and codes the levels again where the request asks for restarts,
/// arithmetic coding, scans of its own or 8-bit tables.
/// The picture's data is never larger than what plain cjpeg makes at the same quality and sampling
/// (stock's levels are coded then), unless a region was raised by hand; and a JPEG file that was
/// not edited never becomes larger (its own levels are coded then).
[[nodiscard]] Result<Bytes> encode_picture(const InputPicture& input, const BlockQualityMap& qualities,
                                           const Request& request, StageClock& clock);

}  // namespace jpegaware::apps
