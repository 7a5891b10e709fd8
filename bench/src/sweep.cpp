// SPDX-License-Identifier: Apache-2.0
// Stage: a run over pictures, codecs and qualities. Input: what to run. Output: rows, resumed.
#include "sweep.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <tuple>

#include "build_info.h"
#include "jpegaware/metrics/psnr.h"
#include "jpegaware/metrics/ssim.h"
#include "process.h"
#include "progress.h"

namespace jpegaware::bench {
namespace {

using Key = std::tuple<std::string, std::string, double>;  // image, variant, quality

// The original's side of every score, prepared once a picture.
struct Judge {
  const Subject& subject;
  Scorer scorer;
  std::vector<std::uint8_t> region;
  std::vector<float> region_weights;

  Judge(const Subject& s, std::vector<std::uint8_t> found)
      : subject(s), scorer(s.image.view()), region(std::move(found)) {
    region_weights.assign(region.begin(), region.end());
  }
};

void score_locally(const Judge& judge, const metrics::Picture& decoded, Row& row) {
  const metrics::Picture original = judge.subject.image.view();
  const std::vector<float>& attention = judge.subject.attention;
  if (!attention.empty()) {
    row.measure(Local::kAttendedPsnrY) = metrics::weighted_psnr_y_db(original, decoded, attention);
    row.measure(Local::kAttendedSsim) = metrics::weighted_ssim(original, decoded, attention);
  }
  const std::vector<std::uint8_t>& attended = judge.subject.attended_region;
  if (!attended.empty()) {
    const std::vector<float> weights(attended.begin(), attended.end());
    row.measure(Local::kAttendedRegionPsnrY) =
        metrics::weighted_psnr_y_db(original, decoded, weights);
    row.measure(Local::kAttendedSsimulacra2) =
        metrics::region_ssimulacra2(original, decoded, attended);
  }
  if (!judge.region.empty()) {
    row.measure(Local::kRegionPsnrY) =
        metrics::weighted_psnr_y_db(original, decoded, judge.region_weights);
    row.measure(Local::kRegionSsim) =
        metrics::weighted_ssim(original, decoded, judge.region_weights);
    row.measure(Local::kRegionSsimulacra2) =
        metrics::region_ssimulacra2(original, decoded, judge.region);
  }
}

Result<Row> measure(const Judge& judge, const std::string& image_name, const Codec& codec,
                    int quality, bool with_butteraugli) {
  Row row;
  row.image = image_name;
  row.variant = codec.variant();
  row.codec = codec.codec();
  row.parameters = codec.parameters();
  row.version = codec.version();
  row.quality = quality;
  row.width_px = judge.subject.image.width_px;
  row.height_px = judge.subject.image.height_px;
  row.measures.fill(std::numeric_limits<double>::quiet_NaN());
  const ThreadCost before = thread_cost();
  const Result<std::vector<std::uint8_t>> bytes = codec.encode(judge.subject.image, quality);
  const ThreadCost after = thread_cost();
  if (!bytes) return bytes.error();
  row.cpu_s = after.cpu_s - before.cpu_s;
  // Of a codec that is a program; what one encode takes inside this program cannot be told.
  if (codec.is_program()) row.peak_rss_bytes = after.last_program_peak_rss_bytes;
  row.bytes = static_cast<std::int64_t>(bytes->size());
  const Result<Image> decoded = decode_jpeg(*bytes);
  if (!decoded) return decoded.error();
  const Result<Scores> scores = judge.scorer.score(decoded->view(), with_butteraugli);
  if (!scores) return scores.error();
  std::copy(scores->begin(), scores->end(), row.measures.begin());
  score_locally(judge, decoded->view(), row);
  return row;
}

// What scores the rows besides this program.
std::string judge_of(const Sweep& sweep) {
  std::string out =
      sweep.with_butteraugli && has_butteraugli() ? package_version("libjxl-devtools") : "";
  if (!sweep.region_version.empty()) {
    out += (out.empty() ? "region " : ", region ") + sweep.region_version;
  }
  return out;
}

// What threads share: the next picture, the file that rows go to, the first error.
struct Shared {
  Shared(const Sweep& s, const std::map<Key, Row>& k, std::size_t total);

