// SPDX-License-Identifier: Apache-2.0
// The option table of saliency-train.
#include "train_options.h"

#include <array>

namespace jpegaware::apps {
namespace {

constexpr Option row(TrainSwitch id, std::string_view name, std::size_t shortest, ValueKind kind,
                     std::string_view value, std::string_view help, int low = 0, int high = 0) {
  return {static_cast<int>(id), name, shortest, kind, value, low, high, Origin::kOwn, "", help};
}

constexpr std::array kOptions{
    row(TrainSwitch::kData, "data", 1, ValueKind::kText, "DIR",
        "Train the gaze head from DIR: stimuli/, fixations.csv, a list; may be given again"),
    row(TrainSwitch::kList, "list", 2, ValueKind::kText, "NAME",
        "The list in DIR of photos to learn from (default train.txt)"),
    row(TrainSwitch::kLabelled, "labelled", 2, ValueKind::kText, "DIR",
        "Fine-tune the classes from DIR, a folder of photos a class; - in a name stands for a space"),
    row(TrainSwitch::kWeights, "weights", 1, ValueKind::kFile, "FILE",
        "The weights file to start from (its backbone stays as it is)"),
    row(TrainSwitch::kOutfile, "outfile", 1, ValueKind::kFile, "FILE",
        "The weights file to write; may be the one started from"),
    row(TrainSwitch::kProgress, "progress", 1, ValueKind::kFile, "FILE",
        "Keep the state here after each epoch, and go on from it (default OUTFILE.progress)"),
    row(TrainSwitch::kModules, "modules", 2, ValueKind::kText, "DIR",
        "Where the runtime modules are (default: beside the saliency library)"),
    row(TrainSwitch::kEpochs, "epochs", 1, ValueKind::kInteger, "N", "Passes over the photos", 1, 1000),
    row(TrainSwitch::kHeads, "heads", 3, ValueKind::kInteger, "N", "Heads that are averaged (default 3)", 1, 8),
    row(TrainSwitch::kChannels, "channels", 1, ValueKind::kInteger, "N", "Width of a head (default 48)", 8, 256),
    row(TrainSwitch::kSeed, "seed", 1, ValueKind::kInteger, "N",
        "The same seed and threads give the same file (default 1)", 0, 1000000),
    row(TrainSwitch::kThreads, "threads", 1, ValueKind::kInteger, "N", "Threads of Torch (default 2)", 1, 256),
    row(TrainSwitch::kHelp, "help", 1, ValueKind::kNone, "", "Print this and exit"),
};

}  // namespace

std::span<const Option> train_options() { return kOptions; }

}  // namespace jpegaware::apps
