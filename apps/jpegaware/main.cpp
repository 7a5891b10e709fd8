// SPDX-License-Identifier: Apache-2.0
// Stage: the program jpegaware. Input: a command line. Output: a page, exit status.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "compare.h"

namespace {

using jpegaware::Error;
using jpegaware::Result;

constexpr const char* kHelp =
    "usage: jpegaware compare ORIGINAL ENCODING... [-outfile PAGE.html]\n"
    "\n"
    "Writes a page that sets an original beside any encodings of it, with sizes and scores: a\n"
    "divider to move, zoom, no network. Files: whatever cjpegaware reads here (PNG, JPEG, PNM, "
    "and\n"
    "WebP, AVIF, TIFF where their readers are installed). Without -outfile the page is\n"
    "compare.html; -outfile - writes it to standard output.\n";

// Status: 0 done, 1 something failed, 2 the command line was wrong.
int fail(const Error& error, int status) {
  std::fprintf(stderr, "jpegaware: %s\n", error.message.c_str());
  return status;
}

int run(const std::vector<std::string>& words) {
  if (words.empty()) {
    std::fputs(kHelp, stderr);
    return 2;
  }
  if (words[0] == "-help" || words[0] == "--help" || words[0] == "-h") {
    std::fputs(kHelp, stdout);
    return 0;
  }
  if (words[0] == "-version" || words[0] == "--version") {
    std::puts("jpegaware " JPEGAWARE_VERSION);
    return 0;
  }
  if (words[0] != "compare") {
    std::fprintf(stderr, "jpegaware: there is no command '%s'; try jpegaware -help\n",
                 words[0].c_str());
    return 2;
  }
  const Result<jpegaware::apps::CompareRequest> request =
      jpegaware::apps::parse_compare({words.begin() + 1, words.end()});
  if (!request) return fail(request.error(), 2);
  const Result<void> result = jpegaware::apps::compare(*request);
  return result ? 0 : fail(result.error(), 1);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {  // out of memory, in practice
    return fail({jpegaware::ErrorCode::kOutOfMemory, error.what()}, 1);
  }
}
