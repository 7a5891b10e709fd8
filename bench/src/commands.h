// SPDX-License-Identifier: Apache-2.0
// Stage: the bench's commands. Input: words of the command line. Output: exit status.
#pragma once

#include <span>
#include <string_view>

#include "jpegaware/result.h"

namespace jpegaware::bench {

using Arguments = std::span<const std::string_view>;

/// `metrics REFERENCE DISTORTED`: prints every metric of the pair as one JSON object.
[[nodiscard]] Result<void> run_metrics(Arguments arguments);

}  // namespace jpegaware::bench
