// SPDX-License-Identifier: Apache-2.0
// Stage: picture, plan and request -> the bytes of the JPEG file.
#pragma once

#include <string>
#include <vector>

#include "input_picture.h"
#include "jpegaware/result.h"
#include "quality_plan.h"
#include "request.h"
#include "stage_clock.h"

namespace jpegaware::apps {

struct EncodedPicture {
  Bytes jpeg;
  BlockQualityMap qualities;  ///< the plan's, or those that reached the target
  /// What could not be had; one sentence each.
  std::vector<std::string> warnings;
};

/// Encodes, adds the metadata, and codes the levels again where the request asks for restarts,
/// arithmetic coding, scans of its own or 8-bit tables. A JPEG file that nobody edited keeps its
/// own coefficients.
/// The picture's data is never larger than what plain cjpeg makes at the same quality and sampling
/// (stock's levels are coded then), unless a region was raised by hand; and a JPEG file that was
/// not edited never becomes larger (its own levels are coded then).
[[nodiscard]] Result<EncodedPicture> encode_picture(const InputPicture& input, QualityPlan& plan,
                                                    const Request& request, StageClock& clock);

}  // namespace jpegaware::apps
