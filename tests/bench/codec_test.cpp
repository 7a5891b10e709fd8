// SPDX-License-Identifier: Apache-2.0
// Tests of the codecs under test: they are what their programs are, and decode to the picture.
#include "codec.h"

#include <cmath>
#include <string>

#include "catch.hpp"
#include "picture_file.h"
#include "process.h"
#include "report.h"
#include "scores.h"
#include "test_pictures.h"

namespace {

using namespace jpegaware::bench;  // NOLINT(google-build-using-namespace): the unit under test

// Start-of-frame marker: 0xC0 baseline, 0xC2 progressive; and the luma sampling byte after it.
struct Frame {
  int marker = 0;
  int luma_sampling = 0;
};

Frame frame_of(const std::vector<std::uint8_t>& jpeg) {
  for (std::size_t at = 2; at + 11 < jpeg.size();) {
    if (jpeg[at] != 0xFF) break;
    const int marker = jpeg[at + 1];
    if (marker == 0xC0 || marker == 0xC1 || marker == 0xC2) return {marker, jpeg[at + 11]};
    at += 2 + static_cast<std::size_t>(jpeg[at + 2] * 256 + jpeg[at + 3]);
  }
  return {};
}

}  // namespace

TEST_CASE("codec: libjpeg-turbo writes the very bytes of cjpeg", "[codec][cli]") {
  if (find_program("cjpeg").empty()) {
    WARN("left out: needs cjpeg");
    return;
  }
  const bool progressive = GENERATE(false, true);
  const int quality = GENERATE(5, 50, 90);
  const Image image = test::test_picture(101, 67, 3);
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const std::string ppm = (folder->path() / "a.ppm").string();
  const std::string jpeg = (folder->path() / "a.jpg").string();
  REQUIRE(write_ppm(ppm, image.view()).has_value());
  const auto run = run_process({"cjpeg", "-quality", std::to_string(quality), "-outfile", jpeg,
                                progressive ? "-progressive" : "-optimize", ppm});
  REQUIRE(run.has_value());
  const auto expected = read_bytes(jpeg);
  const auto codec =
      make_codec(progressive ? "libjpeg-turbo-progressive" : "libjpeg-turbo", default_setup());
  REQUIRE(expected.has_value());
  REQUIRE(codec.has_value());
  const auto bytes = (*codec)->encode(image, quality);
  REQUIRE(bytes.has_value());
  CHECK(*bytes == *expected);
}

TEST_CASE("codec: every peer is at its best, progressive and 4:2:0", "[codec][unit]") {
  const std::string name = GENERATE("mozjpeg", "jpegli", "jpegli-noaq");
  CodecSetup setup;
  setup.peers = std::filesystem::path(JPEGAWARE_SOURCE_DIR) / "build" / "peers";
  const auto codec = make_codec(name, setup);
  if (!codec) {
    WARN("left out: " << codec.error().message);
    return;
  }
  const Image image = test::test_picture(200, 120, 4);
  const auto bytes = (*codec)->encode(image, 80);
  REQUIRE(bytes.has_value());
  CHECK(frame_of(*bytes).marker == 0xC2);
  CHECK(frame_of(*bytes).luma_sampling == 0x22);
}

TEST_CASE("codec: each decodes to the picture, finer at a higher quality", "[codec][property]") {
  const std::string name =
      GENERATE("libjpeg-turbo", "mozjpeg", "jpegli", "jpegli-noaq", "jpegaware");
  CodecSetup setup;
  setup.peers = std::filesystem::path(JPEGAWARE_SOURCE_DIR) / "build" / "peers";
  const auto codec = make_codec(name, setup);
  if (!codec) {
    WARN("left out: " << codec.error().message);
    return;
  }
  const Image image = test::test_picture(171, 165, 5);
  const Scorer scorer(image.view());
  double last_bytes = 0.0;
  double last_score = -1000.0;
  for (const int quality : {40, 70, 92}) {
    CAPTURE(name, quality);
    const auto bytes = (*codec)->encode(image, quality);
    REQUIRE(bytes.has_value());
    const auto decoded = decode_jpeg(*bytes);
    REQUIRE(decoded.has_value());
    REQUIRE(jpegaware::metrics::comparable(image.view(), decoded->view()));
    const auto scores = scorer.score(decoded->view(), false);
    REQUIRE(scores.has_value());
    const double score = (*scores)[static_cast<std::size_t>(Metric::kSsimulacra2)];
    CHECK(static_cast<double>(bytes->size()) > last_bytes);
    CHECK(score > last_score);
    last_bytes = static_cast<double>(bytes->size());
    last_score = score;
  }
}

TEST_CASE("codec: another effort is another variant and another file", "[codec][unit]") {
  CodecSetup setup = default_setup();
  const auto usual = make_codec("jpegaware", setup);
  setup.effort_1_9 = 9;
  const auto patient = make_codec("jpegaware", setup);
  REQUIRE(usual.has_value());
  REQUIRE(patient.has_value());
  CHECK((*usual)->variant() == "jpegaware");
  CHECK((*patient)->variant() == "jpegaware-effort9");
  CHECK((*patient)->parameters() == "effort 9, no map");
  const Image image = test::test_picture(171, 165, 5);
  const auto fast = (*usual)->encode(image, 75);
  const auto slow = (*patient)->encode(image, 75);
  REQUIRE(fast.has_value());
  REQUIRE(slow.has_value());
  CHECK(*fast != *slow);
}

TEST_CASE("codec: a quality between two whole ones gives a file between theirs",
          "[codec][property]") {
  const std::string name = GENERATE("libjpeg-turbo", "libjpeg-turbo-progressive", "mozjpeg",
                                    "jpegli", "jpegaware", "jpegaware-map");
  CodecSetup setup = default_setup();
  setup.peers = std::filesystem::path(JPEGAWARE_SOURCE_DIR) / "build" / "peers";
  const auto codec = make_codec(name, setup);
  if (!codec) {
    WARN("left out: " << codec.error().message);
    return;
  }
  CAPTURE(name);
  const Image image = test::test_picture(336, 240, 6);
  const auto below = (*codec)->encode(image, 70);
  const auto barely = (*codec)->encode(image, 70.0001);
  const auto middle = (*codec)->encode(image, 72.5);
  const auto above = (*codec)->encode(image, 75);
  REQUIRE(below.has_value());
  REQUIRE(barely.has_value());
  REQUIRE(middle.has_value());
  REQUIRE(above.has_value());
  // Nearly nothing above a whole quality: its own file, but for what a float's last digit turns.
  CHECK(std::abs(static_cast<double>(barely->size()) - static_cast<double>(below->size())) <
        0.001 * static_cast<double>(below->size()));
  CHECK(middle->size() > below->size());
  CHECK(middle->size() < above->size());
  const auto matched = match_size(**codec, image, (below->size() + middle->size()) / 2);
  REQUIRE(matched.has_value());
  CHECK(std::abs(2.0 * static_cast<double>(matched->bytes.size()) /
                     static_cast<double>(below->size() + middle->size()) -
                 1.0) < 0.01);
}

TEST_CASE("codec: unknown names are refused with the list", "[codec][unit]") {
  const auto codec = make_codec("jpeg2000", default_setup());
  REQUIRE_FALSE(codec.has_value());
  CHECK(codec.error().code == jpegaware::ErrorCode::kInvalidArgument);
  CHECK(codec.error().message.find("mozjpeg") != std::string::npos);
}
