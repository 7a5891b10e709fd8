// SPDX-License-Identifier: Apache-2.0
// Stage: BD-rates of a run. Input: rows. Output: one mean a variant and measure, as CSV and text.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "bd_rate.h"
#include "jpegaware/result.h"
#include "result_table.h"

namespace jpegaware::bench {

/// The variant that others are held against if nothing is said, and the range of its qualities that counts.
inline constexpr std::string_view kAnchor = "libjpeg-turbo";
inline constexpr int kAnchorLow = 50;
inline constexpr int kAnchorHigh = 90;

/// A variant's BD-rate by one measure over all pictures.
struct BdCell {
  std::string variant;
  std::string_view measure;
  std::vector<double> percents;  ///< of each picture with a result, in the order of the names
  MeanInterval mean;             ///< of them, in percent
  double mean_share = 0.0;       ///< part of the anchor's range reached, over all pictures
  int without_result = 0;        ///< pictures where less than kLeastShare was reached
};

/// BD-rates of every variant but the anchor, by every measure that the rows hold.
[[nodiscard]] std::vector<BdCell> bd_table(const std::vector<Row>& rows,
                                           std::string_view anchor = kAnchor);

/// The cells as bd_rates.csv: variant, measure, percent, interval_95, images, mean_share,
/// without_result.
[[nodiscard]] Result<void> write_bd_rates(const std::filesystem::path& path,
                                          const std::vector<BdCell>& cells);

/// The cells as a table to read on a terminal, one line a variant.
[[nodiscard]] std::string to_text(const std::vector<BdCell>& cells,
                                  std::string_view anchor = kAnchor);

}  // namespace jpegaware::bench
