// SPDX-License-Identifier: Apache-2.0
// Turns switches into a Request; every refusal is a sentence that names the switch.
#include "request.h"

#include <algorithm>
#include <string>

#include "coding_switches.h"
#include "options.h"
#include "switch_values.h"

namespace jpegaware::apps {
namespace {

Result<int> bounded(const Switch& given) {
  const auto value = number_in<int>(given.value);
  if (!value || *value < given.option->low || *value > given.option->high) {
    return refuse(given, "a whole number from " + std::to_string(given.option->low) + " to " +
                             std::to_string(given.option->high) + " is needed");
  }
  return *value;
}

/// Stores a bounded whole number.
template <typename Target>
Result<void> set_bounded(const Switch& given, Target& target) {
  const auto value = bounded(given);
  if (!value) {
    return value.error();
  }
  target = *value;
  return {};
}

/// A choice's place among the words of the option table; abbreviations count when they are unique.
Result<int> choice(const Switch& given) {
  std::string_view left = given.option->value_name;
  for (int index = 0; !left.empty(); ++index) {
    const std::string_view word = left.substr(0, left.find('|'));
    if (matches(given.value, word, 1)) {
      return index;
    }
    left.remove_prefix(std::min(left.size(), word.size() + 1));
  }
  return refuse(given, "one of " + std::string(given.option->value_name) + " is needed");
}

// ---- cjpeg's switches, where their values need more than bounds ----

Result<void> set_max_memory(const Switch& given, Request& request) {
  std::string_view digits = given.value;
  std::int64_t unit_bytes = 1000;
  if (!digits.empty() && (digits.back() == 'm' || digits.back() == 'M')) {
    unit_bytes = 1'000'000;
    digits.remove_suffix(1);
  }
  const auto count = number_in<std::int64_t>(digits);
  constexpr std::int64_t kMost = 1'000'000'000;
  if (!count || *count < 0 || *count > kMost) {
    return refuse(given, "a number of thousands of bytes, or of millions with M, is needed");
  }
  request.max_memory_bytes = *count * unit_bytes;
  return {};
}

// ---- this program's own ----

Result<void> set_map_source(const Switch& given, Request& request) {
  request.map_file.clear();
  if (given.value == "auto") {
    request.map_source = MapSource::kAuto;
  } else if (given.value == "cam") {
    request.map_source = MapSource::kCam;
  } else if (given.value == "gaze") {
    request.map_source = MapSource::kGaze;
  } else if (given.value == "uniform") {
    request.map_source = MapSource::kUniform;
  } else {
    request.map_source = MapSource::kFile;
    request.map_file = given.value;
  }
  return {};
}

Result<void> set_presence(const Switch& given, Request& request) {
  const auto value = number_in<float>(given.value);
  if (!value || !(*value > 0.0F) || !(*value < 1.0F)) {
    return refuse(given, "a probability between 0 and 1 is needed");
  }
  request.presence = *value;
  return {};
}

Result<void> set_matte(const Switch& given, Request& request) {
  unsigned rgb = 0;
  const std::string_view word = given.value;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), rgb, 16);
  if (word.size() != 6 || error != std::errc{} || end != word.data() + word.size()) {
    return refuse(given, "six hexadecimal digits (red, green, blue) are needed");
  }
  request.matte = {static_cast<std::uint8_t>(rgb >> 16U), static_cast<std::uint8_t>(rgb >> 8U),
                   static_cast<std::uint8_t>(rgb)};
  return {};
}

Result<void> add_region(const Switch& given, bool is_ignored, Request& request) {
  const auto region = parse_region(given.value, is_ignored);
  if (!region) {
    return Error{region.error().code, dashed(given) + " " + region.error().message};
  }
  request.regions.rectangles.push_back(*region);
  return {};
}

Result<void> set_target_bytes(const Switch& given, Request& request) {
  const auto bytes = number_in<std::int64_t>(given.value);
  if (!bytes || *bytes < 1) {
    return refuse(given, "a number of bytes is needed");
  }
  request.target_bytes = *bytes;
  return {};
}

