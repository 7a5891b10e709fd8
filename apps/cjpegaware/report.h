// SPDX-License-Identifier: Apache-2.0
// Stage: a finished run -> what -verbose and warnings say about it.
#pragma once

#include "encode_picture.h"
#include "input_picture.h"
#include "quality_plan.h"
#include "request.h"
#include "stage_clock.h"

namespace jpegaware::apps {

/// Prints warnings always, the rest with -verbose, to standard error.
/// @return the exit status: 2 where there are warnings
int report(const char* program, const InputPicture& input, const QualityPlan& plan,
           const EncodedPicture& encoded, const StageClock& clock, const Request& request);

/// This program's and libjpeg-turbo's versions, to standard error as cjpeg does.
void print_version();

}  // namespace jpegaware::apps
