// SPDX-License-Identifier: Apache-2.0
// The option table of cjpegaware: every switch, what abbreviates it, its bounds and its help.
#pragma once

#include <span>

#include "command_line.h"

namespace jpegaware::apps {

/// Switches by meaning: two spellings of one switch share a value.
enum class SwitchId : int {
  // stock cjpeg's
  kArithmetic,
  kBaseline,
  kDct,
  kVerbose,
  kVersion,
  kGrayscale,
  kRgb,
  kIcc,
  kMaxMemory,
  kOptimize,
  kOutfile,
  kProgressive,
  kMemDst,
  kQuality,
  kQslots,
  kQtables,
  kReport,
  kRestart,
  kSample,
  kScans,
  kSmooth,
  kStrict,
  kTarga,
  // libjpeg-turbo 3's
  kNoIcc,
  kNoOverwrite,
  kPrecision,
  kLossless,
  // this program's
  kStock,
  kHelp,
  kCompletion,
  kSaliency,
  kStrength,
  kBackground,
  kLevels,
  kSequential,
  kMapOut,
  kWeights,
  kPresence,
  kEffort,
  kThreads,
  kMatte,
  kMaxPixels,
  kCopy,
  kAutoOrient,
  kRoi,
  kIgnore,
  kMask,
  kQmap,
  kQmapOut,
  kRoiFile,
  kExplain,
  kNoMarker,
  kTargetSize,
  kTargetScore,
  kMapSize,
  kRuntime,
  kPreserve,
};

/// All switches, in the order of help and man page.
[[nodiscard]] std::span<const Option> all_options();

/// Stock cjpeg's switches and -stock: what is understood where -stock is among the switches.
[[nodiscard]] std::span<const Option> stock_options();

[[nodiscard]] constexpr SwitchId id_of(const Option& option) {
  return static_cast<SwitchId>(option.id);
}

/// The last value of a switch; empty where it is not on the command line.
[[nodiscard]] std::string_view value_of(const CommandLine& line, SwitchId id);

/// Whether a switch is on the command line.
[[nodiscard]] bool says(const CommandLine& line, SwitchId id);

}  // namespace jpegaware::apps
