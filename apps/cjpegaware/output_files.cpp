// SPDX-License-Identifier: Apache-2.0
// Writes the run's files.
#include "output_files.h"

#include <unistd.h>

#include <cstdio>
#include <string_view>
#include <vector>

#include "explain.h"
#include "gray_field.h"
#include "map_picture.h"
#include "safe_output.h"
#include "write_png.h"

namespace jpegaware::apps {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Files under temporary names, in the order in which they were added.
class Outputs {
 public:
  /// Opens a file and lets `write(stream)` fill it. A short write leaves the stream's error flag,
  /// which commit() reports with its cause.
  template <typename Write>
  Result<void> add(const std::string& path, Write write) {
    auto output = SafeOutput::open(path);
    if (!output) {
      return std::move(output).error();
    }
    outputs_.push_back(std::move(output).value());
    const Result<void> written = write(outputs_.back().stream());
    return written ? written : Error{written.error().code, path + ": " + written.error().message};
  }
  SafeOutput& last() { return outputs_.back(); }

  /// All of them are on the disk before the first gets its name; then no signal comes between.
  Result<void> commit() {
    Result<void> done;
    for (SafeOutput& output : outputs_) {
      done = done ? output.finish() : done;
    }
    const SignalsHeld held;
    for (SafeOutput& output : outputs_) {
      done = done ? output.publish() : done;
    }
    return done;
  }

 private:
  std::vector<SafeOutput> outputs_;
};

Result<void> write_bytes(std::FILE* stream, const void* bytes, std::size_t count) {
  static_cast<void>(std::fwrite(bytes, 1, count, stream));
  return {};
}

Result<void> add_jpeg(Outputs& outputs, const Bytes& jpeg, const InputPicture& input,
                      const Request& request) {
  if (!request.writes_output) {
    std::fprintf(stderr, "Compressed size:  %zu bytes\n", jpeg.size());
    return {};
  }
  if (!request.may_overwrite && !request.output.empty() &&
      ::access(request.output.c_str(), F_OK) == 0) {
    return Error{ErrorCode::kIo, request.output + ": exists, and -nooverwrite is given"};
  }
  auto added = outputs.add(request.output, [&jpeg](std::FILE* stream) {
    return write_bytes(stream, jpeg.data(), jpeg.size());
  });
  if (added && request.preserves && input.status) {
    outputs.last().preserve(*input.status);
  }
  return added;
}

Result<void> add_map(Outputs& outputs, const Picture& picture, const QualityPlan& plan,
                     const BlockQualityMap& qualities, const Request& request) {
  return outputs.add(request.map_out, [&](std::FILE* stream) {
    return ends_with(request.map_out, ".png")
               ? write_png(draw_map(picture, plan, qualities).view(), stream)
               : write_saliency_pgm(plan.saliency, stream);
  });
}

Result<void> add_text(Outputs& outputs, const std::string& path, const std::string& text) {
  return outputs.add(
      path, [&text](std::FILE* stream) { return write_bytes(stream, text.data(), text.size()); });
}

}  // namespace

Result<void> write_files(const InputPicture& input, const QualityPlan& plan,
                         const EncodedPicture& encoded, StageClock& clock, const Request& request) {
  Outputs outputs;
  Result<void> added;
  if (!request.map_out.empty()) {
    added = add_map(outputs, input.picture, plan, encoded.qualities, request);
    clock.finish("write map");
  }
  if (added && !request.quality_map_out.empty()) {
    added = add_text(outputs, request.quality_map_out, quality_grid_text(encoded.qualities));
  }
  if (added && !request.explain_file.empty()) {
    const auto text = explanation(input, plan, encoded, clock, request);
    added = text ? add_text(outputs, request.explain_file, *text) : Result<void>(text.error());
    clock.finish("explain");
  }
  if (added) {
    added = add_jpeg(outputs, encoded.jpeg, input, request);
  }
  return added ? outputs.commit() : added;
}

}  // namespace jpegaware::apps
