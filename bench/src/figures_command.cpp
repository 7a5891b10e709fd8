// SPDX-License-Identifier: Apache-2.0
// Stage: `jpegaware-bench figures`. Input: a run's CSV files. Output: SVG plots, a Markdown table.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <system_error>

#include "bd_table.h"
#include "commands.h"
#include "picture_file.h"
#include "result_table.h"
#include "run_options.h"
#include "speed_table.h"
#include "svg_chart.h"

namespace jpegaware::bench {
namespace {

namespace fs = std::filesystem;

Result<void> write_text(const fs::path& path, const std::string& text) {
  return write_bytes(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// Variants in the order that they read best in: peers, then ours.
std::vector<std::string> variants_of(const std::set<std::string>& present) {
  std::vector<std::string> out;
  for (const std::string_view name : codec_names()) {
    for (const std::string& variant : present) {
      const bool other_effort = variant.starts_with(std::string(name) + "-effort");
      if (variant == name || other_effort) out.push_back(variant);
    }
  }
  return out;
}

std::vector<std::string> tested_variants(const std::vector<BdCell>& cells) {
  std::set<std::string> present;
  for (const BdCell& cell : cells) present.insert(cell.variant);
  return variants_of(present);
}

std::vector<std::string_view> measures_of(const std::vector<BdCell>& cells) {
  std::vector<std::string_view> out;
  for (const BdCell& cell : cells) {
    if (std::find(out.begin(), out.end(), cell.measure) == out.end()) out.push_back(cell.measure);
  }
  return out;
}

const BdCell* find_cell(const std::vector<BdCell>& cells, std::string_view variant,
                        std::string_view measure) {
  for (const BdCell& cell : cells) {
    if (cell.variant == variant && cell.measure == measure && cell.mean.count > 0) return &cell;
  }
  return nullptr;
}

// A Markdown table, the best of each column in bold.
std::string rates_markdown(const std::vector<BdCell>& cells, std::size_t pictures) {
  const std::vector<std::string_view> measures = measures_of(cells);
  std::string out = "| encoder |";
  std::string rule = "|---|";
  std::map<std::string_view, double> best;
  for (const std::string_view measure : measures) {
    out += ' ' + std::string(measure) + " |";
    rule += "---|";
    for (const BdCell& cell : cells) {
      if (cell.measure != measure || cell.mean.count == 0) continue;
      const auto found = best.find(measure);
      if (found == best.end() || cell.mean.mean < found->second) best[measure] = cell.mean.mean;
    }
  }
  out += '\n' + rule + '\n';
  for (const std::string& variant : tested_variants(cells)) {
    out += "| " + variant + " |";
    for (const std::string_view measure : measures) {
      const BdCell* cell = find_cell(cells, variant, measure);
      char text[64] = "–";
      if (cell != nullptr) {
        const char* mark = cell->mean.mean == best[measure] ? "**" : "";
        std::snprintf(text, sizeof text, "%s%+.1f%s", mark, cell->mean.mean, mark);
      }
      out += ' ' + std::string(text);
      if (cell != nullptr && !std::isnan(cell->mean.half_width)) {
        std::snprintf(text, sizeof text, " ±%.1f", cell->mean.half_width);
        out += text;
      }
      if (cell != nullptr && cell->without_result > 0) {
        std::snprintf(text, sizeof text, " (%d)", cell->mean.count);
        out += text;
      }
      out += " |";
    }
    out += '\n';
  }
  return out +
         "\nBD-rate in % against libjpeg-turbo with optimized Huffman tables over its quality "
         "50 to 90, mean over " +
         std::to_string(pictures) +
         " pictures with its 95 % interval; negative: smaller files. In parentheses: on so many "
         "pictures only, because on the others the curves share less than 0.8 of the range; a "
         "dash: "
         "on none.\n";
}

std::string rates_plot(const std::vector<BdCell>& cells) {
  const std::vector<std::string> variants = tested_variants(cells);
  std::vector<DotRow> rows;
  for (const std::string_view measure : measures_of(cells)) {
    DotRow row{std::string(measure), {}};
    for (const std::string& variant : variants) {
      const BdCell* cell = find_cell(cells, variant, measure);
      row.dots.push_back(cell == nullptr ? DotRow::Dot{std::nan(""), std::nan("")}
                                         : DotRow::Dot{cell->mean.mean, cell->mean.half_width});
    }
    rows.push_back(std::move(row));
  }
  return dot_plot(variants, rows, "BD-rate of each encoder by each metric",
                  "size at equal score against libjpeg-turbo, %");
}

// Mean score over the mean of log bits a pixel, at each quality.
std::string curve_plot(const std::vector<Row>& rows, std::size_t measure) {
  std::map<std::string, std::map<double, std::vector<const Row*>>> by_variant;
  std::set<std::string> present;
  for (const Row& row : rows) {
    if (std::isnan(row.measures[measure])) continue;
    by_variant[row.variant][row.quality].push_back(&row);
    present.insert(row.variant);
  }
  std::vector<ChartSeries> series;
  for (const std::string& variant : variants_of(present)) {
    ChartSeries one{variant, {}};
    for (const auto& [quality, list] : by_variant[variant]) {
      double log_bits = 0.0;
      double score = 0.0;
      for (const Row* row : list) {
        log_bits += std::log(row->rate_bpp());
        score += row->measures[measure];
      }
      const double n = static_cast<double>(list.size());
      one.points.push_back({std::exp(log_bits / n), score / n});
    }
    series.push_back(std::move(one));
  }
  const std::string name(measure_names()[measure]);
  return line_chart(series, {name + " over bits a pixel, mean over the pictures", "bits a pixel",
                             name, AxisScale::kLogarithmic, AxisScale::kLinear});
}

std::string speed_plot(const std::vector<SpeedRow>& rows) {
  std::set<std::string> present;
  for (const SpeedRow& row : rows) present.insert(row.variant);
  std::vector<ChartSeries> series;
  for (const std::string& variant : variants_of(present)) {
    ChartSeries one{variant, {}};
    for (const SpeedRow& row : rows) {
      if (row.variant == variant) one.points.push_back({row.megapixels, row.cpu_s});
    }
    series.push_back(std::move(one));
  }
  return line_chart(series,
                    {"Processor time of the whole program over the picture's size", "megapixels",
                     "seconds", AxisScale::kLogarithmic, AxisScale::kLogarithmic});
}

Result<void> write_rate_figures(const std::vector<Row>& rows, const fs::path& out) {
  const std::vector<BdCell> cells = bd_table(rows);
  std::set<std::string> pictures;
  for (const Row& row : rows) pictures.insert(row.image);
  if (const auto written = write_bd_rates(out / "bd_rates.csv", cells); !written) {
    return written.error();
  }
  const auto table = write_text(out / "rates.md", rates_markdown(cells, pictures.size()));
  if (!table) return table.error();
  if (const auto plot = write_text(out / "rates.svg", rates_plot(cells)); !plot) {
    return plot.error();
  }
  for (std::size_t i = 0; i < kMeasureCount; ++i) {
    const bool any = std::any_of(rows.begin(), rows.end(),
                                 [i](const Row& row) { return std::isfinite(row.measures[i]); });
    if (!any) continue;
    const fs::path file = out / ("curve-" + std::string(measure_names()[i]) + ".svg");
    if (const auto plot = write_text(file, curve_plot(rows, i)); !plot) return plot.error();
  }
  return {};
}

}  // namespace

Result<void> run_figures(Arguments arguments) {
  const Result<RunOptions> options = parse_run_options(arguments);
  if (!options) return options.error();
  if (options->operands.size() != 1) {
    return Error{ErrorCode::kInvalidArgument, "figures takes the folder of a run"};
  }
  const fs::path folder = options->operands.front();
  const fs::path out = options->out.empty() ? folder : options->out;
  std::error_code code;
  fs::create_directories(out, code);
  const Result<std::vector<Row>> rows = read_results(folder / "results.csv");
  if (!rows) return rows.error();
  const Result<std::vector<SpeedRow>> speed = read_speed(folder / "speed.csv");
  if (!speed) return speed.error();
  if (rows->empty() && speed->empty()) {
    return Error{ErrorCode::kBadInput, folder.string() + ": no results.csv or speed.csv there"};
  }
  if (!rows->empty()) {
    if (const auto written = write_rate_figures(*rows, out); !written) return written.error();
  }
  if (speed->empty()) return {};
  return write_text(out / "speed.svg", speed_plot(*speed));
}

}  // namespace jpegaware::bench
