// SPDX-License-Identifier: Apache-2.0
// Stage: BD-rates of a run. Input: rows. Output: one mean a variant and measure, as CSV and text.
#include "bd_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <set>

namespace jpegaware::bench {
namespace {

struct Curve {
  std::vector<RatePoint> points;
  std::optional<double> low, high;  ///< scores at kAnchorLow and kAnchorHigh
};
// By picture, then by variant.
using Curves = std::map<std::string, std::map<std::string, Curve>>;

Curves curves_of(const std::vector<Row>& rows, std::size_t measure) {
  Curves out;
  for (const Row& row : rows) {
    if (std::isnan(row.measures[measure])) continue;
    const double score = curve_score(measure_names()[measure], row.measures[measure]);
    Curve& curve = out[row.image][row.variant];
    curve.points.push_back({static_cast<double>(row.bytes), score});
    if (row.quality == kAnchorLow) curve.low = score;
    if (row.quality == kAnchorHigh) curve.high = score;
  }
  return out;
}

// Nothing if no picture has the curves to compare.
std::optional<BdCell> cell_of(const Curves& curves, const std::string& variant,
                              std::string_view measure, const std::string& anchor_name) {
  BdCell cell;
  cell.variant = variant;
  cell.measure = measure;
  int pictures = 0;
  for (const auto& [image, of_variant] : curves) {
    const auto anchor = of_variant.find(anchor_name);
    const auto tested = of_variant.find(variant);
    if (anchor == of_variant.end() || tested == of_variant.end()) continue;
    if (!anchor->second.low || !anchor->second.high) continue;
    const std::optional<BdRate> rate = bd_rate(anchor->second.points, tested->second.points,
                                               *anchor->second.low, *anchor->second.high);
    ++pictures;
    cell.mean_share += rate ? rate->share : 0.0;
    if (rate && rate->share >= kLeastShare) {
      cell.percents.push_back(rate->percent);
    } else {
      ++cell.without_result;
    }
  }
  if (pictures == 0) return std::nullopt;
  cell.mean_share /= pictures;
  cell.mean = mean_interval(cell.percents);
  return cell;
}

}  // namespace

std::vector<BdCell> bd_table(const std::vector<Row>& rows, std::string_view anchor) {
  const std::string anchor_name(anchor);
  std::set<std::string> variants;
  for (const Row& row : rows) variants.insert(row.variant);
  variants.erase(anchor_name);
  std::vector<BdCell> out;
  for (std::size_t measure = 0; measure < kMeasureCount; ++measure) {
    const Curves curves = curves_of(rows, measure);
    for (const std::string& variant : variants) {
      std::optional<BdCell> cell = cell_of(curves, variant, measure_names()[measure], anchor_name);
      if (cell) out.push_back(std::move(*cell));
    }
  }
  return out;
}

Result<void> write_bd_rates(const std::filesystem::path& path, const std::vector<BdCell>& cells) {
  std::ofstream file(path);
  file << "variant,measure,percent,interval_95,images,mean_share,without_result\n";
  for (const BdCell& cell : cells) {
    file << cell.variant << ',' << cell.measure << ',' << to_csv(cell.mean.mean) << ','
         << to_csv(cell.mean.half_width) << ',' << cell.mean.count << ',' << to_csv(cell.mean_share)
         << ',' << cell.without_result << '\n';
  }
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

std::string to_text(const std::vector<BdCell>& cells, std::string_view anchor) {
  std::vector<std::string_view> measures;
  std::map<std::string, std::map<std::string_view, const BdCell*>> lines;
  for (const BdCell& cell : cells) {
    if (std::find(measures.begin(), measures.end(), cell.measure) == measures.end()) {
      measures.push_back(cell.measure);
    }
    lines[cell.variant][cell.measure] = &cell;
  }
  char text[64];
  std::string out = "BD-rate in % against " + std::string(anchor) +
                    " -optimize, its quality 50 to 90 (negative: smaller files)\n";
  std::snprintf(text, sizeof text, "%-26s", "");
  out += text;
  for (const std::string_view measure : measures) {
    out += ' ' + std::string(measure.substr(0, 22));
  }
  for (const auto& [variant, by_measure] : lines) {
    std::snprintf(text, sizeof text, "\n%-26s", variant.c_str());
    out += text;
    for (const std::string_view measure : measures) {
      const auto found = by_measure.find(measure);
      const int width = static_cast<int>(std::min<std::size_t>(measure.size(), 22));
      if (found == by_measure.end() || found->second->mean.count == 0) {
        std::snprintf(text, sizeof text, " %*s", width, "-");
      } else {
        std::snprintf(text, sizeof text, " %+*.1f", width, found->second->mean.mean);
      }
      out += text;
    }
  }
  return out + '\n';
}

}  // namespace jpegaware::bench
