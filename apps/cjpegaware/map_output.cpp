// SPDX-License-Identifier: Apache-2.0
// Writes the run's files.
#include "map_output.h"

#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "gray_field.h"
#include "map_picture.h"
#include "safe_output.h"
#include "write_png.h"

namespace jpegaware::apps {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

Result<void> write_map(const QualityPlan& plan, const Picture& picture, const Request& request,
                       StageClock& clock) {
  if (request.map_out.empty()) {
    return {};
  }
  auto output = SafeOutput::open(request.map_out);
  if (!output) {
    return std::move(output).error();
  }
  Result<void> written;
  if (ends_with(request.map_out, ".png")) {
    const Canvas made = draw_map(picture, plan);
    written = write_png(made.view(), output->stream());
  } else {
    written = write_saliency_pgm(plan.saliency, output->stream());
  }
  clock.finish("write map");
  return written ? output->commit() : written;
}

Result<void> write_jpeg(const Bytes& jpeg, const InputPicture& input, const Request& request) {
  if (!request.writes_output) {
    std::fprintf(stderr, "Compressed size:  %zu bytes\n", jpeg.size());
    return {};
  }
  if (!request.may_overwrite && !request.output.empty() && ::access(request.output.c_str(), F_OK) == 0) {
    return Error{ErrorCode::kIo, request.output + ": exists, and -nooverwrite is given"};
  }
  auto output = SafeOutput::open(request.output);
  if (!output) {
    return std::move(output).error();
  }
  if (request.preserves && input.status) {
    output->preserve(*input.status);
  }
  // A short write leaves the stream's error flag, which commit() reports with its cause.
  static_cast<void>(std::fwrite(jpeg.data(), 1, jpeg.size(), output->stream()));
  return output->commit();
}

}  // namespace jpegaware::apps
