// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware-bench speed`. Input: programs, picture sizes. Output: speed.csv.
// Whole processes on the same file, each followed at once by `cjpeg -optimize`, so that a busy
// machine slows both; medians of the ratios.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <system_error>

#include "commands.h"
#include "data_sets.h"
#include "process.h"
#include "run_options.h"
#include "speed_table.h"
#include "sweep.h"

namespace jpegaware::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kQuality = 75;

/// A program to be timed: words of its command line, with IN and OUT for the files.
struct Program {
  std::string variant;
  std::vector<std::string> words;
};

// The programs of this build and the system's; peers that are only libraries run in this program's
// own `encode`, whose start costs what any program's does.
std::vector<Program> programs_for(const RunOptions& options) {
  std::error_code code;
  const fs::path self = fs::read_symlink("/proc/self/exe", code);
  const std::string ours = (self.parent_path() / "cjpegaware").string();
  const std::string quality = std::to_string(kQuality);
  const std::string effort = std::to_string(options.setup.effort_1_9);
  const bool other_effort = options.setup.effort_1_9 != EncodeOptions{}.effort_1_9;
  const std::string suffix = other_effort ? "-effort" + effort : "";
  std::vector<Program> all = {
      {"libjpeg-turbo", {"cjpeg", "-quality", quality, "-optimize", "-outfile", "OUT", "IN"}},
      {"libjpeg-turbo-progressive",
       {"cjpeg", "-quality", quality, "-optimize", "-progressive", "-outfile", "OUT", "IN"}},
      {"mozjpeg", {self.string(), "encode", "mozjpeg", quality, "IN", "OUT"}},
      {"jpegli", {self.string(), "encode", "jpegli", quality, "IN", "OUT"}},
      {"jpegaware" + suffix,
       {ours, "-quality", quality, "-effort", effort, "-saliency", "uniform", "-outfile", "OUT", "IN"}},
      {"jpegaware-map" + suffix,
       {ours, "-quality", quality, "-effort", effort, "-outfile", "OUT", "IN"}},
  };
  std::vector<Program> out;
  for (Program& program : all) {
    const bool wanted = options.codecs.empty() || program.variant == "libjpeg-turbo" ||
                        std::find(options.codecs.begin(), options.codecs.end(), program.variant) !=
                            options.codecs.end();
    const bool peer = program.words.size() > 2 && program.words[1] == "encode";
    const Result<std::unique_ptr<Codec>> codec =
        peer ? make_codec(program.variant, options.setup)
             : Result<std::unique_ptr<Codec>>(std::unique_ptr<Codec>());
    if (wanted && codec && !find_program(program.words[0]).empty()) {
      out.push_back(std::move(program));
    } else if (wanted) {
      std::fprintf(stderr, "left out: %s is not there\n", program.variant.c_str());
    }
  }
  return out;
}

