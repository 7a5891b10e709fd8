// SPDX-License-Identifier: Apache-2.0
// Stage: a quality plan -> the map file that -map-out names; the JPEG -> its file.
#pragma once

#include "input_picture.h"
#include "jpegaware/result.h"
#include "quality_plan.h"
#include "request.h"

namespace jpegaware::apps {

/// Writes the map where the request names a file: a picture for people (.png), or the saliency
/// itself (.pgm).
[[nodiscard]] Result<void> write_map(const QualityPlan& plan, const Picture& picture,
                                     const Request& request, StageClock& clock);

/// Writes the JPEG to its file or to standard output; with -memdst only tells its size.
[[nodiscard]] Result<void> write_jpeg(const Bytes& jpeg, const InputPicture& input,
                                      const Request& request);

}  // namespace jpegaware::apps
