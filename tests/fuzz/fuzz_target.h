// SPDX-License-Identifier: Apache-2.0
// The one function of a fuzz target: libFuzzer's main calls it, or the replaying one.
#pragma once

#include <cstddef>
#include <cstdint>

/// Feeds one input to the code under test. Any input must end in a value: a crash, a sanitizer's
/// report or a broken law (which aborts) is a find.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
