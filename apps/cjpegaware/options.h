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
  // this program's
  kStock,
};

/// All switches, in the order of help and man page.
[[nodiscard]] std::span<const Option> all_options();

/// Stock cjpeg's switches and -stock: what is understood where -stock is among the switches.
[[nodiscard]] std::span<const Option> stock_options();

[[nodiscard]] constexpr SwitchId id_of(const Option& option) {
  return static_cast<SwitchId>(option.id);
}

}  // namespace jpegaware::apps
