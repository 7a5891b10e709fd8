// SPDX-License-Identifier: Apache-2.0
// Laws of planar pictures: against the plain formula by way of R'G'B', and against libjpeg's own
// raw-data path.
#include "planar_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "catch.hpp"
#include "jpegaware/encode.h"
#include "stock_jpeg.h"

using namespace jpegaware::detail;
using jpegaware::ChromaSubsampling;
using jpegaware::EncodeOptions;
using jpegaware::FrontEnd;
using jpegaware::ImageView;
using jpegaware::Quantizer;
using jpegaware::ScanLayout;
using jpegaware::YcbcrCoding;
using jpegaware::test::PlanarPicture;

namespace {

struct Ycc {
  double y, cb, cr;
};

/// R'G'B' of the coding, then JPEG's luma and chroma of that, nothing clipped in between.
Ycc by_way_of_rgb(Ycc code, YcbcrCoding coding) {
  const bool is_limited = coding == YcbcrCoding::kLimited601 || coding == YcbcrCoding::kLimited709;
  const bool is_601 = coding == YcbcrCoding::kFull601 || coding == YcbcrCoding::kLimited601;
  const double kr = is_601 ? 0.299 : 0.2126;
  const double kb = is_601 ? 0.114 : 0.0722;
  const double y = is_limited ? (code.y - 16.0) / 219.0 : code.y / 255.0;
  const double pb = (code.cb - 128.0) / (is_limited ? 224.0 : 255.0);
  const double pr = (code.cr - 128.0) / (is_limited ? 224.0 : 255.0);
  const double red = y + 2.0 * (1.0 - kr) * pr;
  const double blue = y + 2.0 * (1.0 - kb) * pb;
  const double green = (y - kr * red - kb * blue) / (1.0 - kr - kb);
  const double luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  return {255.0 * luma, 255.0 * (blue - luma) / 1.772, 255.0 * (red - luma) / 1.402};
}

double clipped(double centred) { return std::clamp(centred, -128.0, 127.0); }

/// Weights 3:1 of the two chroma samples around luma position `at`.
double between(const std::vector<double>& samples, int at) {
  const int far = std::clamp(at % 2 == 0 ? at / 2 - 1 : at / 2 + 1, 0, static_cast<int>(samples.size()) - 1);
  return 0.75 * samples[static_cast<std::size_t>(at / 2)] + 0.25 * samples[static_cast<std::size_t>(far)];
}

/// A chroma plane interpolated to the picture's size, at one pixel.
double chroma_at(const PlanarPicture& picture, const std::vector<std::uint8_t>& plane, int x, int y) {
  std::vector<double> column;
  for (int row = 0; row < picture.chroma_height(); ++row) {
    const auto* begin = plane.data() + std::ptrdiff_t{row} * picture.chroma_width();
    column.push_back(between({begin, begin + picture.chroma_width()}, x));
  }
  return between(column, y);
}

Ycc expected_at(const PlanarPicture& picture, YcbcrCoding coding, int x, int y) {
  const auto luma = picture.luma[static_cast<std::size_t>(y * picture.width_px + x)];
  return by_way_of_rgb({static_cast<double>(luma), chroma_at(picture, picture.cb, x, y),
                        chroma_at(picture, picture.cr, x, y)},
                       coding);
}

YcbcrCoding any_coding() {
  return GENERATE(YcbcrCoding::kFull601, YcbcrCoding::kLimited601, YcbcrCoding::kFull709,
                  YcbcrCoding::kLimited709);
}

PlanarPicture any_picture() {
  const auto [width, height] = GENERATE(std::pair{1, 1}, std::pair{2, 3}, std::pair{17, 13},
                                        std::pair{24, 16}, std::pair{33, 40});
  return {width, height, 4};
}

std::vector<float> row_of(int width) { return std::vector<float>(static_cast<std::size_t>(width)); }

std::vector<std::uint8_t> must_encode(const ImageView& view, const EncodeOptions& options) {
  auto file = jpegaware::encode(view, options);
  REQUIRE(file);
  return std::move(*file);
}

}  // namespace

