// SPDX-License-Identifier: Apache-2.0
// Checks the switches that say how a picture is coded.
#include "coding_switches.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "options.h"
#include "plain_jpeg.h"
#include "switch_values.h"

namespace jpegaware::apps {
namespace {

/// Numbers separated by commas; nothing where one of them is none. One comma may end the list.
std::optional<std::vector<int>> number_list(std::string_view list) {
  std::vector<int> numbers;
  while (!list.empty()) {
    const std::string_view word = list.substr(0, list.find(','));
    const auto number = number_in<int>(word);
    if (!number) {
      return std::nullopt;
    }
    numbers.push_back(*number);
    list.remove_prefix(std::min(list.size(), word.size() + 1));
  }
  return numbers;
}

/// Factors as "2x1".
std::optional<std::pair<int, int>> factors_in(std::string_view word) {
  const bool has_form = word.size() == 3 && (word[1] == 'x' || word[1] == 'X') && word[0] >= '1' &&
                        word[0] <= '4' && word[2] >= '1' && word[2] <= '4';
  return has_form ? std::optional(std::pair(word[0] - '0', word[2] - '0')) : std::nullopt;
}

}  // namespace

Result<void> set_quality(const Switch& given, Request& request) {
  const auto numbers = number_list(given.value);
  if (!numbers) {
    return refuse(given, "a whole number is needed, or several with commas");
  }
  request.sets_quality = true;
  // cjpeg takes any number and clamps it.
  const auto clamped = [](int number) {
    return std::clamp(number, kQualityBounds.low, kQualityBounds.high);
  };
  const int luma = numbers->empty() ? 75 : clamped((*numbers)[0]);
  request.encode.quality_1_100 = luma;
  request.encode.chroma_quality_offset = numbers->size() < 2 ? 0 : clamped((*numbers)[1]) - luma;
  return {};
}

Result<void> check_slots(const Switch& given) {
  const auto numbers = number_list(given.value);
  const bool is_good = numbers && std::all_of(numbers->begin(), numbers->end(), [](int slot) {
                         return slot >= 0 && slot < NUM_QUANT_TBLS;
                       });
  return is_good ? Result<void>{} : refuse(given, "numbers of tables, 0 to 3, are needed");
}

Result<void> check_dct(const Switch& given) {
  const bool is_known = matches(given.value, "int", 1) || matches(given.value, "fast", 2) ||
                        matches(given.value, "float", 2);
  return is_known ? Result<void>{} : refuse(given, "one of int, fast and float is needed");
}

Result<void> set_sampling(const Switch& given, Request& request) {
  request.sets_sampling = true;
  request.samples_by_content = matches(given.value, "auto", 1);
  request.is_plain = false;
  if (request.samples_by_content) {
    return {};
  }
  std::array<std::pair<int, int>, 3> factors;
  factors.fill({1, 1});
  std::string_view list = given.value;
  for (std::size_t i = 0; i < factors.size() && !list.empty(); ++i) {
    const std::string_view word = list.substr(0, list.find(','));
    const auto read = factors_in(word);
    if (!read) {
      return refuse(given, "auto, or factors from 1 to 4 such as 2x1 or 2x2,1x1,1x1, are needed");
    }
    factors[i] = *read;
    list.remove_prefix(std::min(list.size(), word.size() + 1));
  }
  constexpr std::pair kFull{1, 1};
  const bool is_chroma_full = factors[1] == kFull && factors[2] == kFull;
  if (is_chroma_full && factors[0] == std::pair{2, 2}) {
    request.encode.subsampling = ChromaSubsampling::k420;
  } else if (is_chroma_full && factors[0] == std::pair{2, 1}) {
    request.encode.subsampling = ChromaSubsampling::k422;
  } else if (is_chroma_full && factors[0] == kFull) {
    request.encode.subsampling = ChromaSubsampling::k444;
  } else {
    request.is_plain = true;
  }
  return {};
}

Result<void> set_restart(const Switch& given, Request& request) {
  std::string_view digits = given.value;
  Restart restart;
  if (!digits.empty() && (digits.back() == 'b' || digits.back() == 'B')) {
    restart.in_rows = false;
    digits.remove_suffix(1);
  }
  const auto count = number_in<int>(digits);
  if (!count || *count < 0 || *count > 65535) {
    return refuse(given, "a number of rows from 0 to 65535, or of blocks with B, is needed");
  }
  restart.count = *count;
  request.restart = restart.count == 0 ? std::nullopt : std::optional(restart);
  return {};
}

Result<void> settle_plain_coding(const CommandLine& line, Request& request) {
  const bool stores_rgb = says(line, SwitchId::kRgb) && !request.to_gray;
  request.is_plain = request.is_plain || stores_rgb;
  if (!request.is_plain) {
    return {};
  }
  const char* const why = stores_rgb ? "-rgb" : "-sample";
  for (const Switch& given : line.switches) {
    switch (id_of(*given.option)) {
      case SwitchId::kRoi:
      case SwitchId::kIgnore:
      case SwitchId::kMask:
      case SwitchId::kQmap:
      case SwitchId::kQmapOut:
      case SwitchId::kRoiFile:
      case SwitchId::kMapOut:
      case SwitchId::kTargetSize:
      case SwitchId::kTargetScore:
        return refuse(given, std::string(why) + " codes every block alike: leave one of them away");
      default:
        break;
    }
  }
  request.map_source = MapSource::kUniform;
  return {};
}

Result<void> settle_tables(const CommandLine& line, Request& request) {
  if (!says(line, SwitchId::kQtables) && !says(line, SwitchId::kQslots)) {
    return {};
  }
  auto tables = stock_tables(line.switches);
  if (!tables) {
    return std::move(tables).error();
  }
  request.tables = *tables;
  request.encode.chroma_quality_offset = 0;
  return {};
}

}  // namespace jpegaware::apps
