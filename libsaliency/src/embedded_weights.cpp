// SPDX-License-Identifier: Apache-2.0
// The weights file inside the library: embedded_weights.S holds the bytes, this names them.
#include "embedded_weights.h"

#include "saliency/model.h"

#ifdef JPEGAWARE_EMBED_WEIGHTS
extern "C" const std::byte jpegaware_embedded_weights_begin[];
extern "C" const std::byte jpegaware_embedded_weights_end[];
#endif

namespace jpegaware::saliency {

std::span<const std::byte> embedded_weights() noexcept {
#ifdef JPEGAWARE_EMBED_WEIGHTS
  return {jpegaware_embedded_weights_begin, jpegaware_embedded_weights_end};
#else
  return {};
#endif
}

bool has_embedded_weights() noexcept { return !embedded_weights().empty(); }

}  // namespace jpegaware::saliency