  const Sweep& sweep;
  const std::map<Key, Row>& known;
  const std::string commit;
  const std::string judge;
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::ofstream file;
  std::vector<Row> rows;
  std::optional<Error> error;
  Progress progress;

  bool failed() {
    const std::lock_guard lock(mutex);
    return error.has_value();
  }
  void fail(const Error& what) {
    const std::lock_guard lock(mutex);
    if (!error) error = what;
  }
  void add(Row row) {
    const std::lock_guard lock(mutex);
    file << to_csv(row) << '\n' << std::flush;
    if (!file && !error) error = Error{ErrorCode::kIo, "the results file cannot be written"};
    rows.push_back(std::move(row));
    progress.step();
  }
};

Shared::Shared(const Sweep& s, const std::map<Key, Row>& k, std::size_t total)
    : sweep(s),
      known(k),
      commit(source_commit()),
      judge(judge_of(s)),
      file(s.results_file, std::ios::app),
      progress(s.title, "encodings", total) {}

// The sweep's qualities that a codec has.
std::vector<int> qualities_of(const Sweep& sweep, const Codec& codec) {
  std::vector<int> out;
  std::copy_if(sweep.qualities.begin(), sweep.qualities.end(), std::back_inserter(out),
               [&codec](int quality) { return quality >= codec.scale().lowest; });
  return out;
}

// Settings of one picture that the file does not hold yet; known rows are taken over.
std::vector<std::pair<const Codec*, int>> missing(Shared& shared, const std::string& image) {
  std::vector<std::pair<const Codec*, int>> out;
  for (const Codec* codec : shared.sweep.codecs) {
    for (const int quality : qualities_of(shared.sweep, *codec)) {
      const auto found = shared.known.find(Key(image, codec->variant(), quality));
      if (found == shared.known.end()) {
        out.emplace_back(codec, quality);
        continue;
      }
      const std::lock_guard lock(shared.mutex);
      shared.rows.push_back(found->second);
    }
  }
  return out;
}

Result<void> run_subject(Shared& shared, const SubjectSource& source) {
  const auto todo = missing(shared, source.name);
  if (todo.empty()) return {};
  const Result<Subject> subject = source.load();
  if (!subject) return subject.error();
  std::vector<std::uint8_t> region;
  if (shared.sweep.find_region) {
    Result<std::vector<std::uint8_t>> found = shared.sweep.find_region(subject->image);
    if (!found) return found.error();
    region = std::move(*found);
  }
  const Judge judge(*subject, std::move(region));
  for (const auto& [codec, quality] : todo) {
    if (shared.failed()) return {};
    Result<Row> row = measure(judge, source.name, *codec, quality, shared.sweep.with_butteraugli);
    if (!row) return row.error();
    row->commit = shared.commit;
    row->judge = shared.judge;
    shared.add(std::move(*row));
  }
  return {};
}

void work(Shared& shared) {
  for (;;) {
    const std::size_t index = shared.next++;
    if (index >= shared.sweep.subjects.size() || shared.failed()) return;
    const SubjectSource& source = shared.sweep.subjects[index];
    const Result<void> result = run_subject(shared, source);
    if (!result) {
      shared.fail(Error{result.error().code, source.name + ": " + result.error().message});
    }
  }
}

// Rows of an earlier run that still hold: same codec version, same judge. Rows of codecs that are
// not in this run are nobody's to throw away.
std::map<Key, Row> reusable(const Sweep& sweep, const std::vector<Row>& rows) {
  std::map<Key, Row> out;
  const std::string judge = judge_of(sweep);
  for (const Row& row : rows) {
    const bool in_run = std::any_of(sweep.codecs.begin(), sweep.codecs.end(),
                                    [&row](const Codec* c) { return c->variant() == row.variant; });
    if (!in_run) out.insert_or_assign(Key(row.image, row.variant, row.quality), row);
    for (const Codec* codec : sweep.codecs) {
      if (row.variant == codec->variant() && row.version == codec->version() &&
          row.parameters == codec->parameters() && row.judge == judge) {
        out.insert_or_assign(Key(row.image, row.variant, row.quality), row);
      }
    }
  }
  return out;
}

}  // namespace

Result<std::vector<Row>> run_sweep(const Sweep& sweep) {
  const Result<std::vector<Row>> earlier = read_results(sweep.results_file);
  if (!earlier) return earlier.error();
  const std::map<Key, Row> known = reusable(sweep, *earlier);
  // Written afresh at once: stale rows and a line that was cut off are gone before new ones come.
  std::vector<Row> kept;
  for (const auto& entry : known) kept.push_back(entry.second);
  if (const Result<void> written = write_results(sweep.results_file, kept); !written) {
    return written.error();
  }
  std::size_t settings = 0;
  for (const Codec* codec : sweep.codecs) settings += qualities_of(sweep, *codec).size();
  const std::size_t total = sweep.subjects.size() * settings;
  Shared shared(sweep, known, total);
  for (const SubjectSource& subject : sweep.subjects) {
    for (const Codec* codec : sweep.codecs) {
      for (const int quality : qualities_of(sweep, *codec)) {
        if (known.count(Key(subject.name, codec->variant(), quality)) > 0) shared.progress.skip();
      }
    }
  }
  std::vector<std::thread> threads;
  for (int i = 1; i < sweep.threads; ++i) threads.emplace_back(work, std::ref(shared));
  work(shared);
  for (std::thread& thread : threads) thread.join();
  shared.file.close();
  shared.progress.finish();
  if (shared.error) return *shared.error;
  // Rows of other pictures and qualities stay in the file for a later, larger run.
  std::map<Key, Row> all = known;
  for (const Row& row : shared.rows) {
    all.insert_or_assign(Key(row.image, row.variant, row.quality), row);
  }
  kept.clear();
  for (const auto& entry : all) kept.push_back(entry.second);
  if (const Result<void> written = write_results(sweep.results_file, kept); !written) {
    return written.error();
  }
  std::sort(shared.rows.begin(), shared.rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.image, a.variant, a.quality) < std::tie(b.image, b.variant, b.quality);
  });
  return std::move(shared.rows);
}

