// SPDX-License-Identifier: Apache-2.0
// Tests of runs: rows survive the file, an interrupted run goes on, regions have their size.
#include "sweep.h"

#include <atomic>
#include <cmath>
#include <fstream>
#include <numeric>
#include <string>

#include "bd_table.h"
#include "catch.hpp"
#include "data_sets.h"
#include "process.h"
#include "result_table.h"
#include "run_options.h"
#include "test_pictures.h"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

// A codec that counts its encodes; its version can be changed.
class CountingCodec final : public Codec {
 public:
  [[nodiscard]] std::string_view variant() const override { return "libjpeg-turbo"; }
  [[nodiscard]] std::string_view codec() const override { return "libjpeg-turbo"; }
  [[nodiscard]] std::string_view parameters() const override { return "a, \"quoted\" one"; }
  [[nodiscard]] std::string_view version() const override { return version_text; }
  [[nodiscard]] jpegaware::Result<std::vector<std::uint8_t>> encode(
      const Image& image, double quality_1_100) const override {
    ++count;
    return (*make_codec("libjpeg-turbo", {}))->encode(image, quality_1_100);
  }
  [[nodiscard]] QualityScale scale() const override {
    return {.lowest = lowest, .fractional = false};
  }
  std::string version_text = "1";
  int lowest = 1;
  mutable std::atomic<int> count = 0;
};

Sweep small_sweep(const CountingCodec& codec, const std::filesystem::path& file) {
  Sweep sweep;
  sweep.title = "test";
  for (const char* name : {"a", "b"}) {
    sweep.subjects.push_back(
        {name, [] {
           return jpegaware::Result<Subject>(Subject{test::test_picture(48, 40, 1), {}, {}});
         }});
  }
  sweep.codecs = {&codec};
  sweep.qualities = {30, 60, 90};
  sweep.with_butteraugli = false;
  sweep.results_file = file;
  return sweep;
}

}  // namespace

TEST_CASE("sweep: an interrupted run goes on where it stopped", "[sweep][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const std::filesystem::path file = folder->path() / "results.csv";
  CountingCodec codec;
  const auto first = run_sweep(small_sweep(codec, file));
  REQUIRE(first.has_value());
  REQUIRE(first->size() == 6);
  CHECK(codec.count == 6);
  // The last line is cut in the middle, as by a power failure.
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 20);
  const auto second = run_sweep(small_sweep(codec, file));
  REQUIRE(second.has_value());
  CHECK(codec.count == 7);
  REQUIRE(second->size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK((*second)[i].bytes == (*first)[i].bytes);
    CHECK((*second)[i].measure(Metric::kSsimulacra2) ==
          Approx((*first)[i].measure(Metric::kSsimulacra2)).epsilon(1e-7));
  }
  std::vector<Row> with_other = *second;
  with_other.push_back(with_other.front());
  with_other.back().variant = "another";
  REQUIRE(write_results(file, with_other).has_value());
  codec.version_text = "2";
  REQUIRE(run_sweep(small_sweep(codec, file)).has_value());
  CHECK(codec.count == 13);
  const auto rows = read_results(file);
  REQUIRE(rows.has_value());
  REQUIRE(rows->size() == 7);  // a codec that was not in the run keeps its rows
  CHECK(rows->front().variant == "another");
  CHECK(rows->front().version == "1");
  CHECK(rows->back().version == "2");
  CHECK(rows->back().parameters == "a, \"quoted\" one");
}

TEST_CASE("sweep: qualities that a codec does not have are left out", "[sweep][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  CountingCodec codec;
  codec.lowest = 60;
  const auto rows = run_sweep(small_sweep(codec, folder->path() / "r.csv"));
  REQUIRE(rows.has_value());
  REQUIRE(rows->size() == 4);
  CHECK(rows->front().quality == 60);
  CHECK(codec.count == 4);
}

TEST_CASE("sweep: threads agree", "[sweep][property]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const CountingCodec codec;
  Sweep sweep = small_sweep(codec, folder->path() / "one.csv");
  const auto one = run_sweep(sweep);
  sweep.results_file = folder->path() / "four.csv";
  sweep.threads = 4;
  const auto four = run_sweep(sweep);
  REQUIRE(one.has_value());
  REQUIRE(four.has_value());
  REQUIRE(one->size() == four->size());
  for (std::size_t i = 0; i < one->size(); ++i) {
    CHECK((*one)[i].image == (*four)[i].image);
    CHECK((*one)[i].measure(Metric::kSsim) == (*four)[i].measure(Metric::kSsim));
  }
}

