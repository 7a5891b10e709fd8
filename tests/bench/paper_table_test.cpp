// SPDX-License-Identifier: Apache-2.0
// Tests of the paper's table: means of both readings, sizes, and every picture in the CSV.
#include "paper_table.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "catch.hpp"
#include "process.h"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

PaperRow row(const std::string& image, const std::string& encoder, double size_ratio, double psnr) {
  PaperRow out;
  out.set = "Kodak";
  out.image = image;
  out.encoder = encoder;
  out.size_ratio = size_ratio;
  out.values.fill(psnr);
  out.interchanged.fill(psnr + 1.0);
  return out;
}

const std::vector<PaperRow>& two_pictures() {
  static const std::vector<PaperRow> rows = {
      row("a.png", "base", 1.0, 30.0), row("a.png", "tested, more", 1.004, 31.0),
      row("b.png", "base", 1.0, 34.0), row("b.png", "tested, more", 0.994, 37.0)};
  return rows;
}

}  // namespace

TEST_CASE("paper_table: means stand under both readings, with mean and worst size",
          "[paper][unit]") {
  const std::string text = paper_markdown("Kodak", two_pictures());
  CHECK(text.find("Kodak, 2 images, as the paper measured") != std::string::npos);
  CHECK(text.find("MS-ROI, as the paper has it") != std::string::npos);
  const std::size_t second = text.find("planes read as they are");
  REQUIRE(second != std::string::npos);
  const std::string tested = "| tested, more | 99.90 % (±0.60) | ";
  CHECK(text.find(tested + "35.00") < second);
  CHECK(text.find(tested + "34.00") > second);
  CHECK(text.find(tested + "34.00") != std::string::npos);
}

TEST_CASE("paper_table: the headline has the base and ours alone", "[paper][unit]") {
  std::vector<PaperRow> rows = two_pictures();
  rows.push_back(row("a.png", "jpegaware, map", 1.0, 33.0));
  const std::string text = paper_headline("Kodak", rows);
  CHECK(text.find("| base |") != std::string::npos);
  CHECK(text.find("| jpegaware, map | 100.00 % (±0.00) | 34.00") != std::string::npos);
  CHECK(text.find("tested, more") == std::string::npos);
}

TEST_CASE("paper_table: the worst deviation counts both ways", "[paper][unit]") {
  CHECK(worst_deviation(two_pictures()) == Approx(0.006));
}

TEST_CASE("paper_table: every picture's ratio is in the CSV", "[paper][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const auto path = folder->path() / "paper.csv";
  REQUIRE(write_paper(path, two_pictures()).has_value());
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  CHECK(text.find("Kodak,a.png,\"tested, more\",,0,0,1.004,31,") != std::string::npos);
  CHECK(text.find("Kodak,b.png,\"tested, more\",,0,0,0.994,37,") != std::string::npos);
}
