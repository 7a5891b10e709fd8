// SPDX-License-Identifier: Apache-2.0
// Tests of the metrics against the published values of 24 pairs, where the data folder exists.
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "picture_file.h"
#include "process.h"
#include "scores.h"
#include "test_pictures.h"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

std::vector<std::map<std::string, std::string>> read_tsv(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<std::string> names;
  std::istringstream header(line);
  for (std::string name; std::getline(header, name, '\t');) names.push_back(name);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    auto& row = rows.emplace_back();
    for (const std::string& name : names) std::getline(cells, row[name], '\t');
  }
  return rows;
}

double value(const Scores& scores, Metric metric) {
  return scores[static_cast<std::size_t>(metric)];
}

}  // namespace

TEST_CASE("metrics: the 24 conformance pairs", "[metrics][slow]") {
  const std::filesystem::path data = test::data_folder();
  const std::filesystem::path table = data / "conformance" / "metrics.tsv";
  if (!std::filesystem::exists(table) || find_program("cjpeg").empty()) {
    WARN("left out: needs cjpeg and " << table);
    return;
  }
  const auto rows = read_tsv(table);
  REQUIRE(rows.size() == 24);
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const std::string ppm = (folder->path() / "a.ppm").string();
  const std::string jpeg = (folder->path() / "a.jpg").string();
  for (auto row : rows) {
    CAPTURE(row["image"], row["quality"]);
    const auto original = read_image(data / "data" / "kodak" / (row["image"] + ".png"));
    REQUIRE(original.has_value());
    REQUIRE(write_ppm(ppm, original->view()).has_value());
    const auto run = run_process({"cjpeg", "-quality", row["quality"], "-optimize", "-sample",
                                  "2x2", "-outfile", jpeg, ppm});
    REQUIRE(run.has_value());
    REQUIRE(run->exit_status == 0);
    const auto bytes = read_bytes(jpeg);
    REQUIRE(bytes.has_value());
    REQUIRE(bytes->size() == std::stoul(row["bytes"]));  // the very file of the table
    const auto decoded = decode_jpeg(*bytes);
    REQUIRE(decoded.has_value());
    const auto scores = Scorer(original->view()).score(decoded->view(), true);
    REQUIRE(scores.has_value());
    const auto expected = [&row](Metric metric) { return std::stod(row[std::string(name(metric))]); };
    for (const Metric metric :
         {Metric::kPsnrY, Metric::kPsnrRgb, Metric::kPsnrHvs, Metric::kPsnrHvsM}) {
      CHECK(value(*scores, metric) == Approx(expected(metric)).margin(1e-4));
    }
    for (const Metric metric : {Metric::kSsim, Metric::kMsSsim}) {
      CHECK(value(*scores, metric) == Approx(expected(metric)).margin(1e-5));
    }
    CHECK(value(*scores, Metric::kSsimulacra2) == Approx(expected(Metric::kSsimulacra2)).margin(0.1));
    if (!has_butteraugli()) continue;
    CHECK(value(*scores, Metric::kButteraugli3Norm) ==
          Approx(expected(Metric::kButteraugli3Norm)).epsilon(0.03));
    CHECK(value(*scores, Metric::kButteraugliMax) ==
          Approx(expected(Metric::kButteraugliMax)).epsilon(0.05));
  }
}
