// SPDX-License-Identifier: Apache-2.0
// Stage: option table -> help text.
#pragma once

#include <span>
#include <string>

#include "command_line.h"

namespace jpegaware::apps {

/// Every option by its section, with its shortest form, value, bounds and sentence.
[[nodiscard]] std::string help_text(std::string_view program, std::span<const Option> table);

}  // namespace jpegaware::apps