TEST_CASE("planar_rows: luma and full-size chroma are the plain formula's", "[planar_rows][property]") {
  const auto coding = any_coding();
  const PlanarPicture picture = any_picture();
  const bool pairs = GENERATE(false, true);
  PlanarRows rows(pairs ? picture.nv12(coding) : picture.i420(coding));
  auto luma = row_of(picture.width_px);
  auto cb = row_of(picture.width_px);
  auto cr = row_of(picture.width_px);
  double worst = 0.0;
  for (int y = 0; y < picture.height_px; ++y) {
    rows.luma_row(y, luma.data());
    rows.chroma_row(y, {1, 1}, cb.data(), cr.data());
    for (int x = 0; x < picture.width_px; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const Ycc expected = expected_at(picture, coding, x, y);
      worst = std::max({worst, std::abs(luma[i] - clipped(expected.y - 128.0)),
                        std::abs(cb[i] - clipped(expected.cb)), std::abs(cr[i] - clipped(expected.cr))});
    }
  }
  CAPTURE(static_cast<int>(coding), picture.width_px, pairs);
  CHECK(worst < 1e-3);
}

TEST_CASE("planar_rows: at 4:2:0 chroma keeps its own samples", "[planar_rows][property]") {
  const auto coding = any_coding();
  const PlanarPicture picture = any_picture();
  PlanarRows rows(picture.i420(coding));
  auto cb = row_of(picture.chroma_width());
  auto cr = row_of(picture.chroma_width());
  for (int y = 0; y < picture.chroma_height(); ++y) {
    rows.chroma_row(y, {2, 2}, cb.data(), cr.data());
    for (int x = 0; x < picture.chroma_width(); ++x) {
      const auto i = static_cast<std::size_t>(x);
      const auto at = static_cast<std::size_t>(y * picture.chroma_width() + x);
      const double cb_code = picture.cb[at];
      const double cr_code = picture.cr[at];
      const Ycc expected = by_way_of_rgb({128.0, cb_code, cr_code}, coding);
      CHECK(cb[i] == Approx(clipped(expected.cb)).margin(1e-3));
      CHECK(cr[i] == Approx(clipped(expected.cr)).margin(1e-3));
      if (coding == YcbcrCoding::kFull601) {
        CHECK(cb[i] == cb_code - 128.0);
        CHECK(cr[i] == cr_code - 128.0);
      }
    }
  }
}

TEST_CASE("planar_rows: at 4:2:2 chroma is interpolated downwards alone", "[planar_rows][property]") {
  const PlanarPicture picture = any_picture();
  PlanarRows rows(picture.i420());
  auto cb = row_of(picture.chroma_width());
  auto cr = row_of(picture.chroma_width());
  for (int y = 0; y < picture.height_px; ++y) {
    rows.chroma_row(y, {2, 1}, cb.data(), cr.data());
    for (int x = 0; x < picture.chroma_width(); ++x) {
      std::vector<double> column;
      for (int row = 0; row < picture.chroma_height(); ++row) {
        column.push_back(picture.cb[static_cast<std::size_t>(row * picture.chroma_width() + x)]);
      }
      CHECK(cb[static_cast<std::size_t>(x)] == Approx(between(column, y) - 128.0).margin(1e-4));
    }
  }
}

TEST_CASE("planar_rows: reference front end and rounding write the levels of libjpeg's raw data",
          "[planar_rows][property]") {
  const PlanarPicture picture = any_picture();
  EncodeOptions options;
  options.quality_1_100 = GENERATE(30, 75, 100);
  options.front_end = FrontEnd::kReference;
  options.quantizer = Quantizer::kRounding;
  options.scan_layout = ScanLayout::kSequentialBaseline;
  const auto ours = jpegaware::test::stock_levels(must_encode(picture.i420(), options));
  const auto stock = jpegaware::test::stock_levels(
      jpegaware::test::stock_encode_planes(picture, options.quality_1_100));
  REQUIRE(ours);
  REQUIRE(stock);
  for (std::size_t c = 0; c < 3; ++c) {
    CAPTURE(picture.width_px, options.quality_1_100, c);
    CHECK(ours->components[c].table == stock->components[c].table);
    CHECK(ours->components[c].levels.values == stock->components[c].levels.values);
  }
}

