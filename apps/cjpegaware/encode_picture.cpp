// SPDX-License-Identifier: Apache-2.0
// Calls the encoder with a picture and its metadata, and libjpeg-turbo for what cjpeg's switches
// say about the coding of the levels; reaches targets; sees to it that no file grows.
#include "encode_picture.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <thread>
#include <utility>

#include "jpegaware/encode.h"
#include "jpegaware/targets.h"
#include "level_writer.h"
#include "plain_jpeg.h"
#include "plain_size.h"
#include "region_score.h"
#include "regions.h"
#include "saliency/quality_mapper.h"
#include "target_dial.h"
#include "transcode.h"

namespace jpegaware::apps {
namespace {

/// -threads, or all cores; a thread gets work that is worth starting it.
int threads_for(const InputPicture& input, const Request& request) {
  constexpr std::int64_t kPixelsPerThread = 1'000'000;
  const std::int64_t pixels = std::int64_t{input.picture.width_px} * input.picture.height_px;
  const auto worth =
      static_cast<int>(std::clamp<std::int64_t>(pixels / kPixelsPerThread, 1, kThreadBounds.high));
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return request.threads.value_or(std::min(cores, worth));
}

EncodeOptions options_of(const InputPicture& input, const OutputSegments& segments,
                         const Request& request, StageClock& clock) {
  EncodeOptions options = request.encode;
  options.subsampling = input.subsampling;
  options.threads = threads_for(input, request);
  options.segments = segments.segments;
  if (request.tables) {
    options.tables = *request.tables;
  }
  options.icc_profile = segments.icc_profile;
  options.density = segments.density;
  options.on_stage = [&clock](std::string_view stage, double) { clock.finish(stage); };
  return options;
}

// ---- how the levels are coded ----

bool is_recoded(const Request& request) {
  return request.uses_arithmetic || request.restart || !request.scan_file.empty();
}

bool needs_8_bits(const Request& request) {
  return request.is_baseline || request.encode.scan_layout == ScanLayout::kSequentialBaseline;
}

Transcoding transcoding_of(const Request& request) {
  Transcoding transcoding;
  transcoding.coding.is_progressive = request.encode.scan_layout == ScanLayout::kProgressive;
  transcoding.coding.uses_arithmetic = request.uses_arithmetic;
  transcoding.coding.restart = request.restart;
  transcoding.scan_file = request.scan_file;
  return transcoding;
}

/// Whether nothing says in which scans the levels are coded.
bool leaves_scans_open(const Request& request) {
  return request.encode.scan_layout == ScanLayout::kProgressive && !request.says_progressive &&
         request.scan_file.empty();
}

/// A table and a header a scan are more than progressive scans save in a small picture: one scan
/// takes 18 % less at 8x8 pixels, 10 % at 64x64, as much at 200x200 (crops of photos at quality 75,
/// 5.7 KB there; 2026-11-21). Larger files are not worth the look.
bool is_small(const Bytes& jpeg) {
  constexpr std::size_t kSmallFile_bytes = 16'000;
  return image_data_bytes(jpeg) <= kSmallFile_bytes;
}

/// A file's levels coded again as the switches say; where they leave the scans open, in one scan if
/// that is smaller.
Result<Bytes> coded_again(std::span<const std::uint8_t> jpeg, const OutputSegments* segments,
                          const Request& request) {
  Transcoding transcoding = transcoding_of(request);
  transcoding.segments = segments;
  auto coded = transcode(jpeg, transcoding);
  const bool may_differ = coded && (request.uses_arithmetic || is_small(*coded));
  if (!may_differ || !leaves_scans_open(request)) {
    return coded;
  }
  transcoding.coding.is_progressive = false;
  auto one_scan = transcode(jpeg, transcoding);
  return one_scan && one_scan->size() < coded->size() ? std::move(one_scan) : std::move(coded);
}

/// The encoder's file as the switches say that its levels are coded.
Result<Bytes> coded_as_asked(Result<Bytes> jpeg, const EncodeOptions& options,
                             const Request& request) {
  if (!jpeg) {
    return jpeg;
  }
  if (is_recoded(request) || options.scan_layout != request.encode.scan_layout) {
    return coded_again(*jpeg, nullptr, request);
  }
  if (!leaves_scans_open(request) || !is_small(*jpeg)) {
    return jpeg;
  }
  Transcoding one_scan;
  one_scan.coding.is_progressive = false;
  auto coded = transcode(*jpeg, one_scan);
  return coded && coded->size() < jpeg->size() ? std::move(coded) : std::move(jpeg);
}

// ---- no file grows ----

/// What cjpeg would do with the levels, told the same.
LevelCoding plain_coding_of(const Picture& picture, const Request& request) {
  LevelCoding coding;
  // Other scans or tables make libjpeg hold the whole picture's levels.
  constexpr std::int64_t kMostHeldPixels = 4'000'000;
  const bool may_hold = std::int64_t{picture.width_px} * picture.height_px <= kMostHeldPixels;
  coding.optimizes = may_hold && request.says_optimize;
  coding.is_progressive = may_hold && request.says_progressive;
  coding.uses_arithmetic = request.uses_arithmetic;
  coding.restart = request.restart;
  return coding;
}

bool is_smaller(const Bytes& first, const Bytes& second) { return first.size() < second.size(); }

/// The levels in libjpeg's own scans: noise may take fewer bytes in them than in ours.
Bytes coded_as_cjpeg(const Bytes& jpeg, const Request& request) {
  Transcoding transcoding = transcoding_of(request);
  transcoding.coding.is_progressive = request.says_progressive;
  auto coded = transcode(jpeg, transcoding);
  return coded ? std::move(coded).value() : jpeg;
}

/// Plain cjpeg's levels in our scans or in its own, where its file would be the smaller one.
Result<Bytes> not_above_plain(Bytes jpeg, const InputPicture& input, EncodeOptions options,
                              const Request& request, StageClock& clock) {
  if (request.regions.raise(options.quality_1_100)) {
    return jpeg;
  }
  const bool is_above = is_plain_smaller(
      input.picture, options, plain_coding_of(input.picture, request), image_data_bytes(jpeg));
  clock.finish("compare with cjpeg");
  if (!is_above) {
    return jpeg;
  }
  options.front_end = FrontEnd::kReference;
  options.quantizer = Quantizer::kRounding;
  auto plain = coded_as_asked(encode(input.picture.view(), options), options, request);
  if (!plain) {
    return jpeg;  // no file is lost over a comparison
  }
  auto in_its_scans = coded_as_cjpeg(*plain, request);
  return std::min({std::move(jpeg), std::move(plain).value(), std::move(in_its_scans)}, is_smaller);
}

struct NotAbove {
  Bytes jpeg;
  bool is_input;  ///< its levels are the input's own
};

/// The input's own levels, where a file that only had to be coded again would have grown. Inks
/// that became sRGB cannot be coded again without their profile: their file stays as it was.
NotAbove not_above_input(Bytes jpeg, const InputPicture& input, const OutputSegments& segments,
                         const Request& request) {
  const bool is_comparable =
      input.is_unedited_jpeg && !request.regions.raise(request.encode.quality_1_100);
  const auto own_file = input.own_file();
  if (!is_comparable || jpeg.size() <= own_file.size()) {
    return {std::move(jpeg), false};
  }
  bool is_input = false;
  if (input.has_own_levels && !(needs_8_bits(request) && has_16_bit_tables(own_file))) {
    if (auto own = coded_again(own_file, &segments, request); own && own->size() < jpeg.size()) {
      jpeg = std::move(own).value();
      is_input = true;
    }
  }
  const bool may_be_as_it_was =
      input.keeps_all_metadata && !needs_8_bits(request) && !is_recoded(request);
  if (may_be_as_it_was && jpeg.size() > own_file.size()) {
    return {Bytes(own_file.begin(), own_file.end()), true};
  }
  return {std::move(jpeg), is_input};
}

// ---- targets ----

/// Block qualities of the plan's saliency at other qualities and strengths than the request's.
class PlanDial {
 public:
  PlanDial(const InputPicture& input, const QualityPlan& plan, const Request& request)
      : input_(input), plan_(plan), request_(request) {}

