// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware-bench metrics`. Input: two picture files. Output: one JSON object.
#include <cstdio>
#include <string>

#include "commands.h"
#include "picture_file.h"
#include "scores.h"

namespace jpegaware::bench {

Result<void> run_metrics(Arguments arguments) {
  if (arguments.size() != 2) {
    return Error{ErrorCode::kInvalidArgument, "metrics takes two files: REFERENCE DISTORTED"};
  }
  const Result<Image> reference = read_image(arguments[0]);
  if (!reference) return reference.error();
  const Result<Image> distorted = read_image(arguments[1]);
  if (!distorted) return distorted.error();
  if (!metrics::comparable(reference->view(), distorted->view())) {
    return Error{ErrorCode::kInvalidArgument,
                 "the pictures differ in size: " + std::to_string(reference->width_px) + "x" +
                     std::to_string(reference->height_px) + " and " +
                     std::to_string(distorted->width_px) + "x" +
                     std::to_string(distorted->height_px)};
  }
  const Result<Scores> scores = Scorer(reference->view()).score(distorted->view(), true);
  if (!scores) return scores.error();
  std::printf("%s\n", to_json(*scores).c_str());
  return {};
}

}  // namespace jpegaware::bench
