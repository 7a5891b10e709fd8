// SPDX-License-Identifier: Apache-2.0
// Stage: the report of a run. Input: rows, codecs, pictures. Output: report.html, pictures.csv.
#include "report.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <thread>

#include "json_text.h"
#include "page.h"
#include "png_writer.h"
#include "progress.h"
#include "speed_table.h"

namespace jpegaware::bench {
namespace {

constexpr std::size_t kPicturesOnPage = 24;
constexpr std::int64_t kPixelsOnPage = 24'000'000;

// ---- pictures at equal bytes -------------------------------------------------------------------

struct PictureRows {
  PagePicture picture;
  std::vector<Row> rows;
};

std::string label_of(const Codec& codec, double quality) {
  return std::string(codec.variant()) + ", quality " + to_csv(quality);
}

Result<void> add_encoding(const ReportInput& input, const SubjectSource& source, const Image& image,
                          const Scorer& scorer, const Codec& codec, std::size_t bytes,
                          PictureRows& out) {
  Result<MatchedEncoding> matched = match_size(codec, image, bytes);
  if (!matched) return matched.error();
  const Result<Image> decoded = decode_jpeg(matched->bytes);
  if (!decoded) return decoded.error();
  const Result<Scores> scores = scorer.score(decoded->view(), input.sweep.with_butteraugli);
  if (!scores) return scores.error();
  Row row;
  row.image = source.name;
  row.variant = codec.variant();
  row.codec = codec.codec();
  row.parameters = codec.parameters();
  row.version = codec.version();
  row.quality = matched->quality;
  row.width_px = image.width_px;
  row.height_px = image.height_px;
  row.bytes = static_cast<std::int64_t>(matched->bytes.size());
  row.measures.fill(std::numeric_limits<double>::quiet_NaN());
  row.cpu_s = std::numeric_limits<double>::quiet_NaN();
  std::copy(scores->begin(), scores->end(), row.measures.begin());
  out.rows.push_back(row);
  out.picture.encodings.push_back(
      {label_of(codec, matched->quality), {"image/jpeg", std::move(matched->bytes)}, *scores});
  return {};
}

// One value a block of a region given by pixels.
std::vector<std::uint8_t> blocks_of(const std::vector<std::uint8_t>& pixels, int width_px,
                                    int height_px) {
  std::vector<std::uint8_t> out;
  for (int y = 0; y < height_px; y += 8) {
    for (int x = 0; x < width_px; x += 8) {
      out.push_back(pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) +
                           static_cast<std::size_t>(x)]);
    }
  }
  return out;
}

Result<PictureRows> picture_for(const ReportInput& input, const SubjectSource& source) {
  const Result<Subject> subject = source.load();
  if (!subject) return subject.error();
  const Image& image = subject->image;
  PictureRows out;
  out.picture.name = source.name;
  out.picture.width_px = image.width_px;
  out.picture.height_px = image.height_px;
  out.picture.original = {"image/png", encode_png(image.view())};
  const Result<std::unique_ptr<Codec>> anchor = make_codec(kAnchor, {});
  if (!anchor) return anchor.error();
  const Result<std::vector<std::uint8_t>> base = (*anchor)->encode(image, kPageQuality);
  if (!base) return base.error();
  const Scorer scorer(image.view());
  for (const Codec* codec : input.sweep.codecs) {
    const Result<void> added =
        add_encoding(input, source, image, scorer, *codec, base->size(), out);
    if (!added) return added.error();
  }
  if (input.map) {
    Result<std::vector<float>> map = input.map(image);
    if (!map) return map.error();
    out.picture.block_region = blocks_of(highest_fifth(*map, image.width_px, image.height_px),
                                         image.width_px, image.height_px);
    out.picture.block_map = std::move(*map);
  }
  // What people say goes before what the network says.
  if (!subject->attended_region.empty()) {
    out.picture.block_region = blocks_of(subject->attended_region, image.width_px, image.height_px);
  }
  return out;
}