TEST_CASE("sweep: a file with other columns is refused, not overwritten", "[sweep][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const std::filesystem::path file = folder->path() / "results.csv";
  std::ofstream(file) << "some,other,table\n1,2,3\n";
  const CountingCodec codec;
  CHECK_FALSE(run_sweep(small_sweep(codec, file)).has_value());
  CHECK(codec.count == 0);
}

TEST_CASE("sweep: attention selects pixels of the local measures", "[sweep][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const CountingCodec codec;
  Sweep sweep = small_sweep(codec, folder->path() / "r.csv");
  sweep.qualities = {50};
  sweep.subjects = {{"a", [] {
                       Subject subject{test::test_picture(48, 40, 1), {}, {}};
                       subject.attention.assign(48 * 40, 1.0F);
                       subject.attended_region.assign(48 * 40, 1);
                       return jpegaware::Result<Subject>(std::move(subject));
                     }}};
  auto rows = run_sweep(sweep);
  REQUIRE(rows.has_value());
  Row row = rows->front();
  CHECK(row.measure(Local::kAttendedPsnrY) == Approx(row.measure(Metric::kPsnrY)));
  CHECK(row.measure(Local::kAttendedSsimulacra2) == Approx(row.measure(Metric::kSsimulacra2)));
  CHECK(std::isnan(row.measure(Local::kRegionPsnrY)));
}

TEST_CASE("sweep: the highest fifth is a fifth of the blocks", "[sweep][property]") {
  const int width = GENERATE(8, 40, 83);
  const int height = GENERATE(9, 64);
  const std::size_t blocks =
      static_cast<std::size_t>((width + 7) / 8) * static_cast<std::size_t>((height + 7) / 8);
  const bool flat = GENERATE(false, true);
  std::vector<float> values(blocks, 0.5F);
  if (!flat) std::iota(values.begin(), values.end(), 0.0F);
  const auto region = highest_fifth(values, width, height);
  std::size_t inside = 0;
  for (int y = 0; y < height; y += 8) {
    for (int x = 0; x < width; x += 8) {
      inside += region[static_cast<std::size_t>(y * width + x)];
    }
  }
  CHECK(inside == (blocks + 4) / 5);
}

TEST_CASE("data_sets: halving means four pixels", "[data_sets][unit]") {
  const Image image{{0, 0, 0, 10, 20, 30, 99, 99, 99, 1, 2, 3, 9, 18, 27, 99, 99, 99}, 3, 2};
  const Image half = halved(image);
  CHECK(half.width_px == 1);
  CHECK(half.height_px == 1);
  CHECK(half.rgb == std::vector<std::uint8_t>{5, 10, 15});
}

TEST_CASE("data_sets: fixations of OSIE's layout become weights where people looked",
          "[data_sets][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  std::filesystem::create_directory(folder->path() / "stimuli");
  for (const char* name : {"1.ppm", "2.ppm", "3.ppm"}) {
    REQUIRE(write_ppm(folder->path() / "stimuli" / name, test::test_picture(64, 48, 1).view()));
  }
  std::ofstream(folder->path() / "fixations.csv")
      << "image,subject,index,x,y,duration_ms\n1.ppm,1,1,16.0,24.0,100\n2.ppm,1,1,3,3,100\n";
  std::ofstream(folder->path() / "test.txt") << "1.ppm\n3.ppm\n";
  const auto set = fixation_set(folder->path(), {});
  REQUIRE(set.has_value());
  REQUIRE(set->size() == 1);  // 2.ppm is not in the test list, 3.ppm has no fixations
  CHECK((*set)[0].name == "1.ppm");
  const auto subject = (*set)[0].load();
  REQUIRE(subject.has_value());
  const auto at = [&subject](int x, int y) {
    return subject->attention[static_cast<std::size_t>(y * 64 + x)];
  };
  CHECK(at(16, 24) == Approx(1.0F));
  CHECK(at(16 + 2, 24) == Approx(std::exp(-4.0 / (2 * 1.92 * 1.92))).epsilon(1e-4));
  CHECK(subject->attended_region[24 * 64 + 16] == 1);
}

TEST_CASE("data_sets: masks are paired by name", "[data_sets][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  std::filesystem::create_directory(folder->path() / "images");
  std::filesystem::create_directory(folder->path() / "masks");
  Image mask{std::vector<std::uint8_t>(16 * 8 * 3, 0), 16, 8};
  mask.rgb[3] = mask.rgb[4] = mask.rgb[5] = 255;
  REQUIRE(write_ppm(folder->path() / "images" / "x.ppm", test::test_picture(16, 8, 1).view()));
  REQUIRE(write_ppm(folder->path() / "images" / "y.ppm", test::test_picture(16, 8, 1).view()));
  REQUIRE(write_ppm(folder->path() / "masks" / "x.pnm", mask.view()));
  const auto set = mask_set(folder->path(), {});
  REQUIRE(set.has_value());
  REQUIRE(set->size() == 1);
  const auto subject = (*set)[0].load();
  REQUIRE(subject.has_value());
  CHECK(subject->attended_region[0] == 0);
  CHECK(subject->attended_region[1] == 1);
  CHECK(subject->attention[1] == 1.0F);
}

