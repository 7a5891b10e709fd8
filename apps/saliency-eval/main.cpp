// SPDX-License-Identifier: Apache-2.0
// saliency-eval: maps and people's fixations in, the benchmark's scores out.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eval_options.h"
#include "fixation_set.h"
#include "predictors.h"
#include "safe_output.h"
#include "saliency/model.h"
#include "scoring.h"
#include "tool_options.h"

namespace jpegaware::apps {
namespace {

namespace fs = std::filesystem;

constexpr int kDefaultRounds = 1000;

std::string value_of(const ToolOptions& options, EvalSwitch id, std::string_view otherwise = {}) {
  return std::string(options.text(static_cast<int>(id), otherwise));
}

bool has(const ToolOptions& options, EvalSwitch id) { return options.has(static_cast<int>(id)); }

fs::path default_module_dir() {
  std::error_code failed;
  return fs::read_symlink("/proc/self/exe", failed).parent_path().parent_path() / "lib" /
         "jpegaware";
}

Result<FixationSet> read_set(const ToolOptions& options) {
  if (has(options, EvalSwitch::kData)) {
    return read_fixation_set(value_of(options, EvalSwitch::kData),
                             value_of(options, EvalSwitch::kList, "test.txt"));
  }
  if (has(options, EvalSwitch::kPhotos) && has(options, EvalSwitch::kFixations)) {
    return read_picture_set(value_of(options, EvalSwitch::kPhotos),
                            value_of(options, EvalSwitch::kFixations));
  }
  return Error{ErrorCode::kInvalidArgument,
               "-data, or -photos and -fixations, is needed; see -help"};
}

Result<saliency::Model> load_model(const ToolOptions& options) {
  saliency::ModelOptions model;
  model.weights_file = value_of(options, EvalSwitch::kWeights);
  model.module_dir = value_of(options, EvalSwitch::kModules, default_module_dir().string());
  if (value_of(options, EvalSwitch::kRuntime) == "torch") {
    model.runtime = saliency::Runtime::kTorch;
  }
  const std::string size = value_of(options, EvalSwitch::kMapSize);
  if (size == "small") {
    model.map_size = saliency::MapSize::kSmall;
  } else if (size == "large") {
    model.map_size = saliency::MapSize::kLarge;
  }
  return saliency::Model::load(model);
}

/// The network's maps and those of a folder, whichever are asked for.
/// @param joined_s  gets the CPU time of the network's map
Result<NamedMaps> maps_for(const saliency::Model* model, const std::string& folder,
                           const Stimulus& stimulus, const Picture& photo,
                           std::vector<double>& joined_s) {
  NamedMaps maps;
  if (model != nullptr) {
    auto made = network_maps(*model, photo);
    if (!made) {
      return std::move(made).error();
    }
    maps = std::move(made->maps);
    joined_s.push_back(made->joined_s);
  }
  if (!folder.empty()) {
    auto map = map_from_folder(folder, stimulus.name);
    if (!map) {
      return std::move(map).error();
    }
    maps["maps"] = std::move(*map);
  }
  return maps;
}

/// Of all photos but the first, which pays for what is built once.
void print_cost(std::vector<double> joined_s) {
  if (joined_s.size() < 2) {
    return;
  }
  joined_s.erase(joined_s.begin());
  std::sort(joined_s.begin(), joined_s.end());
  const auto ms_at = [&](std::size_t quarter) {
    return 1e3 * joined_s[(joined_s.size() - 1) * quarter / 4];
  };
  std::printf("joined takes %.1f ms of CPU a photo, warm (median; middle half %.1f to %.1f)\n",
              ms_at(2), ms_at(1), ms_at(3));
}

Result<void> write_csv(const std::string& path, const std::string& text) {
  auto output = SafeOutput::open(path);
  if (!output) {
    return std::move(output).error();
  }
  if (std::fputs(text.c_str(), output->stream()) < 0) {
    return Error{ErrorCode::kIo, path + ": cannot be written"};
  }
  return output->commit();
}

Result<void> run(const ToolOptions& options) {
  const auto set = read_set(options);
  if (!set) {
    return set.error();
  }
  std::optional<saliency::Model> model;
  if (has(options, EvalSwitch::kWeights)) {
    auto loaded = load_model(options);
    if (!loaded) {
      return std::move(loaded).error();
    }
    model.emplace(std::move(*loaded));
  }
  ScoringOptions scoring;
  if (const int sigma_px = options.number(static_cast<int>(EvalSwitch::kSigma), 0); sigma_px > 0) {
    scoring.sigma_px = sigma_px;
  }
  scoring.progress = [](int done, int total) {
    std::fprintf(stderr, "\rphotos: %d of %d%s", done, total, done == total ? "\n" : "");
  };
  const std::string folder = value_of(options, EvalSwitch::kMaps);
  std::vector<double> joined_s;
  const auto table = score_set(
      *set,
      [&](const Stimulus& stimulus, const Picture& photo) {
        return maps_for(model ? &*model : nullptr, folder, stimulus, photo, joined_s);
      },
      scoring);
  if (!table) {
    return table.error();
  }
  const int rounds = options.number(static_cast<int>(EvalSwitch::kRounds), kDefaultRounds);
  const auto seed =
      static_cast<std::uint64_t>(options.number(static_cast<int>(EvalSwitch::kSeed), 1));
  std::fputs(table->text(rounds, seed).c_str(), stdout);
  print_cost(std::move(joined_s));
  if (has(options, EvalSwitch::kCsv)) {
    return write_csv(value_of(options, EvalSwitch::kCsv), table->csv(set->name, rounds, seed));
  }
  return {};
}

}  // namespace
}  // namespace jpegaware::apps

int main(int argc, char** argv) {
  namespace apps = jpegaware::apps;
  const apps::Tool tool{"saliency-eval", "Scores maps against people's fixations.",
                        apps::eval_options(), static_cast<int>(apps::EvalSwitch::kHelp), apps::run};
  return apps::run_tool(tool, {argv, static_cast<std::size_t>(argc)});
}