// The first pictures within the page's limits; sizes are those of the rows.
std::vector<const SubjectSource*> pictures_to_show(const ReportInput& input) {
  std::map<std::string, std::int64_t> pixels;
  for (const Row& row : input.rows) {
    pixels[row.image] = static_cast<std::int64_t>(row.width_px) * row.height_px;
  }
  std::vector<const SubjectSource*> out;
  std::int64_t sum = 0;
  for (const SubjectSource& source : input.sweep.subjects) {
    sum += pixels[source.name];
    if (out.size() == kPicturesOnPage || sum > kPixelsOnPage) break;
    out.push_back(&source);
  }
  return out;
}

Result<std::vector<PictureRows>> make_pictures(const ReportInput& input) {
  const std::vector<const SubjectSource*> sources = pictures_to_show(input);
  std::vector<PictureRows> out(sources.size());
  Progress progress(input.title, "pictures for the page", sources.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> error;
  const auto work = [&] {
    for (std::size_t i = next++; i < sources.size(); i = next++) {
      Result<PictureRows> made = picture_for(input, *sources[i]);
      const std::lock_guard lock(mutex);
      if (!made && !error) {
        error = Error{made.error().code, sources[i]->name + ": " + made.error().message};
      }
      if (!made || error) return;
      out[i] = std::move(*made);
      progress.step();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < input.sweep.threads; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  progress.finish();
  if (error) return *error;
  return out;
}

// ---- numbers -----------------------------------------------------------------------------------

// Measures that any row holds, by their index.
std::vector<std::size_t> measures_in(const std::vector<Row>& rows) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < kMeasureCount; ++i) {
    const bool any = std::any_of(rows.begin(), rows.end(),
                                 [i](const Row& row) { return !std::isnan(row.measures[i]); });
    if (any) out.push_back(i);
  }
  return out;
}

std::string bd_json(const std::vector<BdCell>& cells) {
  std::vector<std::string> variants, measures, items;
  for (const BdCell& cell : cells) {
    const std::string variant = json_string(cell.variant);
    const std::string measure = json_string(cell.measure);
    if (std::find(variants.begin(), variants.end(), variant) == variants.end()) {
      variants.push_back(variant);
    }
    if (std::find(measures.begin(), measures.end(), measure) == measures.end()) {
      measures.push_back(measure);
    }
    items.push_back("{\"variant\":" + variant + ",\"measure\":" + measure + ",\"percent\":" +
                    json_number(cell.mean.count > 0 ? cell.mean.mean : std::nan("")) +
                    ",\"interval\":" + json_number(cell.mean.half_width, 4) +
                    ",\"images\":" + std::to_string(cell.mean.count) +
                    ",\"share\":" + json_number(cell.mean_share, 4) + '}');
  }
  return "{\"variants\":" + json_array(variants) + ",\"measures\":" + json_array(measures) +
         ",\"cells\":" + json_array(items) + '}';
}

std::string rates_json(const ReportInput& input) {
  const std::vector<std::size_t> measures = measures_in(input.rows);
  std::vector<std::string> names, images, variants, rows;
  for (const std::size_t i : measures) names.push_back(json_string(measure_names()[i]));
  for (const SubjectSource& source : input.sweep.subjects) {
    images.push_back(json_string(source.name));
  }
  for (const Codec* codec : input.sweep.codecs) variants.push_back(json_string(codec->variant()));
  for (const Row& row : input.rows) {
    std::vector<std::string> scores;
    for (const std::size_t i : measures) scores.push_back(json_number(row.measures[i], 6));
    rows.push_back(
        "{\"image\":" + json_string(row.image) + ",\"variant\":" + json_string(row.variant) +
        ",\"quality\":" + json_number(row.quality) + ",\"bpp\":" + json_number(row.rate_bpp(), 5) +
        ",\"scores\":" + json_array(scores) + '}');
  }
  const std::string note =
      "Against " + input.anchor +
      " with optimized Huffman tables, over the scores of its "
      "quality 50 to 90; each picture's curves are interpolated (PCHIP of log bytes), SSIM and "
      "MS-SSIM as -10 log10(1 - x). Every file is decoded by libjpeg-turbo.";
  return "{\"note\":" + json_string(note) + ",\"measures\":" + json_array(names) +
         ",\"images\":" + json_array(images) + ",\"variants\":" + json_array(variants) +
         ",\"rows\":" + json_array(rows) + ",\"bd\":" + bd_json(input.cells) + '}';
}

std::vector<std::pair<std::string, std::string>> facts_of(const ReportInput& input) {
  std::vector<std::pair<std::string, std::string>> out = {
      {"Pictures", std::to_string(input.sweep.subjects.size())},
      {"Commit", input.rows.empty() ? std::string() : source_commit()},
  };
  for (const Codec* codec : input.sweep.codecs) {
    out.emplace_back(codec->variant(),
                     std::string(codec->version()) + ", " + std::string(codec->parameters()));
  }
  return out;
}

}  // namespace

