// SPDX-License-Identifier: Apache-2.0
// Stage: option table -> completion scripts for shells.
#pragma once

#include <span>
#include <string>

#include "command_line.h"

namespace jpegaware::apps {

/// Offers switches, the words of choices, files where a file is the value, and files as operands.
[[nodiscard]] std::string bash_completion(std::span<const Option> table);
[[nodiscard]] std::string zsh_completion(std::span<const Option> table);

}  // namespace jpegaware::apps
