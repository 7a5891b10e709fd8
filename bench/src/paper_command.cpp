// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware-bench paper`. Input: the Kodak images, perhaps the MIT ones. Output: the table
// of Prakash et al. (2017) with our rows: every encoder at the size of libjpeg's quality 50.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "build_info.h"
#include "codecs/codec.h"
#include "codecs/ours.h"
#include "commands.h"
#include "data_sets.h"
#include "jpegaware/metrics/psnr.h"
#include "progress.h"
#include "report.h"
#include "run_options.h"
#include "scores.h"
#include "sweep.h"

namespace jpegaware::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kBaseQuality = 50;
constexpr double kSizeTolerance = 0.01;

// Columns as the paper has them; all but the first on 16-235 luma by our own metrics.
constexpr std::array<std::string_view, 8> kColumns = {
    "PSNR-S", "PSNR", "PSNR-HVS", "PSNR-HVSM", "SSIM", "MS-SSIM", "VIFP", "SSIMULACRA2"};
using Values = std::array<double, kColumns.size()>;

/// A row as the paper prints it; SSIMULACRA2 is younger than the paper.
struct Quoted {
  std::string_view set;
  std::string_view encoder;
  Values values;
};
const double kNone = std::nan("");
const std::array<Quoted, 4> kPaper = {{
    {"Kodak", "JPEG, as the paper has it", {33.91, 34.70, 34.92, 42.19, .969, .991, .626, kNone}},
    {"Kodak", "MS-ROI, as the paper has it", {39.16, 34.82, 35.05, 42.33, .969, .991, .629, kNone}},
    {"MIT", "JPEG, as the paper has it", {36.9, 31.84, 35.91, 45.37, .893, .982, .521, kNone}},
    {"MIT", "MS-ROI, as the paper has it", {40.8, 32.16, 36.32, 45.62, .917, .990, .529, kNone}},
}};

/// One encoder's sums over the pictures of a set.
struct Sums {
  Values values{};
  double size_ratio = 0.0;
  double worst_deviation = 0.0;
  int pictures = 0;
};

struct Set {
  std::string name;
  std::vector<SubjectSource> sources;
};

// The paper's metrics ran on video luma: BT.601, 16 to 235, rounded. As a grey picture, its luma is
// that luma.
Image studio_luma(const Image& image) {
  Image out = image;
  for (std::size_t i = 0; i < out.rgb.size(); i += 3) {
    const double y =
        16.0 + (65.481 * image.rgb[i] + 128.553 * image.rgb[i + 1] + 24.966 * image.rgb[i + 2]) / 255.0;
    out.rgb[i] = out.rgb[i + 1] = out.rgb[i + 2] = static_cast<std::uint8_t>(std::lround(y));
  }
  return out;
}

/// The original's side of the comparison.
struct Original {
  const Image& image;
  Image luma;
  Scorer luma_scorer;
  metrics::Ssimulacra2Reference ssimulacra2;
  std::vector<float> region;

  explicit Original(const Image& picture)
      : image(picture),
        luma(studio_luma(picture)),
        luma_scorer(luma.view()),
        ssimulacra2(picture.view()) {}
};

Result<Values> judge(const Original& original, const std::vector<std::uint8_t>& file) {
  const Result<Image> decoded = decode_jpeg(file);
  if (!decoded) return decoded.error();
  const Image luma = studio_luma(*decoded);
  const Result<Scores> scores = original.luma_scorer.score(luma.view(), false);
  if (!scores) return scores.error();
  const auto score = [&scores](Metric metric) { return (*scores)[static_cast<std::size_t>(metric)]; };
  const double psnr_s =
      original.region.empty()
          ? kNone
          : metrics::weighted_psnr_y_db(original.luma.view(), luma.view(), original.region);
  return Values{psnr_s,
                score(Metric::kPsnrY),
                score(Metric::kPsnrHvs),
                score(Metric::kPsnrHvsM),
                score(Metric::kSsim),
                score(Metric::kMsSsim),
                score(Metric::kVifp),
                original.ssimulacra2.score(decoded->view())};
}

