// SPDX-License-Identifier: Apache-2.0
// Stage: cost of whole programs. Input: rows as measured. Output: speed.csv, and JSON for the page.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::bench {

/// What one program costs on one picture: medians over runs that alternate with libjpeg-turbo's.
struct SpeedRow {
  std::string variant;
  double megapixels = 0.0;
  int quality = 0;
  int runs = 0;
  double cpu_s = 0.0;  ///< user and system time of the process
  double wall_s = 0.0;
  double ratio = 0.0;  ///< median of cpu_s over the paired run of `cjpeg -optimize`
  std::int64_t peak_rss_bytes = 0;
  std::int64_t bytes = 0;  ///< mean over the runs, each of which has another photo
  std::string commit;
};

/// Reads a speed.csv; empty where there is no such file.
[[nodiscard]] Result<std::vector<SpeedRow>> read_speed(const std::filesystem::path& path);

[[nodiscard]] Result<void> write_speed(const std::filesystem::path& path,
                                       const std::vector<SpeedRow>& rows);

/// The rows as page.js reads them.
[[nodiscard]] std::string speed_json(const std::vector<SpeedRow>& rows);

}  // namespace jpegaware::bench
