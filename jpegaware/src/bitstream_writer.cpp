// SPDX-License-Identifier: Apache-2.0
// Stage: levels, tables and scans -> the file's bytes in a sink.
#include "bitstream_writer.h"

#include <string>

#include "libjpeg_session.h"

namespace jpegaware::detail {
namespace {

// ICC.1:2010 annex B.4: 255 segments, each with 14 bytes of its own before the profile's part.
constexpr std::size_t kMaxIccProfile_bytes = std::size_t{255} * (65533 - 14);

}  // namespace

Result<void> write_bitstream(const CoefficientImage& image, const ScanScript& script,
                             const EncodeOptions& options, Cancellation& cancellation,
                             ByteSink& sink) {
  if (options.icc_profile.size() > kMaxIccProfile_bytes) {
    return Error{ErrorCode::kInvalidArgument,
                 "icc_profile: " + std::to_string(options.icc_profile.size()) +
                     " bytes; a JPEG holds at most " + std::to_string(kMaxIccProfile_bytes)};
  }
  FileParts parts;
  parts.image = &image;
  parts.scans = script;
  parts.icc_profile = options.icc_profile;
  return write_jpeg(parts, sink, cancellation);
}

}  // namespace jpegaware::detail