Result<void> set_target_score(const Switch& given, Request& request) {
  const auto score = number_in<double>(given.value);
  if (!score || !(*score <= 100) || !(*score >= -100)) {
    return refuse(given, "a SSIMULACRA2 score, at most 100, is needed");
  }
  request.target_score = *score;
  return {};
}

Result<void> set_map_size(const Switch& given, Request& request) {
  const auto index = choice(given);
  if (!index) {
    return index.error();
  }
  request.map_size =
      static_cast<saliency::MapSize>(*index);  // the table's words are in the enum's order
  return {};
}

Result<void> set_runtime(const Switch& given, Request& request) {
  const auto index = choice(given);
  if (!index) {
    return index.error();
  }
  request.runtime = static_cast<saliency::Runtime>(*index);  // as above
  return {};
}

Result<void> set_copy(const Switch& given, Request& request) {
  const auto index = choice(given);
  if (!index) {
    return index.error();
  }
  request.copy = static_cast<CopyPolicy>(*index);  // the table's words are in the enum's order
  return {};
}

Result<void> apply(const Switch& given, Request& request) {
  if (given.option->value_kind == ValueKind::kFile && given.value.empty()) {
    return refuse(given, "a file's name is needed");
  }
  switch (id_of(*given.option)) {
    case SwitchId::kQuality:
      return set_quality(given, request);
    case SwitchId::kGrayscale:
      request.to_gray = true;
      return {};
    case SwitchId::kOptimize:
      request.says_optimize = true;
      return {};
    case SwitchId::kProgressive:
      request.says_progressive = true;
      return {};
    case SwitchId::kRgb:
      request.to_gray = false;  // as for cjpeg, the last of the two counts
      return {};
    case SwitchId::kQtables:
      return {};  // looked at together
    case SwitchId::kTarga:
      request.is_targa = true;
      return {};
    case SwitchId::kOutfile:
      request.output = given.value;
      return {};
    case SwitchId::kArithmetic:
      request.uses_arithmetic = true;
      return {};
    case SwitchId::kDct:
      return check_dct(given);
    case SwitchId::kIcc:
      request.icc_file = given.value;
      return {};
    case SwitchId::kRestart:
      return set_restart(given, request);
    case SwitchId::kSmooth:
      return set_bounded(given, request.smoothing_0_100);
    case SwitchId::kMaxMemory:
      return set_max_memory(given, request);
    case SwitchId::kMemDst:
      request.writes_output = false;
      return {};
    case SwitchId::kReport:
      request.reports = true;
      return {};
    case SwitchId::kStrict:
      request.is_strict = true;
      return {};
    case SwitchId::kVerbose:
      request.is_verbose = true;
      return {};
    case SwitchId::kBaseline:
      request.is_baseline = true;
      return {};
    case SwitchId::kQslots:
      return check_slots(given);
    case SwitchId::kSample:
      return set_sampling(given, request);
    case SwitchId::kScans:
      request.scan_file = given.value;
      return {};
    case SwitchId::kSaliency:
      return set_map_source(given, request);
    case SwitchId::kStrength:
      return set_bounded(given, request.strength_0_100);
    case SwitchId::kBackground:
      return set_bounded(given, request.background_1_100);
    case SwitchId::kLevels:
      return set_bounded(given, request.levels);
    case SwitchId::kSequential:
      request.encode.scan_layout = ScanLayout::kSequentialBaseline;
      return {};
    case SwitchId::kMapOut:
      request.map_out = given.value;
      return {};
    case SwitchId::kWeights:
      request.weights_file = given.value;
      return {};
    case SwitchId::kPresence:
      return set_presence(given, request);
    case SwitchId::kEffort:
      return set_bounded(given, request.encode.effort_1_9);
    case SwitchId::kThreads:
      return set_bounded(given, request.threads);
    case SwitchId::kMatte:
      return set_matte(given, request);
    case SwitchId::kMaxPixels:
      return set_bounded(given, request.max_pixels);
    case SwitchId::kCopy:
      return set_copy(given, request);
    case SwitchId::kAutoOrient:
      request.turns_upright = true;
      return {};
    case SwitchId::kRoi:
      return add_region(given, false, request);
    case SwitchId::kIgnore:
      return add_region(given, true, request);
    case SwitchId::kMask:
      request.regions.mask_file = given.value;
      return {};
    case SwitchId::kQmap:
      request.regions.quality_file = given.value;
      return {};
    case SwitchId::kQmapOut:
      request.quality_map_out = given.value;
      return {};
    case SwitchId::kRoiFile:
      return read_region_file(std::string(given.value), request.regions);
    case SwitchId::kExplain:
      request.explain_file = given.value;
      return {};
    case SwitchId::kNoMarker:
      request.encode.mark = FileMark::kOmit;
      return {};
    case SwitchId::kTargetSize:
      return set_target_bytes(given, request);
    case SwitchId::kTargetScore:
      return set_target_score(given, request);
    case SwitchId::kMapSize:
      return set_map_size(given, request);
    case SwitchId::kRuntime:
      return set_runtime(given, request);
    case SwitchId::kPreserve:
      request.preserves = true;
      return {};
    case SwitchId::kNoOverwrite:
      request.may_overwrite = false;
      return {};
    case SwitchId::kNoIcc:
      request.drops_icc = true;
      return {};
    case SwitchId::kPrecision:
      return given.value == "8" ? Result<void>{}
                                : refuse(given, "this build's libjpeg-turbo writes 8 bits only");
    case SwitchId::kLossless:
      return refuse(given, "lossless JPEG needs libjpeg-turbo 3, which this build lacks");
    case SwitchId::kStock:
    case SwitchId::kVersion:
    case SwitchId::kHelp:
    case SwitchId::kCompletion:
      return {};  // acted on before a request is made
  }
  return Error{ErrorCode::kInternal,
               dashed(given) + ": is in the option table, but nobody acts on it"};
}

