// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware-bench paper`. Input: the Kodak images, perhaps the MIT ones. Output: the table
// of Prakash et al. (2017) with our rows: every encoder at the size of libjpeg's quality 50.
#include <atomic>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "build_info.h"
#include "codecs/codec.h"
#include "codecs/ours.h"
#include "commands.h"
#include "data_sets.h"
#include "jpegaware/metrics/psnr.h"
#include "jpegaware/metrics/psnr_hvs.h"
#include "jpegaware/metrics/ssim.h"
#include "jpegaware/metrics/ssimulacra2.h"
#include "jpegaware/metrics/vif.h"
#include "paper_table.h"
#include "progress.h"
#include "report.h"
#include "run_options.h"
#include "sweep.h"

namespace jpegaware::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kBaseQuality = 50;

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
        16.0 +
        (65.481 * image.rgb[i] + 128.553 * image.rgb[i + 1] + 24.966 * image.rgb[i + 2]) / 255.0;
    out.rgb[i] = out.rgb[i + 1] = out.rgb[i + 2] = static_cast<std::uint8_t>(std::lround(y));
  }
  return out;
}

// The same bytes read with width and height interchanged. The paper's Kodak row for JPEG is that of
// planes read so (docs/bench.md), hence ours for its columns.
metrics::Picture interchanged(const Image& image) {
  return {image.rgb.data(), image.height_px, image.width_px, std::ptrdiff_t{3} * image.height_px};
}

/// The original's side of the comparison.
struct Original {
  const Image& image;
  Image luma;
  metrics::Ssimulacra2Reference ssimulacra2;
  std::vector<float> region;

  explicit Original(const Image& picture)
      : image(picture), luma(studio_luma(picture)), ssimulacra2(picture.view()) {}
};

// What does not know the picture's shape (PSNR), or is not the paper's (SSIMULACRA2), is in both.
PaperValues values_of(const metrics::Picture& a, const metrics::Picture& b, double psnr_s,
                      double ssimulacra2) {
  const metrics::PsnrHvs hvs = metrics::psnr_hvs(a, b);
  return {psnr_s,
          metrics::psnr_y_db(a, b),
          hvs.hvs_db,
          hvs.hvs_m_db,
          metrics::ssim(a, b),
          metrics::ms_ssim(a, b),
          metrics::vifp(a, b),
          ssimulacra2};
}

Result<void> judge(const Original& original, const std::vector<std::uint8_t>& file, PaperRow& row) {
  const Result<Image> decoded = decode_jpeg(file);
  if (!decoded) return decoded.error();
  const Image luma = studio_luma(*decoded);
  const double psnr_s =
      original.region.empty()
          ? std::nan("")
          : metrics::weighted_psnr_y_db(original.luma.view(), luma.view(), original.region);
  const double ssimulacra2 = original.ssimulacra2.score(decoded->view());
  row.values = values_of(original.luma.view(), luma.view(), psnr_s, ssimulacra2);
  row.interchanged =
      values_of(interchanged(original.luma), interchanged(luma), psnr_s, ssimulacra2);
  return {};
}

/// What is compared: the base first, then the codecs at its size.
struct Comparison {
  std::unique_ptr<Codec> base;
  std::vector<std::unique_ptr<Codec>> codecs;
  std::optional<MapModel> model;
};

std::string label(const Codec& codec) {
  if (codec.codec() != "jpegaware") return std::string(codec.variant());
  return "jpegaware, " + std::string(codec.parameters());
}

PaperRow row_for(const Codec& codec, std::string encoder) {
  PaperRow row;
  row.encoder = std::move(encoder);
  row.parameters = codec.parameters();
  row.version = codec.version();
  return row;
}