void add(Sums& sums, const Values& values, double bytes, double base_bytes) {
  for (std::size_t i = 0; i < values.size(); ++i) sums.values[i] += values[i];
  sums.size_ratio += bytes / base_bytes;
  sums.worst_deviation = std::max(sums.worst_deviation, std::abs(bytes / base_bytes - 1.0));
  ++sums.pictures;
}

/// What is compared: the base first, then the codecs at its size.
struct Comparison {
  std::unique_ptr<Codec> base;
  std::vector<std::unique_ptr<Codec>> codecs;
  std::optional<MapModel> model;
};

Result<void> compare_picture(const Comparison& comparison, const SubjectSource& source,
                             std::vector<Sums>& sums, std::mutex& mutex) {
  const Result<Subject> subject = source.load();
  if (!subject) return subject.error();
  Original original(subject->image);
  if (comparison.model) {
    const Result<std::vector<float>> map = comparison.model->map(subject->image);
    if (!map) return map.error();
    const std::vector<std::uint8_t> region =
        highest_fifth(*map, subject->image.width_px, subject->image.height_px);
    original.region.assign(region.begin(), region.end());
  }
  const Result<std::vector<std::uint8_t>> base =
      comparison.base->encode(subject->image, kBaseQuality);
  if (!base) return base.error();
  const double base_bytes = static_cast<double>(base->size());
  const Result<Values> base_values = judge(original, *base);
  if (!base_values) return base_values.error();
  std::vector<std::pair<Values, double>> measured = {{*base_values, base_bytes}};
  for (const auto& codec : comparison.codecs) {
    const Result<MatchedEncoding> matched = match_size(*codec, subject->image, base->size());
    if (!matched) return matched.error();
    const Result<Values> values = judge(original, matched->bytes);
    if (!values) return values.error();
    measured.emplace_back(*values, static_cast<double>(matched->bytes.size()));
  }
  const std::lock_guard lock(mutex);
  for (std::size_t i = 0; i < measured.size(); ++i) {
    add(sums[i], measured[i].first, measured[i].second, base_bytes);
  }
  return {};
}