  [[nodiscard]] Result<BlockQualityMap> at(const Aim& aim) const {
    saliency::QualityMapping mapping = mapping_of(request_);
    mapping.region_quality_1_100 = aim.region_quality_1_100;
    mapping.strength_0_100 = aim.strength_0_100;
    if (mapping.background_quality_1_100) {
      mapping.background_quality_1_100 =
          std::min(*mapping.background_quality_1_100, static_cast<int>(aim.region_quality_1_100));
    }
    return plan_block_qualities(plan_.saliency, mapping, input_.picture, input_.orientation,
                                request_);
  }

 private:
  const InputPicture& input_;
  const QualityPlan& plan_;
  const Request& request_;
};

SizePath path_of(const Request& request) {
  SizePath path;
  path.strength_0_100 = mapping_of(request).strength_0_100;
  path.keeps_quality = request.sets_quality;
  if (request.sets_quality) {
    path.highest_quality_1_100 = static_cast<float>(request.encode.quality_1_100);
  }
  if (request.strength_0_100) {
    path.lowest_strength_0_100 = path.strength_0_100;
  }
  return path;
}

/// The file that a search ended with.
Result<EncodedPicture> found_at(Result<BlockQualityMap> qualities, TargetedFile found) {
  if (!qualities) {
    return std::move(qualities).error();
  }
  return EncodedPicture{std::move(found.file), std::move(qualities).value(), {}};
}

Result<EncodedPicture> encode_for_size(Requantizer& picture, const PlanDial& dial,
                                       const Request& request) {
  const SizePath path = path_of(request);
  const QualityDial by_setting = [&](float setting) { return dial.at(aim_at(path, setting)); };
  auto found = encode_to_size(picture, by_setting, *request.target_bytes);
  if (!found) {
    return std::move(found).error();
  }
  auto qualities = by_setting(found->setting_1_100);
  return found_at(std::move(qualities), std::move(found).value());
}

Result<EncodedPicture> encode_for_score(Requantizer& picture, const PlanDial& dial,
                                        const RegionScore& score, const Request& request) {
  const float strength = mapping_of(request).strength_0_100;
  const QualityDial by_quality = [&](float quality) { return dial.at({quality, strength}); };
  double last = 0.0;  // a search in vain ends with the best file
  const FileScore score_of = [&](std::span<const std::uint8_t> jpeg) {
    auto got = score(jpeg);
    last = got ? *got : last;
    return got;
  };
  auto found = encode_to_score(picture, by_quality, score_of, *request.target_score);
  if (!found) {
    return std::move(found).error();
  }
  const bool is_reached = found->reached;
  auto qualities = by_quality(found->setting_1_100);
  auto encoded = found_at(std::move(qualities), std::move(found).value());
  if (encoded && !is_reached) {
    std::array<char, 96> warning{};
    std::snprintf(warning.data(), warning.size(),
                  "-target-score %.2f cannot be reached: %.2f is the best score",
                  *request.target_score, last);
    encoded->warnings.emplace_back(warning.data());
  }
  return encoded;
}

Result<EncodedPicture> encode_to_target(LevelWriter& writer, const InputPicture& input,
                                        const QualityPlan& plan, const Request& request) {
  const PlanDial dial(input, plan, request);
  if (request.target_bytes) {
    return encode_for_size(writer.requantizer(), dial, request);
  }
  const auto score = RegionScore::make(input.picture, plan.saliency);
  if (!score) {
    return score.error();
  }
  return encode_for_score(writer.requantizer(), dial, *score, request);
}

// ---- the picture ----

/// Encoded, and coded again where libjpeg-turbo has to.
Result<EncodedPicture> encode_levels(const InputPicture& input, QualityPlan& plan,
                                     const EncodeOptions& options, const Request& request,
                                     StageClock& clock) {
  const bool has_target = request.target_bytes || request.target_score;
  auto writer = LevelWriter::make(input, options, has_target ? Writes::kMany : Writes::kOne);
  if (!writer) {
    return std::move(writer).error();
  }
  if (has_target) {
    auto encoded = encode_to_target(*writer, input, plan, request);
    if (!encoded) {
      return encoded;
    }
    auto coded = coded_as_asked(std::move(encoded->jpeg), options, request);
    clock.finish("code again");
    if (!coded) {
      return std::move(coded).error();
    }
    encoded->jpeg = std::move(coded).value();
    return encoded;
  }
  auto jpeg = coded_as_asked(writer->write(plan.qualities), options, request);
  clock.finish("code again");
  if (jpeg && !writer->is_requantizing()) {
    jpeg = not_above_plain(std::move(jpeg).value(), input, options, request, clock);
  }
  if (!jpeg) {
    return std::move(jpeg).error();
  }
  return EncodedPicture{std::move(jpeg).value(), std::move(plan.qualities), {}};
}

/// Every block alike, by libjpeg-turbo's own encoder.
Result<EncodedPicture> encode_alike(const InputPicture& input, QualityPlan& plan,
                                    const OutputSegments& segments, const Request& request,
                                    StageClock& clock) {
  const bool is_sequential = request.encode.scan_layout == ScanLayout::kSequentialBaseline;
  auto jpeg =
      encode_plain(input.picture, request.switches,
                   is_sequential ? PlainScans::kOneBaseline : PlainScans::kSmallest, segments);
  clock.finish("encode");
  if (!jpeg) {
    return std::move(jpeg).error();
  }
  return EncodedPicture{std::move(jpeg).value(), std::move(plan.qualities), {}};
}

/// As asked for, with tables of 8 bits if need be.
Result<EncodedPicture> encode_as_asked(const InputPicture& input, QualityPlan& plan,
                                       EncodeOptions options, const Request& request,
                                       StageClock& clock) {
  auto encoded = encode_levels(input, plan, options, request, clock);
  const bool is_too_wide = encoded && request.is_baseline && has_16_bit_tables(encoded->jpeg);
  if (is_too_wide) {
    plan.qualities = std::move(encoded->qualities);
    options.scan_layout = ScanLayout::kSequentialBaseline;
    encoded = encode_levels(input, plan, options, request, clock);
  }
  return encoded;
}

/// As asked for, and not above a -target-size for all of the file. Coding levels again changes
/// their size, and further pictures take room of their own: the search aims lower by as much as
/// the file came out too large.
Result<EncodedPicture> encode_within_target(const InputPicture& input, QualityPlan& plan,
                                            const EncodeOptions& options, const Request& request,
                                            StageClock& clock) {
  if (!request.target_bytes) {
    return encode_as_asked(input, plan, options, request, clock);
  }
  constexpr int kMostRounds = 5;
  const auto further = static_cast<std::int64_t>(input.picture.metadata.further.behind.size());
  Request aimed = request;
  aimed.target_bytes = std::max<std::int64_t>(1, *request.target_bytes - further);
  auto encoded = encode_as_asked(input, plan, options, aimed, clock);
  const auto excess = [&] {
    return static_cast<std::int64_t>(encoded->jpeg.size()) + further - *request.target_bytes;
  };
  for (int round = 1; encoded && excess() > 0 && *aimed.target_bytes > 1 && round < kMostRounds;
       ++round) {
    // A little more, since what the coding adds moves with the levels.
    const std::int64_t too_much = excess() + *request.target_bytes / 500;
    aimed.target_bytes = std::max<std::int64_t>(1, *aimed.target_bytes - too_much);
    encoded = encode_as_asked(input, plan, options, aimed, clock);
  }
  if (encoded && excess() > 0) {
    encoded->warnings.push_back(
        "-target-size " + std::to_string(*request.target_bytes) + " cannot be reached: " +
        std::to_string(*request.target_bytes + excess()) + " bytes is the smallest file");
  }
  return encoded;
}

}  // namespace

Result<EncodedPicture> encode_picture(const InputPicture& input, QualityPlan& plan,
                                      const Request& request, StageClock& clock) {
  const auto list = segments_of(input.picture.metadata);
  if (!list) {
    return list.error();
  }
  const OutputSegments segments{list->segments, input.picture.metadata.icc,
                                input.picture.metadata.density.value_or(PixelDensity{})};
  auto encoded = request.is_plain ? encode_alike(input, plan, segments, request, clock)
                                  : encode_within_target(
                                        input, plan, options_of(input, segments, request, clock),
                                        request, clock);
  if (!encoded) {
    return encoded;
  }
  auto small = not_above_input(std::move(encoded->jpeg), input, segments, request);
  if (small.is_input && !input.keeps_coding) {
    encoded->warnings.emplace_back(
        "what was asked for is larger than the input: the input's own sampling, tables and "
        "colours are kept");
  }
  for (std::string& warning : outside_warnings(request.regions.rectangles, input.picture.width_px,
                                               input.picture.height_px, input.orientation)) {
    encoded->warnings.push_back(std::move(warning));
  }
  encoded->jpeg = std::move(small.jpeg);
  if (auto appended = append_further_pictures(encoded->jpeg, input.picture.metadata.further);
      !appended) {
    return std::move(appended).error();
  }
  return encoded;
}

}  // namespace jpegaware::apps
