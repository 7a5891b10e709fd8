// SPDX-License-Identifier: Apache-2.0
// Stage: text for HTML and SVG. Input: any text. Output: the same text as element content.
#pragma once

#include <string>
#include <string_view>

namespace jpegaware::bench {

/// The text as content of an element, where & and < would begin markup. Not for attributes.
[[nodiscard]] std::string escaped_content(std::string_view text);

}  // namespace jpegaware::bench
