// SPDX-License-Identifier: Apache-2.0
// Stage: guetzli as a program. Input: a picture and a quality. Output: a JPEG in memory.
#pragma once

#include <memory>

#include "codec.h"

namespace jpegaware::bench {

/// guetzli from PATH; unsupported if it is not there. 10 to 30 s for a Kodak image.
[[nodiscard]] Result<std::unique_ptr<Codec>> make_guetzli();

}  // namespace jpegaware::bench
