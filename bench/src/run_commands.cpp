// SPDX-License-Identifier: Apache-2.0
// Stage: the runs kodak, images, fixations, masks. Input: options. Output: CSV files and a report.
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "bd_table.h"
#include "build_info.h"
#include "codecs/codec.h"
#include "codecs/ours.h"
#include "commands.h"
#include "data_sets.h"
#include "report.h"
#include "run_options.h"
#include "sweep.h"

namespace jpegaware::bench {
namespace {

namespace fs = std::filesystem;
using Sources = Result<std::vector<SubjectSource>>;

// Codecs by name, or all that are there; what is left out is said.
Result<std::vector<std::unique_ptr<Codec>>> codecs_for(const RunOptions& options) {
  std::vector<std::unique_ptr<Codec>> out;
  for (const std::string& name : options.codecs) {
    Result<std::unique_ptr<Codec>> codec = make_codec(name, options.setup);
    if (!codec) return codec.error();
    out.push_back(std::move(*codec));
  }
  if (!options.codecs.empty()) return out;
  for (const std::string_view name : codec_names()) {
    if (name == "guetzli") continue;
    Result<std::unique_ptr<Codec>> codec = make_codec(name, options.setup);
    if (codec) {
      out.push_back(std::move(*codec));
    } else {
      std::fprintf(stderr, "left out: %.*s: %s\n", static_cast<int>(name.size()), name.data(),
                   codec.error().message.c_str());
    }
  }
  return out;
}

// The fifth of the luma blocks where the network's map is highest.
RegionFinder region_finder(const MapModel& model) {
  return [map = model.map](const Image& image) -> Result<std::vector<std::uint8_t>> {
    const Result<std::vector<float>> values = map(image);
    if (!values) return values.error();
    return highest_fifth(*values, image.width_px, image.height_px);
  };
}

Result<void> run(const std::string& title, Sources sources, const RunOptions& options,
                 bool with_regions) {
  if (!sources) return sources.error();
  if (options.limit && static_cast<std::size_t>(*options.limit) < sources->size()) {
    sources->resize(static_cast<std::size_t>(*options.limit));
  }
  const Result<std::vector<std::unique_ptr<Codec>>> codecs = codecs_for(options);
  if (!codecs) return codecs.error();
  const fs::path out = options.out.empty() ? fs::path("build") / "bench" / title : options.out;
  std::error_code code;
  fs::create_directories(out, code);
  if (code) return Error{ErrorCode::kIo, out.string() + ": cannot be made: " + code.message()};
  Sweep sweep;
  sweep.title = title;
  sweep.subjects = std::move(*sources);
  for (const auto& codec : *codecs) sweep.codecs.push_back(codec.get());
  sweep.qualities = options.qualities;
  sweep.with_butteraugli = options.butteraugli;
  sweep.threads = options.threads;
  sweep.results_file = out / "results.csv";
  const Result<MapModel> model = make_map_model(options.setup.weights);
  if (!model) std::fprintf(stderr, "no maps: %s\n", model.error().message.c_str());
  if (with_regions && model) {
    sweep.find_region = region_finder(*model);
    sweep.region_version = model->version;
  }
  const Result<std::vector<Row>> rows = run_sweep(sweep);
  if (!rows) return rows.error();
  const std::vector<BdCell> cells = bd_table(*rows, options.anchor);
  if (const Result<void> written = write_bd_rates(out / "bd_rates.csv", cells); !written) {
    return written.error();
  }
  std::printf("%s\n", to_text(cells, options.anchor).c_str());
  const Result<void> reported = write_report({.title = title,
                                              .sweep = sweep,
                                              .rows = *rows,
                                              .cells = cells,
                                              .anchor = options.anchor,
                                              .map = model ? model->map : nullptr,
                                              .folder = out});
  if (!reported) return reported.error();
  std::printf("%s\n%s\n", (out / "results.csv").c_str(), (out / "report.html").c_str());
  return {};
}

Result<RunOptions> options_with_folder(Arguments arguments, const char* what) {
  Result<RunOptions> options = parse_run_options(arguments);
  if (!options) return options.error();
  if (options->operands.size() != 1) {
    return Error{ErrorCode::kInvalidArgument, std::string(what) + " takes one folder"};
  }
  return options;
}

}  // namespace

Result<void> run_kodak(Arguments arguments) {
  const Result<RunOptions> options = parse_run_options(arguments);
  if (!options) return options.error();
  const fs::path folder = options->operands.empty() ? default_data_folder() / "kodak"
                                                    : fs::path(options->operands.front());
  const fs::path list = fs::path(kSourceFolder) / "bench" / "data_sets" / "kodak.sha256";
  return run("kodak", listed_folder(folder, list), *options, false);
}

Result<void> run_images(Arguments arguments) {
  const Result<RunOptions> options = options_with_folder(arguments, "images");
  if (!options) return options.error();
  return run("images", image_folder(options->operands.front()), *options, false);
}

Result<void> run_fixations(Arguments arguments) {
  const Result<RunOptions> options = options_with_folder(arguments, "fixations");
  if (!options) return options.error();
  const Preparation preparation{!options->full_size, options->sigma_share};
  return run("fixations", fixation_set(options->operands.front(), preparation), *options, true);
}

Result<void> run_masks(Arguments arguments) {
  const Result<RunOptions> options = options_with_folder(arguments, "masks");
  if (!options) return options.error();
  const Preparation preparation{!options->full_size, options->sigma_share};
  return run("masks", mask_set(options->operands.front(), preparation), *options, true);
}

}  // namespace jpegaware::bench
