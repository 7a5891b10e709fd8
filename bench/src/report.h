// SPDX-License-Identifier: Apache-2.0
// Stage: the report of a run. Input: rows, codecs, pictures. Output: report.html, pictures.csv.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bd_table.h"
#include "codecs/codec.h"
#include "jpegaware/result.h"
#include "result_table.h"
#include "sweep.h"

namespace jpegaware::bench {

/// What a report is made of.
struct ReportInput {
  std::string title;
  const Sweep& sweep;
  const std::vector<Row>& rows;
  const std::vector<BdCell>& cells;
  std::string anchor;  ///< the variant that the cells are against
  /// The network's map of a picture, one value a luma block; empty where there is none.
  std::function<Result<std::vector<float>>(const Image&)> map;
  std::filesystem::path folder;  ///< receives report.html and pictures.csv; may hold speed.csv
};

/// The quality of libjpeg-turbo whose file size every encoding on the page must have: low enough
/// that differences are seen.
inline constexpr int kPageQuality = 30;

/// A codec's encoding of a picture whose size is nearest to a number of bytes.
struct MatchedEncoding {
  double quality = 0.0;
  std::vector<std::uint8_t> bytes;
};

/// Searches the codec's qualities for the file nearest in size: whole ones first, then those
/// between two of them until the file is within 0.2 %, or eight halvings are done.
/// @return the codec's error, if it fails
[[nodiscard]] Result<MatchedEncoding> match_size(const Codec& codec, const Image& image,
                                                 std::size_t bytes);

/// Writes the run's page: pictures at equal bytes, BD-rates with intervals, curves, and cost if
/// the folder holds a speed.csv. Pictures beyond 24, or beyond 24 megapixels together, are left
/// out of the page (not out of the numbers), which it says.
[[nodiscard]] Result<void> write_report(const ReportInput& input);

}  // namespace jpegaware::bench