Result<std::vector<Sums>> compare_set(const Comparison& comparison, const Set& set, int threads) {
  std::vector<Sums> sums(comparison.codecs.size() + 1);
  Progress progress(set.name + " pictures", set.sources.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex, error_mutex;
  std::optional<Error> error;
  const auto work = [&] {
    for (std::size_t i = next++; i < set.sources.size(); i = next++) {
      const Result<void> result = compare_picture(comparison, set.sources[i], sums, mutex);
      const std::lock_guard lock(error_mutex);
      if (!result && !error) error = result.error();
      if (error) return;
      progress.step();
    }
  };
  std::vector<std::thread> pool;
  for (int i = 1; i < threads; ++i) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
  progress.finish();
  if (error) return *error;
  return sums;
}

std::string cell(double value, std::size_t column) {
  if (std::isnan(value)) return "–";
  char text[32];
  const bool ratio = column >= 4 && column <= 6;
  std::snprintf(text, sizeof text, ratio ? "%.3f" : "%.2f", value);
  return text;
}

std::string line(std::string_view encoder, const std::string& size, const Values& values) {
  std::string out = "| " + std::string(encoder) + " | " + size + " |";
  for (std::size_t i = 0; i < values.size(); ++i) out += ' ' + cell(values[i], i) + " |";
  return out + '\n';
}

std::string label(const Codec& codec) {
  if (codec.codec() != "jpegaware") return std::string(codec.variant());
  return "jpegaware, " + std::string(codec.parameters());
}

std::string to_markdown(const Comparison& comparison, const Set& set,
                        const std::vector<Sums>& sums) {
  std::string out = "### " + set.name + ", " + std::to_string(set.sources.size()) +
                    " images\n\n| encoder | size |";
  for (const std::string_view column : kColumns) out += ' ' + std::string(column) + " |";
  out += "\n|---|---|";
  for (std::size_t i = 0; i < kColumns.size(); ++i) out += "---|";
  out += '\n';
  for (const Quoted& quoted : kPaper) {
    if (quoted.set == set.name) out += line(quoted.encoder, "", quoted.values);
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    Values means = sums[i].values;
    for (double& value : means) value /= sums[i].pictures;
    char size[64];
    std::snprintf(size, sizeof size, "%.1f %% (±%.1f)", 100.0 * sums[i].size_ratio / sums[i].pictures,
                  100.0 * sums[i].worst_deviation);
    const std::string encoder =
        i == 0 ? "JPEG, libjpeg quality 50" : label(*comparison.codecs[i - 1]);
    out += line(encoder, size, means);
  }
  return out + '\n';
}

Result<Comparison> comparison_for(const RunOptions& options) {
  Comparison out;
  Result<std::unique_ptr<Codec>> base = make_codec("libjpeg-turbo", options.setup);
  if (!base) return base.error();
  out.base = std::move(*base);
  const std::vector<std::string> names =
      options.codecs.empty()
          ? std::vector<std::string>{"libjpeg-turbo-progressive", "mozjpeg", "jpegli", "jpegaware",
                                     "jpegaware-map"}
          : options.codecs;
  for (const std::string& name : names) {
    Result<std::unique_ptr<Codec>> codec = make_codec(name, options.setup);
    if (!codec) return codec.error();
    out.codecs.push_back(std::move(*codec));
  }
  Result<MapModel> model = make_map_model(options.setup.weights);
  if (model) out.model = std::move(*model);
  return out;
}

Result<std::vector<Set>> sets_for(const RunOptions& options) {
  const fs::path kodak = options.operands.empty() ? default_data_folder() / "kodak"
                                                  : fs::path(options.operands.front());
  Result<std::vector<SubjectSource>> sources =
      listed_folder(kodak, fs::path(kSourceFolder) / "bench" / "data_sets" / "kodak.sha256");
  if (!sources) return sources.error();
  std::vector<Set> out;
  out.push_back({"Kodak", std::move(*sources)});
  if (options.operands.size() > 1) {
    Result<std::vector<SubjectSource>> mit = image_folder(options.operands[1]);
    if (!mit) return mit.error();
    out.push_back({"MIT", std::move(*mit)});
  }
  for (Set& set : out) {
    if (options.limit && static_cast<std::size_t>(*options.limit) < set.sources.size()) {
      set.sources.resize(static_cast<std::size_t>(*options.limit));
    }
  }
  return out;
}

}  // namespace

Result<void> run_paper(Arguments arguments) {
  const Result<RunOptions> options = parse_run_options(arguments);
  if (!options) return options.error();
  const Result<Comparison> comparison = comparison_for(*options);
  if (!comparison) return comparison.error();
  const Result<std::vector<Set>> sets = sets_for(*options);
  if (!sets) return sets.error();
  std::string text =
      "## Prakash et al. 2017, Table 1, with our rows\n\n"
      "Every encoding has the size of libjpeg's quality 50 (optimized Huffman tables), as nearly "
      "as whole-number qualities allow: mean size and worst deviation are in the second column. "
      "PSNR-S is the PSNR inside the fifth of the blocks where the encoder's own map is highest, "
      "the same region for every row but the paper's two. Metrics are ours, on 16-235 luma as in "
      "the paper; SSIM and VIFP there came from another program (VQMT), whose values differ.\n\n";
  for (const Set& set : *sets) {
    const Result<std::vector<Sums>> sums = compare_set(*comparison, set, options->threads);
    if (!sums) return sums.error();
    for (const Sums& sum : *sums) {
      if (sum.worst_deviation > kSizeTolerance) {
        std::fprintf(stderr, "note: a size is off by %.1f %%\n", 100.0 * sum.worst_deviation);
      }
    }
    text += to_markdown(*comparison, set, *sums);
  }
  text += "Made by `jpegaware-bench paper` at commit " + source_commit() + ".\n";
  const fs::path out = options->out.empty() ? fs::path("build") / "bench" / "paper" : options->out;
  std::error_code code;
  fs::create_directories(out, code);
  std::ofstream file(out / "paper.md");
  file << text;
  file.close();
  if (!file) return Error{ErrorCode::kIo, (out / "paper.md").string() + ": cannot be written"};
  std::printf("%s", text.c_str());
  return {};
}

}  // namespace jpegaware::bench
