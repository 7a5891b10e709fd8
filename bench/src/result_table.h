// SPDX-License-Identifier: Apache-2.0
// Stage: results. Input: rows as they are measured. Output: results.csv, read back after a break.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "jpegaware/result.h"
#include "scores.h"

namespace jpegaware::bench {

/// What is measured inside a part of the picture, in columns after the whole-picture metrics.
/// "Attended" is what people say (fixations as weights, or a mask), "region" the fifth of the luma
/// blocks where the network's own map is highest.
enum class Local {
  kAttendedPsnrY,
  kAttendedSsim,
  kAttendedSsimulacra2,
  kAttendedRegionPsnrY,
  kRegionPsnrY,
  kRegionSsim,
  kRegionSsimulacra2,
};
inline constexpr int kLocalCount = 7;
inline constexpr int kMeasureCount = kMetricCount + kLocalCount;

/// Column names of all measures: those of Metric, then those of Local.
[[nodiscard]] const std::array<std::string_view, kMeasureCount>& measure_names();

/// One encoding of one picture by one codec. docs/bench.md describes the columns.
struct Row {
  std::string image;
  std::string variant;
  std::string codec;
  std::string parameters;
  double quality = 0.0;  ///< on the encoder's own scale of 1..100
  int width_px = 0;
  int height_px = 0;
  std::int64_t bytes = 0;
  std::array<double, kMeasureCount> measures{};
  double cpu_s = 0.0;               ///< of the encode alone, in process
  std::int64_t peak_rss_bytes = 0;  ///< of the whole program; 0 where it was not run as one
  std::string commit;
  std::string version;
  std::string judge;  ///< what scored it besides this program: Butteraugli, the region's network

  [[nodiscard]] double measure(Metric metric) const {
    return measures[static_cast<std::size_t>(metric)];
  }
  [[nodiscard]] double& measure(Local local) {
    return measures[static_cast<std::size_t>(kMetricCount) + static_cast<std::size_t>(local)];
  }
  /// Bits a pixel.
  [[nodiscard]] double rate_bpp() const;
};

/// The CSV file's first line, and a row as a line, both without their line ends.
[[nodiscard]] std::string csv_header();
[[nodiscard]] std::string to_csv(const Row& row);

/// A text as a cell of CSV: quoted where RFC 4180 wants it.
[[nodiscard]] std::string csv_cell(std::string_view text);

/// Splits a line of CSV into cells; quotes as RFC 4180 has them.
[[nodiscard]] std::vector<std::string> split_csv(std::string_view line);

/// Reads a results.csv. A file that does not exist is empty; a last line that an interruption cut
/// off is left out. bad_input for a file with other columns.
[[nodiscard]] Result<std::vector<Row>> read_results(const std::filesystem::path& path);

/// Writes rows, sorted by image, variant and quality, under a temporary name that is then renamed.
[[nodiscard]] Result<void> write_results(const std::filesystem::path& path, std::vector<Row> rows);

}  // namespace jpegaware::bench
