// SPDX-License-Identifier: Apache-2.0
// Stage: switches -> one checked description of the run.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "command_line.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"
#include "metadata.h"
#include "regions.h"
#include "saliency/model.h"

namespace jpegaware::apps {

enum class MapSource : std::uint8_t { kAuto, kCam, kGaze, kUniform, kFile };

/// Whether a network has to be run for it.
[[nodiscard]] constexpr bool needs_network(MapSource source) {
  return source != MapSource::kUniform && source != MapSource::kFile;
}

/// Whether blocks may differ in what they matter.
[[nodiscard]] constexpr bool needs_map(MapSource source) { return source != MapSource::kUniform; }

/// Restart markers, as `-restart` says them.
struct Restart {
  int count = 0;
  bool in_rows = true;
};

/// Everything that a command line asks for, each value within its bounds.
struct Request {
  std::string input;   ///< empty: standard input
  std::string output;  ///< empty: standard output
  bool writes_output = true;
  bool preserves = false;
  bool may_overwrite = true;

  // what is read
  bool is_targa = false;
  std::array<std::uint8_t, 3> matte{255, 255, 255};
  std::int64_t max_pixels = 250'000'000;
  std::optional<std::int64_t> max_memory_bytes;

  // what is made of it
  EncodeOptions encode;
  bool sets_quality = false;
  bool sets_sampling = false;
  bool samples_by_content = false;
  /// -qtables, -qslots: the tables of Y, Cb and Cr.
  std::optional<std::array<QuantizationSteps, 3>> tables;
  /// What only libjpeg-turbo's own encoder does, every block alike: -rgb, other samplings.
  bool is_plain = false;
  std::vector<Switch> switches;  ///< as given; their values are the command line's words
  std::optional<int> threads;    ///< empty: as many as the machine has and the picture is worth
  std::optional<std::int64_t> target_bytes;
  std::optional<double> target_score;
  bool to_gray = false;
  int smoothing_0_100 = 0;
  std::optional<Restart> restart;
  bool uses_arithmetic = false;
  bool says_progressive = false;
  bool says_optimize = false;
  std::string scan_file;
  bool is_baseline = false;  ///< table steps of 8 bits only

  // what matters in it
  MapSource map_source = MapSource::kAuto;
  std::string map_file;
  std::optional<int> strength_0_100;
  std::optional<int> background_1_100;
  std::optional<int> levels;
  std::string weights_file;
  std::optional<float> presence;
  saliency::Runtime runtime = saliency::Runtime::kOpenCv;
  saliency::MapSize map_size = saliency::MapSize::kDefault;
  std::string map_out;
  Regions regions;
  std::string quality_map_out;

  // what goes with it
  std::optional<CopyPolicy> copy;
  std::string icc_file;
  bool drops_icc = false;
  bool turns_upright = false;

  // what is told
  std::string explain_file;
  bool is_verbose = false;
  bool reports = false;
  bool is_strict = false;
};

/// Checks each value and that they can be had together.
/// @return invalid_argument or unsupported with a sentence that names the switch
[[nodiscard]] Result<Request> make_request(const CommandLine& line);

}  // namespace jpegaware::apps
