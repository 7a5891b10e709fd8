// SPDX-License-Identifier: Apache-2.0
// The weights file inside the library, where it was built with JPEGAWARE_EMBED_WEIGHTS.
#pragma once

#include <cstddef>
#include <span>

namespace jpegaware::saliency {

/// The bytes of the safetensors file, for as long as the library is loaded; empty where there is
/// none.
[[nodiscard]] std::span<const std::byte> embedded_weights() noexcept;

}  // namespace jpegaware::saliency
