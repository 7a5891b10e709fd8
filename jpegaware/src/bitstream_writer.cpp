// SPDX-License-Identifier: Apache-2.0
// Stage: levels, tables and scans -> the file's bytes in a sink.
#include "bitstream_writer.h"

#include <string>

#include "libjpeg_writer.h"

namespace jpegaware::detail {
namespace {

// ICC.1:2010 annex B.4: 255 segments, each with 14 bytes of its own before the profile's part.
constexpr std::size_t kMaxIccProfile_bytes = std::size_t{255} * (65533 - 14);

Result<void> check_segment(const MarkerSegment& segment) {
  const bool is_app_or_comment =
      (segment.code >= 0xE0 && segment.code <= 0xEF) || segment.code == 0xFE;
  if (!is_app_or_comment) {
    return Error{ErrorCode::kInvalidArgument, "segments: marker code " +
                                                  std::to_string(segment.code) +
                                                  " is neither APPn (224 to 239) nor COM (254)"};
  }
  if (segment.payload.size() > kMaxSegmentPayload_bytes) {
    return Error{ErrorCode::kInvalidArgument,
                 "segments: " + std::to_string(segment.payload.size()) +
                     " bytes; a marker segment holds at most " +
                     std::to_string(kMaxSegmentPayload_bytes)};
  }
  return {};
}

}  // namespace

Result<void> write_bitstream(const CoefficientImage& image, const ScanScript& script,
                             const EncodeOptions& options, Cancellation& cancellation,
                             ByteSink& sink) {
  if (options.icc_profile.size() > kMaxIccProfile_bytes) {
    return Error{ErrorCode::kInvalidArgument,
                 "icc_profile: " + std::to_string(options.icc_profile.size()) +
                     " bytes; a JPEG holds at most " + std::to_string(kMaxIccProfile_bytes)};
  }
  for (const MarkerSegment& segment : options.segments) {
    if (auto checked = check_segment(segment); !checked) {
      return checked;
    }
  }
  FileParts parts;
  parts.image = &image;
  parts.scans = script;
  parts.segments = options.segments;
  parts.icc_profile = options.icc_profile;
  parts.density = options.density;
  return write_jpeg(parts, sink, cancellation);
}

}  // namespace jpegaware::detail
