// SPDX-License-Identifier: Apache-2.0
// Stage: peers with libjpeg's interface. Input: folder of installed packages. Output: codecs.
#pragma once

#include <filesystem>
#include <memory>

#include "codec.h"

namespace jpegaware::bench {

/// libjpeg-turbo as linked: `cjpeg -optimize` (byte for byte), or with -progressive.
[[nodiscard]] std::unique_ptr<Codec> make_libjpeg_turbo(bool progressive);

/// mozjpeg 4.0.3 out of PyPI's jpeglib: the bytes of mozjpeg's own `cjpeg -sample 2x2`.
[[nodiscard]] Result<std::unique_ptr<Codec>> make_mozjpeg(const std::filesystem::path& peers);

/// jpegli out of PyPI's pyjpegli through the C functions that its module exports: progressive,
/// 4:2:0, the distance of its own quality scale.
[[nodiscard]] Result<std::unique_ptr<Codec>> make_jpegli(const std::filesystem::path& peers,
                                                         bool adaptive_quantization);

}  // namespace jpegaware::bench
