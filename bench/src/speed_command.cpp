// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware-bench speed`. Input: programs, picture sizes. Output: speed.csv.
// Whole processes on the same file, each followed at once by `cjpeg -optimize`, so that a busy
// machine slows both; medians of the ratios.
#include <algorithm>
#include <cstdio>
#include <system_error>

#include "commands.h"
#include "data_sets.h"
#include "process.h"
#include "run_options.h"
#include "scaled_picture.h"
#include "speed_table.h"
#include "sweep.h"

namespace jpegaware::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kQuality = 75;
constexpr double kWarmUpMegapixels = 0.1;

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
       {ours, "-quality", quality, "-effort", effort, "-saliency", "uniform", "-outfile", "OUT",
        "IN"}},
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

/// What a program's runs at one size came to.
struct Runs {
  std::vector<double> cpu_s, wall_s, ratio;
  std::int64_t peak_rss_bytes = 0;
  std::int64_t bytes = 0;  ///< of all runs together
};

// One run on in.ppm, followed at once by the anchor's.
Result<void> run_pair(const Program& program, const Program& anchor, const fs::path& folder,
                      Runs& runs) {
  const std::string in = (folder / "in.ppm").string();
  const std::string out = (folder / "out.jpg").string();
  const Result<ProcessResult> tested = run_once(program, in, out);
  if (!tested) return tested.error();
  const Result<ProcessResult> peer = run_once(anchor, in, (folder / "anchor.jpg").string());
  if (!peer) return peer.error();
  std::error_code code;
  runs.bytes += static_cast<std::int64_t>(fs::file_size(out, code));
  runs.cpu_s.push_back(tested->cpu_s);
  runs.wall_s.push_back(tested->wall_s);
  runs.ratio.push_back(tested->cpu_s / peer->cpu_s);
  runs.peak_rss_bytes = std::max(runs.peak_rss_bytes, tested->peak_rss_bytes);
  return {};
}

SpeedRow row_of(const Program& program, double megapixels, const Runs& runs) {
  SpeedRow row;
  row.variant = program.variant;
  row.megapixels = megapixels;
  row.quality = kQuality;
  row.runs = static_cast<int>(runs.cpu_s.size());
  row.cpu_s = median(runs.cpu_s);
  row.wall_s = median(runs.wall_s);
  row.ratio = median(runs.ratio);
  row.peak_rss_bytes = runs.peak_rss_bytes;
  row.bytes = runs.bytes / row.runs;
  row.commit = source_commit();
  return row;
}

void print_row(const SpeedRow& row) {
  std::printf("%8.2f MP  %-26s %8.1f ms CPU  %6.2f x libjpeg-turbo  %7.1f MiB  %9lld bytes\n",
              row.megapixels, row.variant.c_str(), row.cpu_s * 1e3, row.ratio,
              static_cast<double>(row.peak_rss_bytes) / 1048576.0,
              static_cast<long long>(row.bytes));
  std::fflush(stdout);
}

// The photo's pixels are given back before programs run: what this program holds counts as theirs.
Result<void> write_photo(const SubjectSource& photo, double megapixels, const fs::path& file) {
  const Result<Subject> subject = photo.load();
  if (!subject) return subject.error();
  return write_ppm(file, scaled_picture(subject->image, megapixels).view());
}

Result<void> run_photo(const SubjectSource& photo, double megapixels,
                       const std::vector<Program>& programs, const fs::path& folder,
                       std::vector<Runs>& runs) {
  const Result<void> written = write_photo(photo, megapixels, folder / "in.ppm");
  if (!written) return written;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Result<void> done = run_pair(programs[i], programs.front(), folder, runs[i]);
    if (!done) return done;
  }
  return {};
}

}  // namespace

Result<void> run_speed(Arguments arguments) {
  const Result<RunOptions> options = parse_run_options(arguments);
  if (!options) return options.error();
  const fs::path source = options->operands.empty() ? default_data_folder() / "kodak"
                                                    : fs::path(options->operands.front());
  const Result<std::vector<SubjectSource>> pictures = image_folder(source);
  if (!pictures) return pictures.error();
  const Result<TemporaryDirectory> folder = TemporaryDirectory::create();
  if (!folder) return folder.error();
  const fs::path out = options->out.empty() ? fs::path("build") / "bench" / "speed" : options->out;
  std::error_code code;
  fs::create_directories(out, code);
  const std::vector<Program> programs = programs_for(*options);
  if (programs.empty() || programs.front().variant != "libjpeg-turbo") {
    return Error{ErrorCode::kUnsupported, "cjpeg is not installed (libjpeg-turbo-progs)"};
  }
  // Programs' files and libraries come from the disk once, outside of the times.
  std::vector<Runs> ignored(programs.size());
  const Result<void> warmed =
      run_photo(pictures->front(), kWarmUpMegapixels, programs, folder->path(), ignored);
  if (!warmed) return warmed.error();
  std::vector<SpeedRow> rows;
  for (const double megapixels : options->megapixels) {
    // Short runs need many, long ones few: about a second a program. Each takes another photo.
    const std::size_t count = static_cast<std::size_t>(std::clamp(20.0 / megapixels, 3.0, 15.0));
    std::vector<Runs> runs(programs.size());
    for (std::size_t i = 0; i < count; ++i) {
      const Result<void> done =
          run_photo((*pictures)[i % pictures->size()], megapixels, programs, folder->path(), runs);
      if (!done) return done.error();
    }
    for (std::size_t i = 0; i < programs.size(); ++i) {
      rows.push_back(row_of(programs[i], megapixels, runs[i]));
      print_row(rows.back());
    }
    // After each size: the large ones take minutes.
    const Result<void> saved = write_speed(out / "speed.csv", rows);
    if (!saved) return saved;
  }
  return {};
}

}  // namespace jpegaware::bench
