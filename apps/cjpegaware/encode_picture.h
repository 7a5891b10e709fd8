// SPDX-License-Identifier: Apache-2.0
// Stage: picture, block qualities and request -> the bytes of the JPEG file.
#pragma once

#include "jpegaware/block_quality_map.h"
#include "jpegaware/result.h"
#include "picture.h"
#include "request.h"
#include "stage_clock.h"

namespace jpegaware::apps {

/// Encodes, adds the metadata, and codes the levels again where the request asks for restarts,
/// arithmetic coding, scans of its own or 8-bit tables.
[[nodiscard]] Result<Bytes> encode_picture(const Picture& picture, const BlockQualityMap& qualities,
                                           const Request& request, StageClock& clock);

}  // namespace jpegaware::apps
