// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware compare`. Input: an original and encodings of it. Output: one HTML page.
#pragma once

#include <string>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::apps {

/// What to compare and where the page goes.
struct CompareRequest {
  std::string original;                ///< any picture that read_picture() reads
  std::vector<std::string> encodings;  ///< the same, of the same size; at least one
  std::string page = "compare.html";   ///< written whole or not at all; empty: standard output
};

/// Reads the words after `compare`: ORIGINAL ENCODING... and -outfile FILE.
/// @return invalid_argument with a sentence for the user
[[nodiscard]] Result<CompareRequest> parse_compare(const std::vector<std::string>& words);

/// Decodes and scores every encoding and writes the page; a line with sizes and scores goes to
/// standard error for each. bad_input for files that cannot be read or differ in size.
[[nodiscard]] Result<void> compare(const CompareRequest& request);

}  // namespace jpegaware::apps
