// SPDX-License-Identifier: Apache-2.0
// The option table of saliency-train.
#pragma once

#include <span>

#include "command_line.h"

namespace jpegaware::apps {

enum class TrainSwitch : int {
  kData,
  kList,
  kLabelled,
  kWeights,
  kOutfile,
  kProgress,
  kModules,
  kEpochs,
  kHeads,
  kChannels,
  kSeed,
  kThreads,
  kHelp,
};

/// All switches, in the order of the help.
[[nodiscard]] std::span<const Option> train_options();

}  // namespace jpegaware::apps
