// SPDX-License-Identifier: Apache-2.0
// Butteraugli's 3-norm through libjxl's C interface (0.7; Debian's libjxl-dev).
#pragma once

#include "jpegaware/metrics/picture.h"

namespace jpegaware::search {

/// At 80 nits, as the published scores are. NaN where libjxl cannot compare the two.
[[nodiscard]] double butteraugli_3norm(const metrics::Picture& original,
                                       const metrics::Picture& distorted);

}  // namespace jpegaware::search
