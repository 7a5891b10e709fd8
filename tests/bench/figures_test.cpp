// SPDX-License-Identifier: Apache-2.0
// Tests of plots and tables for documents: every number is placed, nothing is left to type.
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include "catch.hpp"
#include "commands.h"
#include "process.h"
#include "result_table.h"
#include "speed_table.h"
#include "svg_chart.h"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

std::string contents(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("svg_chart: a line for each series, extremes at the axes' ends", "[svg_chart][unit]") {
  const std::string svg =
      line_chart({{"a<b", {{1, 10}, {10, 20}, {100, 30}}}, {"c", {{1, 15}, {100, 25}}}},
                 {"title & more", "x", "y", AxisScale::kLogarithmic, AxisScale::kLinear});
  CHECK(count_of(svg, "<path ") == 2);
  CHECK(svg.find("a&lt;b") != std::string::npos);
  CHECK(svg.find("title &amp; more") != std::string::npos);
  // Left end, the middle of a logarithmic axis, right end.
  CHECK(svg.find("M64.00 372.00L319.50 192.00L575.00 12.00") != std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
}

TEST_CASE("svg_chart: missing dots are left out", "[svg_chart][unit]") {
  const double none = std::nan("");
  const std::string svg =
      dot_plot({"one", "two"},
               {{"m", {{-3.0, 1.0}, {none, none}}}, {"n", {{2.0, none}, {1.0, 0.5}}}}, "t", "x");
  CHECK(count_of(svg, "<circle ") == 3);
  CHECK(svg.find("nan") == std::string::npos);
}

TEST_CASE("speed_table: rows survive the file", "[speed_table][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const SpeedRow row{"jpegli", 0.39, 75, 5, 0.25, 0.5, 1.5, 1048576, 777, "abc"};
  REQUIRE(write_speed(folder->path() / "speed.csv", {row}).has_value());
  const auto rows = read_speed(folder->path() / "speed.csv");
  REQUIRE(rows.has_value());
  REQUIRE(rows->size() == 1);
  CHECK(rows->front().variant == "jpegli");
  CHECK(rows->front().ratio == 1.5);
  CHECK(rows->front().peak_rss_bytes == 1048576);
  CHECK(rows->front().commit == "abc");
  const auto none = read_speed(folder->path() / "nothing.csv");
  REQUIRE(none.has_value());
  CHECK(none->empty());
}

TEST_CASE("figures: table and plots come out of a run's CSV", "[figures][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  std::vector<Row> rows;
  for (const char* image : {"a", "b"}) {
    for (const int quality : {50, 70, 90}) {
      Row row;
      row.measures.fill(std::nan(""));
      row.image = image;
      row.variant = "libjpeg-turbo";
      row.quality = quality;
      row.width_px = row.height_px = 100;
      row.bytes = 100 * quality;
      row.measures[0] = 20.0 + 0.1 * quality;
      rows.push_back(row);
      row.variant = "mozjpeg";
      row.bytes = 80 * quality;
      rows.push_back(row);
    }
  }
  REQUIRE(write_results(folder->path() / "results.csv", rows).has_value());
  const std::string place = folder->path().string();
  const std::vector<std::string_view> words = {place};
  REQUIRE(run_figures(words).has_value());
  CHECK(contents(folder->path() / "rates.md").find("| mozjpeg | **-20.0** ±0.0 |") !=
        std::string::npos);
  CHECK(contents(folder->path() / "rates.svg").find("<svg") == 0);
  CHECK(contents(folder->path() / "curve-psnr_y.svg").find("<svg") == 0);
  CHECK(contents(folder->path() / "bd_rates.csv").find("mozjpeg,psnr_y,-20,") != std::string::npos);
}
