// SPDX-License-Identifier: Apache-2.0
// Stage: results. Input: rows as they are measured. Output: results.csv, read back after a break.
#include "result_table.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <system_error>
#include <tuple>

namespace jpegaware::bench {
namespace {

constexpr std::size_t kCellsBefore = 9;  // image to rate_bpp
constexpr std::size_t kCellsAfter = 5;   // cpu_s to judge
constexpr std::size_t kCells = kCellsBefore + kMeasureCount + kCellsAfter;

double number(const std::string& cell) {
  return cell.empty() ? std::numeric_limits<double>::quiet_NaN()
                      : std::strtod(cell.c_str(), nullptr);
}

Row row_from(const std::vector<std::string>& cells) {
  Row row;
  row.image = cells[0];
  row.variant = cells[1];
  row.codec = cells[2];
  row.parameters = cells[3];
  row.quality = std::atof(cells[4].c_str());
  row.width_px = std::atoi(cells[5].c_str());
  row.height_px = std::atoi(cells[6].c_str());
  row.bytes = std::atoll(cells[7].c_str());
  for (std::size_t i = 0; i < kMeasureCount; ++i) row.measures[i] = number(cells[kCellsBefore + i]);
  const std::size_t after = kCellsBefore + kMeasureCount;
  row.cpu_s = number(cells[after]);
  row.peak_rss_bytes = std::atoll(cells[after + 1].c_str());
  row.commit = cells[after + 2];
  row.version = cells[after + 3];
  row.judge = cells[after + 4];
  return row;
}

}  // namespace

const std::array<std::string_view, kMeasureCount>& measure_names() {
  static const std::array<std::string_view, kMeasureCount> names = [] {
    std::array<std::string_view, kMeasureCount> out{};
    for (std::size_t i = 0; i < kMetricCount; ++i) out[i] = name(static_cast<Metric>(i));
    constexpr std::array<std::string_view, kLocalCount> kLocal = {
        "attended_psnr_y", "attended_ssim", "attended_ssimulacra2", "attended_region_psnr_y",
        "region_psnr_y",   "region_ssim",   "region_ssimulacra2",
    };
    std::copy(kLocal.begin(), kLocal.end(), out.begin() + kMetricCount);
    return out;
  }();
  return names;
}

double Row::rate_bpp() const {
  return 8.0 * static_cast<double>(bytes) / (static_cast<double>(width_px) * height_px);
}

std::string csv_header() {
  std::string out = "image,variant,codec,parameters,quality,width_px,height_px,bytes,rate_bpp";
  for (const std::string_view name : measure_names()) out += ',' + std::string(name);
  return out + ",cpu_s,peak_rss,commit,version,judge";
}

std::string to_csv(const Row& row) {
  std::string out = csv_cell(row.image) + ',' + csv_cell(row.variant) + ',' + csv_cell(row.codec) +
                    ',' + csv_cell(row.parameters) + ',' + to_csv(row.quality) + ',' +
                    std::to_string(row.width_px) + ',' + std::to_string(row.height_px) + ',' +
                    std::to_string(row.bytes) + ',' + to_csv(row.rate_bpp());
  for (const double value : row.measures) out += ',' + to_csv(value);
  out += ',' + to_csv(row.cpu_s) + ',';
  if (row.peak_rss_bytes > 0) out += std::to_string(row.peak_rss_bytes);
  return out + ',' + csv_cell(row.commit) + ',' + csv_cell(row.version) + ',' + csv_cell(row.judge);
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

std::vector<std::string> split_csv(std::string_view line) {
  std::vector<std::string> cells(1);
  bool inside = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (inside && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += '"';
      ++i;
    } else if (c == '"') {
      inside = !inside;
    } else if (c == ',' && !inside) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

Result<std::vector<Row>> read_results(const std::filesystem::path& path) {
  std::vector<Row> rows;
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (line != csv_header()) {
    return Error{ErrorCode::kBadInput,
                 path.string() + ": its columns are not this program's; move the file away"};
  }
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split_csv(line);
    const bool cut_off = file.eof();  // no line end: the program was stopped while writing it
    if (cells.size() == kCells && !cut_off) rows.push_back(row_from(cells));
  }
  return rows;
}

Result<void> write_results(const std::filesystem::path& path, std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.image, a.variant, a.quality) < std::tie(b.image, b.variant, b.quality);
  });
  const std::filesystem::path draft = path.string() + ".new";
  std::ofstream file(draft);
  file << csv_header() << '\n';
  for (const Row& row : rows) file << to_csv(row) << '\n';
  file.close();
  std::error_code code;
  if (file) std::filesystem::rename(draft, path, code);
  if (!file || code) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

}  // namespace jpegaware::bench
