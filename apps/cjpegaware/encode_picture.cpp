// SPDX-License-Identifier: Apache-2.0
// Calls the encoder with a picture and its metadata, and libjpeg-turbo for what cjpeg's switches
// say about the coding of the levels; sees to it that no file grows.
#include "encode_picture.h"

#include <utility>

#include "jpegaware/encode.h"
#include "plain_size.h"
#include "transcode.h"

namespace jpegaware::apps {
namespace {

EncodeOptions options_of(const InputPicture& input, const OutputSegments& segments,
                         const Request& request, StageClock& clock) {
  EncodeOptions options = request.encode;
  options.subsampling = input.subsampling;
  options.segments = segments.segments;
  options.icc_profile = segments.icc_profile;
  options.density = segments.density;
  options.on_stage = [&clock](std::string_view stage, double) { clock.finish(stage); };
  return options;
}

/// Plain cjpeg's levels in our scans, where plain cjpeg's file would be the smaller one.
Result<Bytes> not_above_plain(Bytes jpeg, const InputPicture& input, EncodeOptions options,
                              const Request& request, StageClock& clock) {
  if (request.regions.raise(options.quality_1_100)) {
    return jpeg;
  }
  const bool is_above = is_plain_smaller(input.picture, options.quality_1_100, options.subsampling,
                                         image_data_bytes(jpeg));
  clock.finish("compare with cjpeg");
  if (!is_above) {
    return jpeg;
  }
  options.front_end = FrontEnd::kReference;
  options.quantizer = Quantizer::kRounding;
  auto plain = encode(input.picture.view(), options);
  return plain && plain->size() < jpeg.size() ? std::move(plain) : Result<Bytes>(std::move(jpeg));
}

bool is_recoded(const Request& request) {
  return request.uses_arithmetic || request.restart || !request.scan_file.empty();
}

Transcoding transcoding_of(const Request& request) {
  Transcoding transcoding;
  transcoding.is_progressive = request.encode.scan_layout == ScanLayout::kProgressive;
  transcoding.uses_arithmetic = request.uses_arithmetic;
  transcoding.restart = request.restart;
  transcoding.scan_file = request.scan_file;
  return transcoding;
}

/// The input's own levels, where a file that only had to be coded again would have grown.
Result<Bytes> not_above_input(Bytes jpeg, const InputPicture& input, const OutputSegments& segments,
                              const Request& request) {
  const bool is_comparable = input.has_own_levels && !request.regions.raise(request.encode.quality_1_100);
  // Further pictures go behind whichever first picture is chosen here.
  const auto own_file = std::span(input.file).first(input.file.size() - input.picture.metadata.further.behind.size());
  if (!is_comparable || jpeg.size() <= own_file.size()) {
    return jpeg;
  }
  const bool needs_8_bits = request.is_baseline || request.encode.scan_layout == ScanLayout::kSequentialBaseline;
  if (!(needs_8_bits && has_16_bit_tables(own_file))) {
    Transcoding transcoding = transcoding_of(request);
    transcoding.segments = &segments;
    if (auto own = transcode(own_file, transcoding); own && own->size() < jpeg.size()) {
      jpeg = std::move(own).value();
    }
  }
  const bool may_be_as_it_was = input.keeps_all_metadata && !needs_8_bits && !is_recoded(request);
  if (may_be_as_it_was && jpeg.size() > own_file.size()) {
    return Bytes(own_file.begin(), own_file.end());
  }
  return jpeg;
}

/// Encodes with tables of 8 bits if need be, and codes the levels again if asked.
Result<Bytes> encode_as_asked(const InputPicture& input, const BlockQualityMap& qualities,
                              EncodeOptions options, const Request& request, StageClock& clock) {
  auto jpeg = encode(input.picture.view(), qualities, options);
  const bool is_too_wide = jpeg && request.is_baseline && has_16_bit_tables(*jpeg);
  if (is_too_wide) {
    options.scan_layout = ScanLayout::kSequentialBaseline;
    jpeg = encode(input.picture.view(), qualities, options);
  }
  if (jpeg) {
    jpeg = not_above_plain(std::move(jpeg).value(), input, options, request, clock);
  }
  if (jpeg && (is_too_wide || is_recoded(request))) {
    jpeg = transcode(*jpeg, transcoding_of(request));
    clock.finish("code again");
  }
  return jpeg;
}

}  // namespace

Result<Bytes> encode_picture(const InputPicture& input, const BlockQualityMap& qualities,
                             const Request& request, StageClock& clock) {
  const auto list = segments_of(input.picture.metadata);
  if (!list) {
    return list.error();
  }
  const OutputSegments segments{list->segments, input.picture.metadata.icc,
                                input.picture.metadata.density.value_or(PixelDensity{})};
  auto jpeg = encode_as_asked(input, qualities, options_of(input, segments, request, clock), request, clock);
  if (jpeg) {
    jpeg = not_above_input(std::move(jpeg).value(), input, segments, request);
  }
  if (!jpeg) {
    return jpeg;
  }
  if (auto appended = append_further_pictures(*jpeg, input.picture.metadata.further); !appended) {
    return std::move(appended).error();
  }
  return jpeg;
}

}  // namespace jpegaware::apps
