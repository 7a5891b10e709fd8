// SPDX-License-Identifier: Apache-2.0
// saliency-train: photos with fixations (or with class names) in, the encoder's weights file out.
#include <array>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "class_training.h"
#include "gaze_training.h"
#include "half_float.h"
#include "picture.h"
#include "runtime_module.h"
#include "safe_output.h"
#include "tool_options.h"
#include "train_options.h"
#include "weights_writer.h"

namespace jpegaware::apps {
namespace {

namespace fs = std::filesystem;

/// What both trainings start from.
struct Start {
  std::vector<std::byte> file;
  saliency::WeightsFile weights;
  saliency::Network network;
  const saliency::RuntimeModule* runtime;
};

/// What a training adds to the file.
struct Learned {
  NamedTensors tensors;
  std::map<std::string, std::string> metadata;
};

std::string value_of(const ToolOptions& options, TrainSwitch id, std::string_view otherwise = {}) {
  return std::string(options.text(static_cast<int>(id), otherwise));
}

fs::path default_module_dir() {
  std::error_code failed;
  return fs::read_symlink("/proc/self/exe", failed).parent_path().parent_path() / "lib" /
         "jpegaware";
}

/// @param discarded  tensors whose names begin so are left out; empty: none are
Result<Start> load_start(const ToolOptions& options, std::string_view discarded) {
  const std::string path = value_of(options, TrainSwitch::kWeights);
  const auto whole = read_input(path);
  if (!whole) {
    return whole.error();
  }
  const auto bytes = std::as_bytes(std::span(*whole));
  // The whole file first: a damaged one must not get a new checksum.
  if (const auto checked = saliency::WeightsFile::from_bytes(bytes, path); !checked) {
    return checked.error();
  }
  auto file = discarded.empty() ? Result(std::vector<std::byte>(bytes.begin(), bytes.end()))
                                : without_tensors(bytes, discarded);
  if (!file) {
    return std::move(file).error();
  }
  auto weights = saliency::WeightsFile::from_bytes(*file, path);
  if (!weights) {
    return std::move(weights).error();
  }
  const auto modules = value_of(options, TrainSwitch::kModules, default_module_dir().string());
  auto runtime = saliency::load_runtime_module(saliency::Runtime::kOpenCv, modules);
  if (!runtime) {
    return std::move(runtime).error();
  }
  auto network = saliency::make_network(*weights);
  if (!network) {
    return std::move(network).error();
  }
  return Start{std::move(*file), std::move(*weights), std::move(*network), *runtime};
}

void print_progress(const char* what, int done, int total) {
  std::fprintf(stderr, "\r%s: %d of %d", what, done, total);
  if (done == total) {
    std::fputc('\n', stderr);
  }
}

void print_epoch(const EpochReport& report) {
  const int left_s = static_cast<int>(report.left_s + 0.5);
  std::fprintf(stderr, "head %d of %d, epoch %d of %d: loss %.4f, %d:%02d left\n", report.head,
               report.heads, report.epoch, report.epochs, report.loss, left_s / 60, left_s % 60);
}

GazeTrainingOptions training_options(const ToolOptions& options) {
  GazeTrainingOptions training;
  training.epochs = options.number(static_cast<int>(TrainSwitch::kEpochs), training.epochs);
  training.heads = options.number(static_cast<int>(TrainSwitch::kHeads), training.heads);
  training.channels = options.number(static_cast<int>(TrainSwitch::kChannels), training.channels);
  training.seed =
      static_cast<std::uint64_t>(options.number(static_cast<int>(TrainSwitch::kSeed), 1));
  training.threads = options.number(static_cast<int>(TrainSwitch::kThreads), training.threads);
  training.progress_file = value_of(options, TrainSwitch::kProgress,
                                    value_of(options, TrainSwitch::kOutfile) + ".progress");
  return training;
}

/// The photos of all -data folders.
Result<std::vector<Stimulus>> read_stimuli(const ToolOptions& options) {
  std::vector<Stimulus> stimuli;
  for (const std::string_view folder : options.all(static_cast<int>(TrainSwitch::kData))) {
    auto set = read_fixation_set(folder, value_of(options, TrainSwitch::kList, "train.txt"));
    if (!set) {
      return std::move(set).error();
    }
    std::move(set->stimuli.begin(), set->stimuli.end(), std::back_inserter(stimuli));
  }
  return stimuli;
}

struct SeenAt {
  saliency::MapSize size;
  Views views;
};

/// Pictures of several sizes are the augmentation that helps (docs/decisions/gaze-head.md).
constexpr std::array kSeenAt = {SeenAt{saliency::MapSize::kSmall, Views::kBoth},
                                SeenAt{saliency::MapSize::kDefault, Views::kBoth},
                                SeenAt{saliency::MapSize::kLarge, Views::kAlternate}};

Result<std::vector<GazeExamples>> read_examples(const Start& start,
                                                const std::vector<Stimulus>& stimuli) {
  std::vector<GazeExamples> groups;
  for (const SeenAt& seen : kSeenAt) {
    auto some = make_gaze_examples(
        stimuli, start.weights, start.network, *start.runtime, seen.size, seen.views,
        [](int done, int total) { print_progress("features", done, total); });
    if (!some) {
      return std::move(some).error();
    }
    std::move(some->begin(), some->end(), std::back_inserter(groups));
  }
  return groups;
}

Result<Learned> learn_gaze(const ToolOptions& options, const Start& start) {
  const auto stimuli = read_stimuli(options);
  if (!stimuli) {
    return stimuli.error();
  }
  const auto groups = read_examples(start, *stimuli);
  if (!groups) {
    return groups.error();
  }
  auto tensors = train_gaze(*groups, training_options(options), print_epoch);
  if (!tensors) {
    return std::move(tensors).error();
  }
  return Learned{std::move(*tensors), {}};
}

/// The classifier as the weights file has it, in 32-bit floats.
LinearClassifier known_classifier(const Start& start) {
  LinearClassifier known;
  for (const saliency::Layer& layer : start.network.layers) {
    if (layer.name == saliency::kClassifierName) {
      for (const std::uint16_t half : layer.weight) {
        known.weight.push_back(saliency::float_from_half(half));
      }
      known.bias.assign(layer.bias.begin(), layer.bias.end());
    }
  }
  return known;
}

Result<Learned> learn_classes(const ToolOptions& options, const Start& start) {
  const auto examples = make_class_examples(
      value_of(options, TrainSwitch::kLabelled), start.weights, start.network, *start.runtime,
      [](int done, int total) { print_progress("features", done, total); });
  if (!examples) {
    return examples.error();
  }
  const LinearClassifier first =
      rows_for(*examples, known_classifier(start), start.weights.classes());
  auto tensors = train_classes(*examples, first, training_options(options), print_epoch);
  if (!tensors) {
    return std::move(tensors).error();
  }
  std::string classes;
  for (const std::string& name : examples->classes) {
    classes += (classes.empty() ? "" : "\n") + name;
  }
  return Learned{std::move(*tensors), {{"classes", classes}, {"class_output", "sigmoid"}}};
}

Result<void> write_file(const std::string& path, std::span<const std::byte> bytes) {
  auto output = SafeOutput::open(path);
  if (!output) {
    return std::move(output).error();
  }
  if (std::fwrite(bytes.data(), 1, bytes.size(), output->stream()) != bytes.size()) {
    return Error{ErrorCode::kIo, path + ": cannot be written"};
  }
  return output->commit();
}

Result<void> run(const ToolOptions& options) {
  for (const TrainSwitch needed : {TrainSwitch::kWeights, TrainSwitch::kOutfile}) {
    if (!options.has(static_cast<int>(needed))) {
      return Error{ErrorCode::kInvalidArgument, "-weights and -outfile are needed; see -help"};
    }
  }
  const bool has_data = options.has(static_cast<int>(TrainSwitch::kData));
  if (has_data == options.has(static_cast<int>(TrainSwitch::kLabelled))) {
    return Error{ErrorCode::kInvalidArgument, "either -data or -labelled is needed; see -help"};
  }
  // A gaze head of another shape, an older program's too, leaves nothing behind.
  const auto start = load_start(options, has_data ? "gaze." : "");
  if (!start) {
    return start.error();
  }
  auto learned = has_data ? learn_gaze(options, *start) : learn_classes(options, *start);
  if (!learned) {
    return std::move(learned).error();
  }
  const auto file = with_tensors(start->file, learned->tensors, learned->metadata);
  if (!file) {
    return file.error();
  }
  if (auto written = write_file(value_of(options, TrainSwitch::kOutfile), *file); !written) {
    return written;
  }
  std::error_code ignored;
  const GazeTrainingOptions training = training_options(options);
  for (int head = 0; head < training.heads; ++head) {
    fs::remove(head_progress_file(training.progress_file, head), ignored);
  }
  return {};
}

}  // namespace
}  // namespace jpegaware::apps

int main(int argc, char** argv) {
  namespace apps = jpegaware::apps;
  const apps::Tool tool{"saliency-train", "Trains the network's heads.", apps::train_options(),
                        static_cast<int>(apps::TrainSwitch::kHelp), apps::run};
  return apps::run_tool(tool, {argv, static_cast<std::size_t>(argc)});
}
