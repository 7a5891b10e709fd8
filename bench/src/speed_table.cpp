// SPDX-License-Identifier: Apache-2.0
// Stage: cost of whole programs. Input: rows as measured. Output: speed.csv, and JSON for the page.
#include "speed_table.h"

#include <cstdlib>
#include <fstream>
#include <system_error>

#include "json_text.h"
#include "result_table.h"
#include "scores.h"

namespace jpegaware::bench {
namespace {

constexpr std::string_view kHeader =
    "variant,megapixels,quality,runs,cpu_s,wall_s,ratio,peak_rss,bytes,commit";
constexpr std::size_t kCells = 10;

}  // namespace

Result<std::vector<SpeedRow>> read_speed(const std::filesystem::path& path) {
  std::vector<SpeedRow> rows;
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (line != kHeader) {
    return Error{ErrorCode::kBadInput, path.string() + ": its columns are not this program's"};
  }
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split_csv(line);
    if (cells.size() != kCells) continue;
    rows.push_back({cells[0], std::atof(cells[1].c_str()), std::atoi(cells[2].c_str()),
                    std::atoi(cells[3].c_str()), std::atof(cells[4].c_str()),
                    std::atof(cells[5].c_str()), std::atof(cells[6].c_str()),
                    std::atoll(cells[7].c_str()), std::atoll(cells[8].c_str()), cells[9]});
  }
  return rows;
}

Result<void> write_speed(const std::filesystem::path& path, const std::vector<SpeedRow>& rows) {
  std::ofstream file(path);
  file << kHeader << '\n';
  for (const SpeedRow& row : rows) {
    file << row.variant << ',' << to_csv(row.megapixels) << ',' << row.quality << ',' << row.runs
         << ',' << to_csv(row.cpu_s) << ',' << to_csv(row.wall_s) << ',' << to_csv(row.ratio) << ','
         << row.peak_rss_bytes << ',' << row.bytes << ',' << row.commit << '\n';
  }
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

std::string speed_json(const std::vector<SpeedRow>& rows) {
  std::vector<std::string> items;
  for (const SpeedRow& row : rows) {
    items.push_back("{\"variant\":" + json_string(row.variant) + ",\"megapixels\":" +
                    json_number(row.megapixels, 4) + ",\"cpu_s\":" + json_number(row.cpu_s, 4) +
                    ",\"ratio\":" + json_number(row.ratio, 4) + ",\"peak_mib\":" +
                    json_number(static_cast<double>(row.peak_rss_bytes) / 1048576.0, 4) + '}');
  }
  const int quality = rows.empty() ? 0 : rows.front().quality;
  return "{\"quality\":" + std::to_string(quality) + ",\"rows\":" + json_array(items) + '}';
}

}  // namespace jpegaware::bench