std::string source_commit() {
  const auto git = [](std::vector<std::string> words) -> std::string {
    words.insert(words.begin(), {"git", "-C", kSourceFolder});
    const Result<ProcessResult> run = run_process(words);
    return run && run->exit_status == 0 ? run->output : std::string();
  };
  std::string commit = git({"rev-parse", "--short=10", "HEAD"});
  while (!commit.empty() && commit.back() == '\n') commit.pop_back();
  const bool changed = !git({"status", "--porcelain", "--untracked-files=no"}).empty();
  return changed ? commit + "+" : commit;
}

std::vector<std::uint8_t> highest_fifth(const std::vector<float>& block_values, int width_px,
                                        int height_px) {
  const int columns = (width_px + 7) / 8;
  std::vector<std::size_t> order(block_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&block_values](std::size_t a, std::size_t b) {
    return block_values[a] > block_values[b];
  });
  std::vector<std::uint8_t> block_inside(block_values.size(), 0);
  const std::size_t count = (block_values.size() + 4) / 5;
  for (std::size_t i = 0; i < count; ++i) block_inside[order[i]] = 1;
  std::vector<std::uint8_t> out;
  out.reserve(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px));
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      out.push_back(block_inside[static_cast<std::size_t>(y / 8 * columns + x / 8)]);
    }
  }
  return out;
}

}  // namespace jpegaware::bench