Result<void> check_together(const CommandLine& line, const Request& request) {
  const auto refuse_both = [](const char* what) {
    return Error{ErrorCode::kInvalidArgument, what};
  };
  const bool is_sequential = request.encode.scan_layout == ScanLayout::kSequentialBaseline;
  if (request.strength_0_100 && request.background_1_100) {
    return refuse_both("-strength and -background both say what the lowest quality is: give one");
  }
  if (is_sequential && says(line, SwitchId::kProgressive)) {
    return refuse_both("-sequential and -progressive contradict each other: give one");
  }
  if (is_sequential && (request.uses_arithmetic || !request.scan_file.empty())) {
    return refuse_both(
        "-sequential means one baseline scan: -arithmetic and -scans do not go with it");
  }
  if (request.target_bytes && request.target_score) {
    return refuse_both("-target-size and -target-score cannot both be reached: give one");
  }
  if (request.background_1_100 && *request.background_1_100 > request.encode.quality_1_100) {
    return refuse_both("-background must not be higher than -quality");
  }
  if (request.tables && (request.target_bytes || request.target_score)) {
    return refuse_both("-qtables and -qslots fix the tables: no target can be sought with them");
  }
  return {};
}

}  // namespace

Result<Request> make_request(const CommandLine& line) {
  Request request;
  for (const Switch& given : line.switches) {
    if (auto applied = apply(given, request); !applied) {
      return std::move(applied).error();
    }
  }
  if (!line.unknown.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string(line.unknown) + ": no such switch; -help lists them"};
  }
  if (!line.lacks_value.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string(line.lacks_value) + ": a value is needed"};
  }
  if (line.operands.size() > 1) {
    return Error{ErrorCode::kInvalidArgument,
                 "only one input file, and switches before it: " + std::string(line.operands[1])};
  }
  if (!line.operands.empty() && line.operands[0].empty()) {
    return Error{ErrorCode::kInvalidArgument, "the input file's name is empty"};
  }
  request.switches = line.switches;
  if (request.to_gray) {
    std::erase_if(request.switches,
                  [](const Switch& given) { return id_of(*given.option) == SwitchId::kRgb; });
  }
  for (const auto settle : {settle_plain_coding, settle_tables}) {
    if (auto settled = settle(line, request); !settled) {
      return std::move(settled).error();
    }
  }
  if (auto checked = check_together(line, request); !checked) {
    return std::move(checked).error();
  }
  request.input = line.operands.empty() ? "" : std::string(line.operands[0]);
  request.encode.max_pixels = request.max_pixels;
  return request;
}

}  // namespace jpegaware::apps