TEST_CASE("data_sets: maps by category, and under MIT1003's names", "[data_sets][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const auto save = [&folder](const std::filesystem::path& file, const Image& image) {
    std::filesystem::create_directories((folder->path() / file).parent_path());
    REQUIRE(write_ppm(folder->path() / file, image.view()));
  };
  Image map{std::vector<std::uint8_t>(16 * 8 * 3, 0), 16, 8};
  map.rgb[30] = map.rgb[31] = map.rgb[32] = 200;
  const Image picture = test::test_picture(16, 8, 1);
  save("Stimuli/Action/001.ppm", picture);
  save("Stimuli/Action/Output/001.ppm", picture);
  save("Stimuli/Art/001.ppm", picture);
  save("Stimuli/Art/002.ppm", picture);
  save("FIXATIONMAPS/Action/001.ppm", map);
  save("FIXATIONMAPS/Action/Output/001.ppm", map);
  save("FIXATIONMAPS/Art/001_fixMap.ppm", map);
  save("FIXATIONMAPS/Art/001_fixPts.ppm", picture);
  const auto set = fixation_set(folder->path(), {});
  REQUIRE(set.has_value());
  REQUIRE(set->size() == 2);
  CHECK((*set)[0].name == "Action/001.ppm");
  CHECK((*set)[1].name == "Art/001.ppm");
  for (const SubjectSource& source : *set) {
    const auto subject = source.load();
    REQUIRE(subject.has_value());
    CHECK(subject->attention[10] == 200.0F);
    CHECK(subject->attention[11] == 0.0F);
  }
}

TEST_CASE("data_sets: half a listed set is refused by name", "[data_sets][unit]") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  std::ofstream(folder->path() / "list") << std::string(64, '0') << "  a.ppm\n";
  const auto missing = listed_folder(folder->path(), folder->path() / "list");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().message.find("a.ppm") != std::string::npos);
  REQUIRE(write_ppm(folder->path() / "a.ppm", test::test_picture(8, 8, 1).view()));
  const auto changed = listed_folder(folder->path(), folder->path() / "list");
  REQUIRE_FALSE(changed.has_value());
  CHECK(changed.error().message.find("checksums") != std::string::npos);
}

TEST_CASE("bd_table: halved files are 50 % smaller, short curves give no result",
          "[bd_table][unit]") {
  std::vector<Row> rows;
  for (const std::string image : {"a", "b"}) {
    for (const int quality : {50, 60, 70, 80, 90}) {
      Row row;
      row.measures.fill(std::nan(""));
      row.image = image;
      row.variant = std::string(kAnchor);
      row.quality = quality;
      row.bytes = 1000 * quality;
      row.measures[0] = 30.0 + 0.1 * quality;
      rows.push_back(row);
      row.variant = "half";
      row.bytes /= 2;
      rows.push_back(row);
      row.variant = "short";
      if (quality <= 70) rows.push_back(row);
    }
  }
  const auto cells = bd_table(rows);
  REQUIRE(cells.size() == 2);
  CHECK(cells[0].variant == "half");
  CHECK(cells[0].measure == "psnr_y");
  CHECK(cells[0].mean.mean == Approx(-50.0).margin(1e-9));
  CHECK(cells[0].mean.count == 2);
  CHECK(cells[1].mean.count == 0);
  CHECK(cells[1].without_result == 2);
  CHECK(cells[1].mean_share == Approx(0.5));
}

TEST_CASE("run_options: values are checked by name", "[run_options][unit]") {
  const auto parse = [](std::vector<std::string_view> words) { return parse_run_options(words); };
  const auto good = parse({"DIR", "--limit", "3", "--qualities", "90,50,50", "--no-butteraugli"});
  REQUIRE(good.has_value());
  CHECK(good->operands == std::vector<std::string>{"DIR"});
  CHECK(good->limit == 3);
  CHECK(good->qualities == std::vector<int>{50, 90});
  CHECK_FALSE(good->butteraugli);
  CHECK_FALSE(parse({"--limit"}).has_value());
  CHECK_FALSE(parse({"--limit", "0"}).has_value());
  CHECK_FALSE(parse({"--qualities", "101"}).has_value());
  CHECK_FALSE(parse({"--sigma", "2x"}).has_value());
  CHECK_FALSE(parse({"--nonsense", "1"}).has_value());
}
