// SPDX-License-Identifier: Apache-2.0
// Stage: options of the runs. Input: words of the command line. Output: checked values.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bd_table.h"
#include "codecs/codec.h"
#include "commands.h"
#include "jpegaware/result.h"

namespace jpegaware::bench {

/// What every run can be told; the defaults are the Kodak bench's.
struct RunOptions {
  std::vector<std::string> operands;  ///< words that are no options
  std::optional<int> limit;           ///< --limit N: the first N images
  std::filesystem::path out;          ///< --out DIR; empty: the run's own below build/bench
  std::vector<std::string> codecs;    ///< --codecs a,b; empty: all that are installed but guetzli
  std::vector<int> qualities = {30, 40, 50, 60, 70, 75, 80, 85, 90, 95, 98};  ///< --qualities a,b
  int threads = 0;              ///< --threads N; 0: all cores
  bool butteraugli = true;      ///< --no-butteraugli
  bool full_size = false;       ///< --full-size: JPEG photos are not halved
  std::string anchor{kAnchor};  ///< --anchor V: what BD-rates are against
  double sigma_share = 0.03;    ///< --sigma S: blur of fixations over the longer side
  std::vector<double> megapixels = {0.1, 0.39, 1, 3, 12, 36, 100};  ///< --megapixels a,b
  CodecSetup setup;  ///< --peers DIR, --weights FILE, --effort N
};

/// @return invalid_argument naming the word that is wrong
[[nodiscard]] Result<RunOptions> parse_run_options(Arguments arguments);

/// Where data sets lie if nothing is said: `data` in the folder that JPEGAWARE_DATA names, else in
/// ../shared beside the checkout.
[[nodiscard]] std::filesystem::path default_data_folder();

/// Text for the usage message.
[[nodiscard]] const char* run_options_help();

}  // namespace jpegaware::bench
