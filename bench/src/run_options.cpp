// SPDX-License-Identifier: Apache-2.0
// Stage: options of the runs. Input: words of the command line. Output: checked values.
#include "run_options.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <thread>
#include <utility>

#include "build_info.h"

namespace jpegaware::bench {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) out.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

Result<int> whole_number(std::string_view option, std::string_view text, int low, int high) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string(option) + " takes a whole number from " + std::to_string(low) +
                     " to " + std::to_string(high) + ", not '" + std::string(text) + "'"};
  }
  return value;
}

Result<std::vector<int>> quality_list(std::string_view option, std::string_view text) {
  std::vector<int> out;
  for (const std::string& word : split(text)) {
    const Result<int> quality = whole_number(option, word, 1, 100);
    if (!quality) return quality.error();
    out.push_back(*quality);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.empty()) return Error{ErrorCode::kInvalidArgument, "--qualities names no quality"};
  return out;
}

Result<double> share(std::string_view option, std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  if (end == copy.c_str() || *end != '\0' || !(value > 0.0 && value <= 1.0)) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string(option) + " takes a number above 0 and up to 1, not '" + copy + "'"};
  }
  return value;
}

// Sets an option that takes a value; unsupported means that there is no such option.
Result<void> set(RunOptions& options, std::string_view name, std::string_view value) {
  if (name == "--out") {
    options.out = value;
  } else if (name == "--peers") {
    options.setup.peers = value;
  } else if (name == "--weights") {
    options.setup.weights = value;
  } else if (name == "--codecs") {
    options.codecs = split(value);
  } else if (name == "--limit" || name == "--threads") {
    const Result<int> number = whole_number(name, value, 1, 1'000'000);
    if (!number) return number.error();
    if (name == "--limit") options.limit = *number;
    if (name == "--threads") options.threads = *number;
  } else if (name == "--effort") {
    const Result<int> effort = whole_number(name, value, kEffortBounds.low, kEffortBounds.high);
    if (!effort) return effort.error();
    options.setup.effort_1_9 = *effort;
  } else if (name == "--qualities") {
    Result<std::vector<int>> qualities = quality_list(name, value);
    if (!qualities) return qualities.error();
    options.qualities = std::move(*qualities);
  } else if (name == "--megapixels") {
    options.megapixels.clear();
    for (const std::string& word : split(value)) {
      const double size = std::atof(word.c_str());
      if (!(size >= 0.01 && size <= 200.0)) {
        return Error{ErrorCode::kInvalidArgument,
                     "--megapixels takes numbers from 0.01 to 200, not '" + word + "'"};
      }
      options.megapixels.push_back(size);
    }
  } else if (name == "--anchor") {
    options.anchor = value;
  } else if (name == "--sigma") {
    const Result<double> sigma = share(name, value);
    if (!sigma) return sigma.error();
    options.sigma_share = *sigma;
  } else {
    return Error{ErrorCode::kInvalidArgument, "there is no option " + std::string(name)};
  }
  return {};
}

}  // namespace

Result<RunOptions> parse_run_options(Arguments arguments) {
  RunOptions options;
  options.setup = default_setup();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (!word.starts_with("--")) {
      options.operands.emplace_back(word);
    } else if (word == "--no-butteraugli") {
      options.butteraugli = false;
    } else if (word == "--full-size") {
      options.full_size = true;
    } else if (i + 1 == arguments.size()) {
      return Error{ErrorCode::kInvalidArgument, std::string(word) + " needs a value"};
    } else if (const Result<void> result = set(options, word, arguments[++i]); !result) {
      return result.error();
    }
  }
  if (options.threads == 0) {
    options.threads = static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
  }
  return options;
}

std::filesystem::path default_data_folder() {
  const char* named = std::getenv("JPEGAWARE_DATA");
  const std::filesystem::path shared =
      named != nullptr ? std::filesystem::path(named)
                       : std::filesystem::path(kSourceFolder).parent_path() / "shared";
  return shared / "data";
}

const char* run_options_help() {
  return "options of the runs:\n"
         "  --limit N          the first N images\n"
         "  --out DIR          where results.csv and report.html go (build/bench/RUN)\n"
         "  --codecs A,B       variants to run; all that are installed, but guetzli\n"
         "  --qualities A,B    30,40,50,60,70,75,80,85,90,95,98\n"
         "  --effort N         of jpegaware's own encoders, 1 to 9 (5); kodak, images, fixations,\n"
         "                     masks and speed then call them jpegaware-effortN\n"
         "  --threads N        all cores\n"
         "  --no-butteraugli   leave the slowest metric out\n"
         "  --full-size        fixations, masks: do not halve photos that are JPEGs themselves\n"
         "  --anchor V         the variant that BD-rates are against (libjpeg-turbo)\n"
         "  --sigma S          fixations: blur as a share of the longer side (0.03)\n"
         "  --megapixels A,B   speed: 0.1,0.39,1,3,12,36,100\n"
         "  --peers DIR        installed peers (build/peers)\n"
         "  --weights FILE     the saliency network's weights\n";
}

}  // namespace jpegaware::bench