// The base's row, then each codec's at its size.
Result<std::vector<PaperRow>> compare_picture(const Comparison& comparison,
                                              const SubjectSource& source) {
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
  std::vector<PaperRow> rows = {row_for(*comparison.base, "JPEG, libjpeg quality 50")};
  rows.front().quality = kBaseQuality;
  std::vector<std::vector<std::uint8_t>> files = {*base};
  for (const auto& codec : comparison.codecs) {
    Result<MatchedEncoding> matched = match_size(*codec, subject->image, base->size());
    if (!matched) return matched.error();
    rows.push_back(row_for(*codec, label(*codec)));
    rows.back().quality = matched->quality;
    files.push_back(std::move(matched->bytes));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].image = source.name;
    rows[i].bytes = static_cast<std::int64_t>(files[i].size());
    rows[i].size_ratio = static_cast<double>(files[i].size()) / static_cast<double>(base->size());
    const Result<void> judged = judge(original, files[i], rows[i]);
    if (!judged) return judged.error();
  }
  return rows;
}

// Rows of a set, picture by picture in its order.
Result<std::vector<PaperRow>> compare_set(const Comparison& comparison, const Set& set,
                                          int threads) {
  std::vector<std::vector<PaperRow>> by_picture(set.sources.size());
  Progress progress(set.name, "pictures", set.sources.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> error;
  const auto work = [&] {
    for (std::size_t i = next++; i < set.sources.size(); i = next++) {
      Result<std::vector<PaperRow>> rows = compare_picture(comparison, set.sources[i]);
      const std::lock_guard lock(mutex);
      if (!rows && !error) error = rows.error();
      if (error) return;
      by_picture[i] = std::move(*rows);
      progress.step();
    }
  };
  std::vector<std::thread> pool;
  for (int i = 1; i < threads; ++i) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
  progress.finish();
  if (error) return *error;
  std::vector<PaperRow> out;
  const std::string commit = source_commit();
  for (std::vector<PaperRow>& rows : by_picture) {
    for (PaperRow& row : rows) {
      row.set = set.name;
      row.commit = commit;
      out.push_back(std::move(row));
    }
  }
  return out;
}

Result<Comparison> comparison_for(const RunOptions& options) {
  Comparison out;
  Result<std::unique_ptr<Codec>> base = make_codec("libjpeg-turbo", options.setup);
  if (!base) return base.error();
  out.base = std::move(*base);
  const std::vector<std::string> names =
      options.codecs.empty() ? std::vector<std::string>{"libjpeg-turbo-progressive", "mozjpeg",
                                                        "jpegli", "jpegaware", "jpegaware-map"}
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
      "Every encoding has the size of libjpeg's quality 50 (optimized Huffman tables): mean and "
      "worst deviation are in the second column, each picture's in paper.csv. Metrics are ours, on "
      "16-235 luma as in the paper. PSNR-S is the PSNR inside the fifth of the blocks where our "
      "network's map is highest, the same region for every row but the paper's two, whose region "
      "is "
      "that of their map. The paper's row for JPEG on Kodak comes out to 0.1 dB and 0.001 when the "
      "luma planes are read with width and height interchanged, and not otherwise: the first table "
      "reads them so, to stand beside the paper's rows, the second as they are.\n\n";
  std::vector<PaperRow> all;
  for (const Set& set : *sets) {
    const Result<std::vector<PaperRow>> rows = compare_set(*comparison, set, options->threads);
    if (!rows) return rows.error();
    const double worst = worst_deviation(*rows);
    if (worst > kPaperSizeTolerance) {
      std::fprintf(stderr, "note: a size is off by %.1f %%\n", 100.0 * worst);
    }
    text += paper_markdown(set.name, *rows);
    all.insert(all.end(), rows->begin(), rows->end());
  }
  text += "Made by `jpegaware-bench paper` at commit " + source_commit() + ".\n";
  const fs::path out = options->out.empty() ? fs::path("build") / "bench" / "paper" : options->out;
  std::error_code code;
  fs::create_directories(out, code);
  std::ofstream file(out / "paper.md");
  file << text;
  file.close();
  if (!file) return Error{ErrorCode::kIo, (out / "paper.md").string() + ": cannot be written"};
  const std::string headline = paper_headline(sets->front().name, all);
  const Result<void> written =
      write_bytes(out / "headline.md",
                  {reinterpret_cast<const std::uint8_t*>(headline.data()), headline.size()});
  if (!written) return written;
  std::printf("%s", text.c_str());
  return write_paper(out / "paper.csv", all);
}

}  // namespace jpegaware::bench
