// SPDX-License-Identifier: Apache-2.0
// The option table of saliency-eval.
#pragma once

#include <span>

#include "command_line.h"

namespace jpegaware::apps {

enum class EvalSwitch : int {
  kData,
  kList,
  kPhotos,
  kFixations,
  kSigma,
  kWeights,
  kMapSize,
  kRuntime,
  kModules,
  kMaps,
  kCsv,
  kRounds,
  kSeed,
  kHelp,
};

/// All switches, in the order of the help.
[[nodiscard]] std::span<const Option> eval_options();

}  // namespace jpegaware::apps
