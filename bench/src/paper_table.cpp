// SPDX-License-Identifier: Apache-2.0
// Stage: the table of Prakash et al. with our rows. Input: rows as measured. Output: CSV, Markdown.
#include "paper_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>

#include "result_table.h"
#include "scores.h"

namespace jpegaware::bench {
namespace {

constexpr std::array<std::string_view, kPaperMetricCount> kHeads = {
    "PSNR-S", "PSNR", "PSNR-HVS", "PSNR-HVSM", "SSIM", "MS-SSIM", "VIFP", "SSIMULACRA2"};
constexpr std::array<std::string_view, kPaperMetricCount> kColumns = {
    "psnr_s", "psnr_y", "psnr_hvs", "psnr_hvs_m", "ssim", "msssim", "vifp", "ssimulacra2"};

/// A row as the paper prints it.
struct Quoted {
  std::string_view set;
  std::string_view encoder;
  PaperValues values;
};
const double kNone = std::nan("");
const std::array<Quoted, 4> kPaper = {{
    {"Kodak", "JPEG, as the paper has it", {33.91, 34.70, 34.92, 42.19, .969, .991, .626, kNone}},
    {"Kodak", "MS-ROI, as the paper has it", {39.16, 34.82, 35.05, 42.33, .969, .991, .629, kNone}},
    {"MIT", "JPEG, as the paper has it", {36.9, 31.84, 35.91, 45.37, .893, .982, .521, kNone}},
    {"MIT", "MS-ROI, as the paper has it", {40.8, 32.16, 36.32, 45.62, .917, .990, .529, kNone}},
}};

std::string cell(double value, std::size_t column) {
  if (std::isnan(value)) return "–";
  const auto metric = static_cast<PaperMetric>(column);
  const bool ratio = metric == PaperMetric::kSsim || metric == PaperMetric::kMsSsim ||
                     metric == PaperMetric::kVifp;
  char text[32];
  std::snprintf(text, sizeof text, ratio ? "%.3f" : "%.2f", value);
  return text;
}

std::string line(std::string_view encoder, const std::string& size, const PaperValues& values) {
  std::string out = "| " + std::string(encoder) + " | " + size + " |";
  for (std::size_t i = 0; i < values.size(); ++i) out += ' ' + cell(values[i], i) + " |";
  return out + '\n';
}

std::string head() {
  std::string out = "| encoder | size |";
  std::string rule = "|---|---|";
  for (const std::string_view column : kHeads) {
    out += ' ' + std::string(column) + " |";
    rule += "---|";
  }
  return out + '\n' + rule + '\n';
}

std::vector<std::string> encoders_of(const std::vector<PaperRow>& rows) {
  std::vector<std::string> out;
  for (const PaperRow& row : rows) {
    if (std::find(out.begin(), out.end(), row.encoder) == out.end()) out.push_back(row.encoder);
  }
  return out;
}

// One line an encoder: means over its pictures.
std::string mean_lines(const std::vector<PaperRow>& rows, PaperValues PaperRow::*values) {
  std::string out;
  for (const std::string& encoder : encoders_of(rows)) {
    PaperValues means{};
    std::vector<PaperRow> of_encoder;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(of_encoder),
                 [&encoder](const PaperRow& row) { return row.encoder == encoder; });
    const double count = static_cast<double>(of_encoder.size());
    double ratio = 0.0;
    for (const PaperRow& row : of_encoder) {
      for (std::size_t i = 0; i < means.size(); ++i) means[i] += (row.*values)[i] / count;
      ratio += row.size_ratio / count;
    }
    char size[64];
    std::snprintf(size, sizeof size, "%.2f %% (±%.2f)", 100.0 * ratio,
                  100.0 * worst_deviation(of_encoder));
    out += line(encoder, size, means);
  }
  return out;
}

// The paper's rows, and ours measured as it did.
std::string beside_paper(std::string_view set, const std::vector<PaperRow>& rows) {
  std::string out = head();
  for (const Quoted& quoted : kPaper) {
    if (quoted.set == set) out += line(quoted.encoder, "", quoted.values);
  }
  return out + mean_lines(rows, &PaperRow::interchanged);
}

}  // namespace

double worst_deviation(const std::vector<PaperRow>& rows) {
  double worst = 0.0;
  for (const PaperRow& row : rows) worst = std::max(worst, std::abs(row.size_ratio - 1.0));
  return worst;
}

std::string paper_markdown(std::string_view set, const std::vector<PaperRow>& rows) {
  std::set<std::string> images;
  for (const PaperRow& row : rows) images.insert(row.image);
  std::string out = "### " + std::string(set) + ", " + std::to_string(images.size()) +
                    " images, as the paper measured\n\n" + beside_paper(set, rows);
  out += "\n### " + std::string(set) + ", planes read as they are\n\n" + head();
  return out + mean_lines(rows, &PaperRow::values) + '\n';
}

std::string paper_headline(std::string_view set, const std::vector<PaperRow>& rows) {
  std::vector<PaperRow> shown;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(shown), [&](const PaperRow& row) {
    const bool is_base = row.encoder == rows.front().encoder;
    return row.set == set && (is_base || row.encoder.starts_with("jpegaware"));
  });
  return beside_paper(set, shown);
}

Result<void> write_paper(const std::filesystem::path& path, const std::vector<PaperRow>& rows) {
  std::ofstream file(path);
  file << "set,image,encoder,parameters,quality,bytes,size_ratio";
  for (const std::string_view column : kColumns) file << ',' << column;
  for (std::size_t i = 0; i < kColumns.size(); ++i) file << ",interchanged_" << kColumns[i];
  file << ",commit,version\n";
  for (const PaperRow& row : rows) {
    file << row.set << ',' << csv_cell(row.image) << ',' << csv_cell(row.encoder) << ','
         << csv_cell(row.parameters) << ',' << to_csv(row.quality) << ',' << row.bytes << ','
         << to_csv(row.size_ratio);
    for (const double value : row.values) file << ',' << to_csv(value);
    for (const double value : row.interchanged) file << ',' << to_csv(value);
    file << ',' << row.commit << ',' << csv_cell(row.version) << '\n';
  }
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

}  // namespace jpegaware::bench
