// SPDX-License-Identifier: Apache-2.0
// Stage: the results of a run -> its files, all of them or none.
#pragma once

#include "encode_picture.h"
#include "input_picture.h"
#include "jpegaware/result.h"
#include "quality_plan.h"
#include "request.h"
#include "stage_clock.h"

namespace jpegaware::apps {

/// Whether each file that is written is a file of its own, and none is one that is read; only the
/// picture may be replaced by its JPEG. Devices and pipes may be named as often as one likes.
/// @return invalid_argument with the names of the two switches
[[nodiscard]] Result<void> check_output_names(const Request& request);

/// Writes the JPEG, and the map, the block qualities and the explanation where the request names
/// files for them. Each is complete under a temporary name before the first gets its own.
/// With -memdst the JPEG's size is told instead.
[[nodiscard]] Result<void> write_files(const InputPicture& input, const QualityPlan& plan,
                                       const EncodedPicture& encoded, StageClock& clock,
                                       const Request& request);

}  // namespace jpegaware::apps
