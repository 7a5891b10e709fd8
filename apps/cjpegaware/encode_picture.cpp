// SPDX-License-Identifier: Apache-2.0
// Calls the encoder with a picture and its metadata, and libjpeg-turbo for what cjpeg's switches
// say about the coding of the levels.
#include "encode_picture.h"

#include <utility>

#include "jpegaware/encode.h"
#include "transcode.h"

namespace jpegaware::apps {
namespace {

Result<Bytes> encode_once(const Picture& picture, const BlockQualityMap& qualities,
                          const EncodeOptions& options) {
  return encode(picture.view(), qualities, options);
}

}  // namespace

Result<Bytes> encode_picture(const Picture& picture, const BlockQualityMap& qualities,
                             const Request& request, StageClock& clock) {
  const auto segments = segments_of(picture.metadata);
  if (!segments) {
    return segments.error();
  }
  EncodeOptions options = request.encode;
  options.segments = segments->segments;
  options.icc_profile = picture.metadata.icc;
  options.density = picture.metadata.density.value_or(PixelDensity{});
  options.on_stage = [&clock](std::string_view stage, double) { clock.finish(stage); };

  auto jpeg = encode_once(picture, qualities, options);
  const bool is_too_wide = jpeg && request.is_baseline && has_16_bit_tables(*jpeg);
  if (is_too_wide) {
    options.scan_layout = ScanLayout::kSequentialBaseline;
    jpeg = encode_once(picture, qualities, options);
  }
  const bool is_recoded = is_too_wide || request.uses_arithmetic || request.restart || !request.scan_file.empty();
  if (!jpeg || !is_recoded) {
    return jpeg;
  }
  Transcoding transcoding;
  transcoding.is_progressive = request.encode.scan_layout == ScanLayout::kProgressive;
  transcoding.uses_arithmetic = request.uses_arithmetic;
  transcoding.restart = request.restart;
  transcoding.scan_file = request.scan_file;
  jpeg = transcode(*jpeg, transcoding);
  clock.finish("code again");
  return jpeg;
}

}  // namespace jpegaware::apps
