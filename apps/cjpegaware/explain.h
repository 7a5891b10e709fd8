// SPDX-License-Identifier: Apache-2.0
// Stage: a finished run -> JSON that says what was found and where the bytes went.
#pragma once

#include <string>

#include "encode_picture.h"
#include "input_picture.h"
#include "quality_plan.h"
#include "request.h"
#include "stage_clock.h"

namespace jpegaware::apps {

/// The run as one JSON object; `docs/man/cjpegaware.1.md` names its members.
[[nodiscard]] Result<std::string> explanation(const InputPicture& input, const QualityPlan& plan,
                                              const EncodedPicture& encoded,
                                              const StageClock& clock, const Request& request);

/// Text as a JSON string, quotes included; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace jpegaware::apps
