// SPDX-License-Identifier: Apache-2.0
// Stage: text for HTML and SVG. Input: any text. Output: the same text as element content.
#include "markup_text.h"

namespace jpegaware::bench {

std::string escaped_content(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace jpegaware::bench
