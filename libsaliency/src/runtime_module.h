// SPDX-License-Identifier: Apache-2.0
// Finds and loads the module of a runtime, or refuses it with a sentence.
#pragma once

#include <filesystem>

#include "jpegaware/result.h"
#include "runtime.h"
#include "saliency/model.h"

namespace jpegaware::saliency {

/// Loads `jpegaware-runtime-opencv.so` or `-torch.so` from `module_dir`; empty: the folder
/// `jpegaware` beside this library. A loaded module stays for the life of the process, because
/// OpenCV and Torch keep pointers into it. In a static build OpenCV's runtime is linked in and
/// `module_dir` is not used for it.
/// unsupported: the module is missing (the sentence says which package has it), cannot be loaded,
/// or belongs to another version. Thread-safe.
[[nodiscard]] Result<const RuntimeModule*> load_runtime_module(Runtime runtime,
                                                               const std::filesystem::path& module_dir);

}  // namespace jpegaware::saliency
