// SPDX-License-Identifier: Apache-2.0
// The option table of saliency-eval.
#include "eval_options.h"

#include <array>

namespace jpegaware::apps {
namespace {

constexpr Option row(EvalSwitch id, std::string_view name, std::size_t shortest, ValueKind kind,
                     std::string_view value, std::string_view help, int low = 0, int high = 0) {
  return {static_cast<int>(id), name, shortest, kind, value, low, high, Origin::kOwn, "", help};
}

constexpr std::array kOptions{
    row(EvalSwitch::kData, "data", 1, ValueKind::kText, "DIR",
        "Score against DIR: stimuli/, fixations.csv, a list"),
    row(EvalSwitch::kList, "list", 1, ValueKind::kText, "NAME", "The list in DIR (default test.txt)"),
    row(EvalSwitch::kPhotos, "photos", 1, ValueKind::kText, "DIR",
        "Or score against the photos in DIR (MIT, CAT2000); folders inside are categories"),
    row(EvalSwitch::kFixations, "fixations", 1, ValueKind::kText, "DIR",
        "with the fixations in DIR: pictures or .mat files of the same names, bright where somebody looked"),
    row(EvalSwitch::kSigma, "sigma", 2, ValueKind::kInteger, "PX",
        "Blur of the fixation density (default: the longer side * 26 / 1024; osie: 24)", 1, 1000),
    row(EvalSwitch::kWeights, "weights", 1, ValueKind::kFile, "FILE",
        "Score the network's maps with these weights"),
    row(EvalSwitch::kMapSize, "map-size", 4, ValueKind::kChoice, "small|default|large",
        "The network's input size (default: default)"),
    row(EvalSwitch::kRuntime, "runtime", 2, ValueKind::kChoice, "opencv|torch",
        "What runs the network (default opencv)"),
    row(EvalSwitch::kModules, "modules", 2, ValueKind::kText, "DIR",
        "Where the runtime modules are (default: ../lib/jpegaware beside this program)"),
    row(EvalSwitch::kMaps, "maps", 4, ValueKind::kText, "DIR",
        "Score finished maps: DIR/NAME.pgm, linear, of any size"),
    row(EvalSwitch::kCsv, "csv", 1, ValueKind::kFile, "FILE", "Write all scores to FILE as well"),
    row(EvalSwitch::kRounds, "rounds", 2, ValueKind::kInteger, "N",
        "Bootstrap samples for the 95 % intervals (default 1000)", 0, 1000000),
    row(EvalSwitch::kSeed, "seed", 2, ValueKind::kInteger, "N", "Seed of the samples (default 1)", 0, 1000000),
    row(EvalSwitch::kHelp, "help", 1, ValueKind::kNone, "", "Print this and exit"),
};

}  // namespace

std::span<const Option> eval_options() { return kOptions; }

}  // namespace jpegaware::apps
