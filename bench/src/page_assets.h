// SPDX-License-Identifier: Apache-2.0
// Stage: the comparison page's fixed parts, embedded from bench/page. Output: text.
#pragma once

namespace jpegaware::bench {

extern const char* const kPageHtml;    ///< with @TITLE@, @STYLE@, @DATA@ and @SCRIPT@ to fill
extern const char* const kPageStyle;
extern const char* const kPageScript;

}  // namespace jpegaware::bench