// A picture of about so many megapixels, 3:2, out of another: mirrored again and again, so that it
// has the other's detail at every size and no seams.
Image mosaic(const Image& tile, double megapixels) {
  Image out;
  out.width_px = static_cast<int>(std::lround(std::sqrt(megapixels * 1e6 * 1.5)));
  out.height_px = static_cast<int>(std::lround(megapixels * 1e6 / out.width_px));
  const auto mirrored = [](int i, int n) {
    const int at = i % (2 * n);
    return at < n ? at : 2 * n - 1 - at;
  };
  out.rgb.reserve(static_cast<std::size_t>(out.width_px) * static_cast<std::size_t>(out.height_px) *
                  3);
  for (int y = 0; y < out.height_px; ++y) {
    const std::uint8_t* row = tile.view().row(mirrored(y, tile.height_px));
    for (int x = 0; x < out.width_px; ++x) {
      const std::uint8_t* at = row + 3 * mirrored(x, tile.width_px);
      out.rgb.insert(out.rgb.end(), at, at + 3);
    }
  }
  return out;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 != 0 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

Result<ProcessResult> run_once(const Program& program, const std::string& in,
                               const std::string& out) {
  std::vector<std::string> words = program.words;
  for (std::string& word : words) {
    if (word == "IN") word = in;
    if (word == "OUT") word = out;
  }
  Result<ProcessResult> result = run_process(words);
  if (result && result->exit_status != 0) {
    return Error{ErrorCode::kInternal, program.variant + " failed: " + result->output};
  }
  return result;
}

Result<SpeedRow> time_program(const Program& program, const Program& anchor, const Image& image,
                              const fs::path& folder, int runs) {
  const std::string in = (folder / "in.ppm").string();
  const std::string out = (folder / "out.jpg").string();
  SpeedRow row{program.variant, image.width_px, image.height_px, kQuality, runs, 0, 0, 0, 0, 0, {}};
  std::vector<double> cpu, wall, ratio;
  for (int i = -1; i < runs; ++i) {
    const Result<ProcessResult> peer = run_once(anchor, in, (folder / "anchor.jpg").string());
    if (!peer) return peer.error();
    const Result<ProcessResult> tested = run_once(program, in, out);
    if (!tested) return tested.error();
    if (i < 0) continue;  // the first pair only warms the caches
    cpu.push_back(tested->cpu_s);
    wall.push_back(tested->wall_s);
    ratio.push_back(tested->cpu_s / peer->cpu_s);
    row.peak_rss_bytes = std::max(row.peak_rss_bytes, tested->peak_rss_bytes);
  }
  std::error_code code;
  row.bytes = static_cast<std::int64_t>(fs::file_size(out, code));
  row.cpu_s = median(cpu);
  row.wall_s = median(wall);
  row.ratio = median(ratio);
  return row;
}

void print_row(const SpeedRow& row) {
  std::printf("%8.2f MP  %-26s %8.1f ms CPU  %6.2f x libjpeg-turbo  %7.1f MiB  %9lld bytes\n",
              row.megapixels(), row.variant.c_str(), row.cpu_s * 1e3, row.ratio,
              static_cast<double>(row.peak_rss_bytes) / 1048576.0,
              static_cast<long long>(row.bytes));
  std::fflush(stdout);
}

}  // namespace

Result<void> run_speed(Arguments arguments) {
  const Result<RunOptions> options = parse_run_options(arguments);
  if (!options) return options.error();
  const fs::path source = options->operands.empty() ? default_data_folder() / "kodak"
                                                    : fs::path(options->operands.front());
  const Result<std::vector<SubjectSource>> pictures = image_folder(source);
  if (!pictures) return pictures.error();
  const Result<Subject> tile = pictures->front().load();
  if (!tile) return tile.error();
  const Result<TemporaryDirectory> folder = TemporaryDirectory::create();
  if (!folder) return folder.error();
  const fs::path out = options->out.empty() ? fs::path("build") / "bench" / "speed" : options->out;
  std::error_code code;
  fs::create_directories(out, code);
  const std::vector<Program> programs = programs_for(*options);
  if (programs.empty() || programs.front().variant != "libjpeg-turbo") {
    return Error{ErrorCode::kUnsupported, "cjpeg is not installed (libjpeg-turbo-progs)"};
  }
  std::vector<SpeedRow> rows;
  for (const double megapixels : options->megapixels) {
    const Image image = mosaic(tile->image, megapixels);
    const Result<void> written = write_ppm(folder->path() / "in.ppm", image.view());
    if (!written) return written.error();
    // Short runs need many, long ones few: about a second a program.
    const int runs = std::clamp(static_cast<int>(20.0 / megapixels), 3, 15);
    for (const Program& program : programs) {
      Result<SpeedRow> row =
          time_program(program, programs.front(), image, folder->path(), runs);
      if (!row) return row.error();
      row->commit = source_commit();
      print_row(*row);
      rows.push_back(std::move(*row));
    }
  }
  return write_speed(out / "speed.csv", rows);
}

}  // namespace jpegaware::bench
