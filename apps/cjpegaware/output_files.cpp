// SPDX-License-Identifier: Apache-2.0
// Writes the run's files.
#include "output_files.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
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

// ---- which file is which ----

struct NamedFile {
  const char* switch_name;
  const std::string& path;
};

/// Whether two names lead to one regular file, there already or not.
bool is_same_file(const std::string& first, const std::string& second) {
  if (first.empty() || second.empty()) {
    return false;
  }
  std::error_code error;
  if (std::filesystem::exists(first, error) && std::filesystem::exists(second, error)) {
    return std::filesystem::is_regular_file(first, error) &&
           std::filesystem::equivalent(first, second, error);
  }
  std::error_code other_error;
  return std::filesystem::weakly_canonical(first, error) ==
             std::filesystem::weakly_canonical(second, other_error) &&
         !error && !other_error;
}

Error same_file(const NamedFile& first, const NamedFile& second) {
  return {ErrorCode::kInvalidArgument, first.path + ": is the file of " + first.switch_name +
                                           " and of " + second.switch_name +
                                           ": give each a file of its own"};
}

}  // namespace

Result<void> check_output_names(const Request& request) {
  const NamedFile picture{"the picture", request.input};
  const NamedFile jpeg{"-outfile", request.output};
  const std::array aside{NamedFile{"-map-out", request.map_out},
                         NamedFile{"-qmap-out", request.quality_map_out},
                         NamedFile{"-explain", request.explain_file}};
  const std::array read{NamedFile{"-saliency", request.map_file},
                        NamedFile{"-mask", request.regions.mask_file},
                        NamedFile{"-qmap", request.regions.quality_file},
                        NamedFile{"-icc", request.icc_file},
                        NamedFile{"-scans", request.scan_file},
                        NamedFile{"-weights", request.weights_file}};
  for (std::size_t i = 0; i < aside.size(); ++i) {
    for (const NamedFile& other : {picture, jpeg}) {
      if (is_same_file(aside[i].path, other.path)) {
        return same_file(aside[i], other);
      }
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (is_same_file(aside[i].path, aside[k].path)) {
        return same_file(aside[k], aside[i]);
      }
    }
  }
  for (const NamedFile& other : read) {
    if (is_same_file(jpeg.path, other.path)) {
      return same_file(jpeg, other);
    }
  }
  return {};
}

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
