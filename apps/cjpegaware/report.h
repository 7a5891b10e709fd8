// SPDX-License-Identifier: Apache-2.0
// Stage: a finished run -> what -verbose and warnings say about it.
#pragma once

#include "input_picture.h"
#include "quality_plan.h"
#include "request.h"
#include "stage_clock.h"

namespace jpegaware::apps {

/// Prints warnings always, the rest with -verbose, to standard error.
void report(const InputPicture& input, const QualityPlan& plan, const Bytes& jpeg,
            const StageClock& clock, const Request& request);

/// This program's and libjpeg-turbo's versions, to standard error as cjpeg does.
void print_version();

}  // namespace jpegaware::apps