Result<MatchedEncoding> match_size(const Codec& codec, const Image& image, std::size_t bytes) {
  const double wanted = static_cast<double>(bytes);
  MatchedEncoding best;
  double least = std::numeric_limits<double>::infinity();
  // Encodes, keeps the file if none was nearer, and says whether it is too large.
  const auto is_too_large = [&](double quality) -> Result<bool> {
    Result<std::vector<std::uint8_t>> file = codec.encode(image, quality);
    if (!file) return file.error();
    const double excess = static_cast<double>(file->size()) - wanted;
    if (std::abs(excess) < least) {
      least = std::abs(excess);
      best = {quality, std::move(*file)};
    }
    return excess > 0.0;
  };
  // Sizes rise with quality, but for a byte here and there: halving finds the neighbours.
  int low = codec.scale().lowest;
  int high = 100;
  while (low <= high) {
    const int middle = (low + high) / 2;
    const Result<bool> too_large = is_too_large(middle);
    if (!too_large) return too_large.error();
    (*too_large ? high : low) = *too_large ? middle - 1 : middle + 1;
  }
  const bool between = high >= codec.scale().lowest && low <= 100;
  double below = high;
  double above = low;
  for (int i = 0; codec.scale().fractional && between && i < 8 && least > 0.002 * wanted; ++i) {
    const double middle = 0.5 * (below + above);
    const Result<bool> too_large = is_too_large(middle);
    if (!too_large) return too_large.error();
    (*too_large ? above : below) = middle;
  }
  return best;
}

Result<void> write_report(const ReportInput& input) {
  Result<std::vector<PictureRows>> pictures = make_pictures(input);
  if (!pictures) return pictures.error();
  Page page;
  page.title = "jpegaware bench: " + input.title;
  page.facts = facts_of(input);
  page.pictures_note = "Every encoding has the size of libjpeg-turbo's quality " +
                       std::to_string(kPageQuality) + ", as nearly as their settings allow.";
  const std::size_t left_out = input.sweep.subjects.size() - pictures->size();
  if (left_out > 0) {
    page.pictures_note += " " + std::to_string(left_out) +
                          " more pictures are in the numbers below, but not on this page.";
  }
  std::vector<Row> rows;
  for (PictureRows& made : *pictures) {
    rows.insert(rows.end(), made.rows.begin(), made.rows.end());
    page.pictures.push_back(std::move(made.picture));
  }
  page.rates_json = rates_json(input);
  const Result<std::vector<SpeedRow>> speed = read_speed(input.folder / "speed.csv");
  if (!speed) return speed.error();
  if (!speed->empty()) page.speed_json = speed_json(*speed);
  if (const Result<void> written = write_results(input.folder / "pictures.csv", rows); !written) {
    return written.error();
  }
  const std::string html = make_page(page);
  return write_bytes(input.folder / "report.html",
                     {reinterpret_cast<const std::uint8_t*>(html.data()), html.size()});
}

}  // namespace jpegaware::bench
