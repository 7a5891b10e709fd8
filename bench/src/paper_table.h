// SPDX-License-Identifier: Apache-2.0
// Stage: the table of Prakash et al. with our rows. Input: rows as measured. Output: CSV, Markdown.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "jpegaware/result.h"

namespace jpegaware::bench {

/// The paper's metrics, and SSIMULACRA2, which is younger than the paper.
enum class PaperMetric { kPsnrS, kPsnr, kPsnrHvs, kPsnrHvsM, kSsim, kMsSsim, kVifp, kSsimulacra2 };
inline constexpr std::size_t kPaperMetricCount = 8;
/// NaN: not measured.
using PaperValues = std::array<double, kPaperMetricCount>;

/// One picture by one encoder at the base's size.
struct PaperRow {
  std::string set;
  std::string image;
  std::string encoder;  ///< what the table calls it
  std::string parameters;
  std::string version;
  double quality = 0.0;
  std::int64_t bytes = 0;
  double size_ratio = 0.0;     ///< bytes over those of the base, libjpeg's quality 50
  PaperValues values{};        ///< on 16-235 luma
  PaperValues interchanged{};  ///< on the same planes read with width and height interchanged
  std::string commit;
};

/// How far a file may be from the base's size.
inline constexpr double kPaperSizeTolerance = 0.01;

/// The largest |size_ratio - 1|.
[[nodiscard]] double worst_deviation(const std::vector<PaperRow>& rows);

/// Means of one set as two tables: as the paper measured, beside its rows, and with the planes read
/// as they are. Encoders in the order of their first rows.
[[nodiscard]] std::string paper_markdown(std::string_view set, const std::vector<PaperRow>& rows);

/// For the README: the first of the two tables with the paper's rows, the base's and ours alone.
[[nodiscard]] std::string paper_headline(std::string_view set, const std::vector<PaperRow>& rows);

/// Writes every row; docs/bench.md describes the columns.
[[nodiscard]] Result<void> write_paper(const std::filesystem::path& path,
                                       const std::vector<PaperRow>& rows);

}  // namespace jpegaware::bench