TEST_CASE("planar_rows: I420 and NV12, any stride and any threads give the same file",
          "[planar_rows][property]") {
  const auto coding = any_coding();
  const PlanarPicture picture(53, 37, 8);
  EncodeOptions options;
  options.subsampling =
      GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
  options.front_end = GENERATE(FrontEnd::kPerceptual, FrontEnd::kReference);
  const auto expected = must_encode(picture.i420(coding), options);
  CHECK(must_encode(picture.nv12(coding), options) == expected);

  ImageView upwards = picture.i420(coding);
  std::array<std::vector<std::uint8_t>, 3> flipped;
  const auto flip = [](const std::vector<std::uint8_t>& plane, int width, std::vector<std::uint8_t>& out) {
    const auto row_count = static_cast<std::ptrdiff_t>(plane.size()) / width;
    out.assign(static_cast<std::size_t>(row_count * (width + 5)), 0xEE);
    for (std::ptrdiff_t y = 0; y < row_count; ++y) {
      std::copy_n(plane.begin() + y * width, width, out.begin() + (row_count - 1 - y) * (width + 5));
    }
    return out.data() + (row_count - 1) * (width + 5);
  };
  upwards.data = flip(picture.luma, picture.width_px, flipped[0]);
  upwards.stride_bytes = -(picture.width_px + 5);
  upwards.chroma[0] = {flip(picture.cb, picture.chroma_width(), flipped[1]), -(picture.chroma_width() + 5)};
  upwards.chroma[1] = {flip(picture.cr, picture.chroma_width(), flipped[2]), -(picture.chroma_width() + 5)};
  options.threads = 3;
  CHECK(must_encode(upwards, options) == expected);
}

TEST_CASE("planar_rows: every file decodes to the colours that were meant", "[planar_rows][property]") {
  const auto coding = any_coding();
  const PlanarPicture picture(64, 48, 2);
  EncodeOptions options;
  options.quality_1_100 = 95;
  options.subsampling = GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k444);
  const auto decoded = jpegaware::test::stock_decode(must_encode(picture.i420(coding), options));
  REQUIRE(decoded);
  double squares = 0.0;
  for (int y = 0; y < picture.height_px; ++y) {
    for (int x = 0; x < picture.width_px; ++x) {
      const Ycc ycc = expected_at(picture, coding, x, y);
      const double rgb[] = {ycc.y + 1.402 * ycc.cr, ycc.y - 0.344136 * ycc.cb - 0.714136 * ycc.cr,
                            ycc.y + 1.772 * ycc.cb};
      for (std::size_t c = 0; c < 3; ++c) {
        const auto at = static_cast<std::size_t>(y * picture.width_px + x) * 3 + c;
        squares += std::pow(std::clamp(rgb[c], 0.0, 255.0) - decoded->bytes[at], 2);
      }
    }
  }
  const double mean = squares / static_cast<double>(decoded->bytes.size());
  CAPTURE(static_cast<int>(coding), mean);
  CHECK(mean < 30.0);  // 33 dB at quality 95: noise in chroma is what the file's steps cannot hold
}

TEST_CASE("planar_rows: planes that cannot be read are refused", "[planar_rows][unit]") {
  const PlanarPicture picture(17, 13, 1);
  const auto refused = [](const ImageView& view, const char* word) {
    const auto checked = jpegaware::validate(view);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == jpegaware::ErrorCode::kInvalidArgument);
    INFO(checked.error().message);
    CHECK(checked.error().message.find(word) != std::string::npos);
  };
  REQUIRE(jpegaware::validate(picture.i420()));
  REQUIRE(jpegaware::validate(picture.nv12()));
  ImageView view = picture.i420();
  view.chroma[1].data = nullptr;
  refused(view, "Cr plane");
  view = picture.i420();
  view.chroma[0].stride_bytes = 8;
  refused(view, "less than a row's 9");
  view = picture.nv12();
  view.chroma[0].stride_bytes = -17;
  refused(view, "less than a row's 18");
  view = picture.nv12();
  view.chroma[0].data = nullptr;
  refused(view, "CbCr plane");
  view = picture.i420();
  view.coding = static_cast<YcbcrCoding>(4);
  refused(view, "4 is not a YCbCr coding");
}
