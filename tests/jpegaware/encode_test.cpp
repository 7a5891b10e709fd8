// SPDX-License-Identifier: Apache-2.0
// Laws of the whole encoder, judged by stock libjpeg-turbo.
#include "jpegaware/encode.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "simd_targets_guard.h"
#include "stock_jpeg.h"

using jpegaware::BlockGrid;
using jpegaware::BlockQualityMap;
using jpegaware::ByteSink;
using jpegaware::ChromaSubsampling;
using jpegaware::EncodeOptions;
using jpegaware::Encoder;
using jpegaware::Error;
using jpegaware::ErrorCode;
using jpegaware::FrontEnd;
using jpegaware::ImageView;
using jpegaware::PixelFormat;
using jpegaware::Quantizer;
using jpegaware::Result;
using jpegaware::ScanLayout;
using jpegaware::Simd;
using jpegaware::VectorSink;
using jpegaware::test::photo_like_picture;
using jpegaware::test::Picture;

namespace {

struct Size {
  int width_px;
  int height_px;
};

/// The sizes that break encoders: one pixel, less than a block, a block, odd, and a wide strip.
Size awkward_size() {
  return GENERATE(Size{1, 1}, Size{7, 9}, Size{8, 8}, Size{17, 13}, Size{33, 31}, Size{1031, 5});
}

ChromaSubsampling any_subsampling() {
  return GENERATE(ChromaSubsampling::k420, ChromaSubsampling::k422, ChromaSubsampling::k444);
}

std::vector<std::uint8_t> must_encode(const ImageView& view, const EncodeOptions& options) {
  auto file = jpegaware::encode(view, options);
  REQUIRE(file);
  return std::move(*file);
}

class FailingSink final : public ByteSink {
 public:
  Result<void> write(std::span<const std::uint8_t> /*bytes*/) override {
    return Error{ErrorCode::kIo, "the disk is full"};
  }
};

class ThrowingSink final : public ByteSink {
 public:
  Result<void> write(std::span<const std::uint8_t> /*bytes*/) override {
    throw std::runtime_error("thrown by the sink");
  }
};

}  // namespace

TEST_CASE("encode: reference front end and rounding write stock libjpeg's levels and tables",
          "[encode][property]") {
  const Size size = awkward_size();
  const auto format = GENERATE(PixelFormat::kRgb8, PixelFormat::kGray8);
  const int quality = GENERATE(1, 30, 75, 95, 100);
  EncodeOptions options;
  options.subsampling = any_subsampling();
  options.quality_1_100 = quality;
  options.front_end = FrontEnd::kReference;
  options.quantizer = Quantizer::kRounding;
  options.scan_layout = ScanLayout::kSequentialBaseline;
  CAPTURE(size.width_px, size.height_px, quality, static_cast<int>(options.subsampling));
  const Picture picture = photo_like_picture(size.width_px, size.height_px, 1, format);
  const auto file = must_encode(picture.view(), options);
  const auto stock_file = jpegaware::test::stock_encode(picture, quality, options.subsampling);
  const auto ours = jpegaware::test::stock_levels(file);
  const auto stock = jpegaware::test::stock_levels(stock_file);
  REQUIRE(ours);
  REQUIRE(stock);
  for (std::size_t c = 0; c < stock->components.size(); ++c) {
    CHECK(ours->components[c].table == stock->components[c].table);
    CHECK(ours->components[c].levels.values == stock->components[c].levels.values);
  }
  // Where Annex K's two tables scale to the same one we write it once: shorter by 69 bytes.
  CHECK((file == stock_file || file.size() + 69 == stock_file.size()));
}

TEST_CASE("encode: stock libjpeg decodes every output to nearly the picture",
          "[encode][property]") {
  const Size size = awkward_size();
  EncodeOptions options;
  options.subsampling = any_subsampling();
  options.scan_layout = GENERATE(ScanLayout::kProgressive, ScanLayout::kSequentialBaseline);
  options.quality_1_100 = GENERATE(5, 90);
  options.effort_1_9 = GENERATE(1, 5, 9);
  const auto format = GENERATE(PixelFormat::kRgb8, PixelFormat::kGray8);
  CAPTURE(size.width_px, size.height_px, options.quality_1_100,
          static_cast<int>(options.subsampling));
  const Picture picture = photo_like_picture(size.width_px, size.height_px, 2, format);
  const auto file = must_encode(picture.view(), options);
  const auto decoded = jpegaware::test::stock_decode(file);
  REQUIRE(decoded);
  REQUIRE(decoded->width_px == size.width_px);
  REQUIRE(decoded->height_px == size.height_px);
  REQUIRE(decoded->format == format);
  // Random texture in colour is lost by subsampling: the bound is a floor, not a score.
  CHECK(jpegaware::test::psnr_db(picture, *decoded) > (options.quality_1_100 == 5 ? 14.0 : 21.0));
}

TEST_CASE("encode: padding, stride and channel order do not change a byte", "[encode][property]") {
  const Picture rgb = photo_like_picture(37, 29, 3);
  const EncodeOptions options;
  const auto expected = must_encode(rgb.view(), options);

  SECTION("padded rows, and rows upwards") {
    const std::size_t stride = rgb.row_bytes() + 11;
    std::vector<std::uint8_t> padded(stride * 29, 0xA5);
    std::vector<std::uint8_t> upwards(stride * 29, 0x5A);
    for (std::size_t y = 0; y < 29; ++y) {
      std::copy_n(rgb.bytes.data() + y * rgb.row_bytes(), rgb.row_bytes(),
                  padded.data() + y * stride);
      std::copy_n(rgb.bytes.data() + y * rgb.row_bytes(), rgb.row_bytes(),
                  upwards.data() + (28 - y) * stride);
    }
    const auto signed_stride = static_cast<std::ptrdiff_t>(stride);
    CHECK(must_encode({padded.data(), 37, 29, signed_stride, PixelFormat::kRgb8}, options) ==
          expected);
    CHECK(must_encode({upwards.data() + 28 * stride, 37, 29, -signed_stride, PixelFormat::kRgb8},
                      options) == expected);
  }
  SECTION("other formats with the same colours") {
    const auto format = GENERATE(PixelFormat::kBgr8, PixelFormat::kRgba8, PixelFormat::kBgra8);
    const auto channels = static_cast<std::size_t>(bytes_per_pixel(format));
    const bool blue_first = format != PixelFormat::kRgba8;
    Picture other{37, 29, format, std::vector<std::uint8_t>(37 * 29 * channels, 77)};
    for (std::size_t i = 0; i < 37 * 29; ++i) {
      for (std::size_t c = 0; c < 3; ++c) {
        other.bytes[i * channels + (blue_first ? 2 - c : c)] = rgb.bytes[i * 3 + c];
      }
    }
    CHECK(must_encode(other.view(), options) == expected);
  }
}

TEST_CASE("encode: threads, instruction sets, effort apart, runs and reuse agree to the byte",
          "[encode][property]") {
  const Picture picture = photo_like_picture(333, 217, 4);
  EncodeOptions options;
  options.subsampling = any_subsampling();
  options.effort_1_9 = GENERATE(1, 5, 8);
  options.front_end = GENERATE(FrontEnd::kPerceptual, FrontEnd::kReference);
  const auto expected = must_encode(picture.view(), options);

  for (const int threads : {2, 3, 64}) {
    EncodeOptions threaded = options;
    threaded.threads = threads;
    CHECK(must_encode(picture.view(), threaded) == expected);
  }
  EncodeOptions plain = options;
  plain.simd = Simd::kPlain;
  CHECK(must_encode(picture.view(), plain) == expected);
  for (const std::int64_t target : jpegaware::test::all_simd_targets()) {
    const jpegaware::test::SimdTargetGuard guard(target);
    CHECK(must_encode(picture.view(), options) == expected);
  }
  auto encoder = Encoder::create(options);
  REQUIRE(encoder);
  const Picture larger = photo_like_picture(500, 300, 5, PixelFormat::kGray8);
  for (const Picture* one : {&picture, &larger, &picture}) {
    VectorSink sink;
    REQUIRE(encoder->encode(one->view(), nullptr, sink));
    CHECK((one == &larger || sink.bytes() == expected));
  }
}

TEST_CASE("encode: a uniform map is no map, and equals its quality", "[encode][property]") {
  const Picture picture = photo_like_picture(100, 60, 6);
  EncodeOptions options;
  options.quality_1_100 = 63;
  const auto map = BlockQualityMap::uniform(BlockGrid::for_image(100, 60), 63.0F);
  REQUIRE(map);
  const auto with_map = jpegaware::encode(picture.view(), *map, options);
  REQUIRE(with_map);
  CHECK(*with_map == must_encode(picture.view(), options));
}

TEST_CASE("encode: more quality costs no fewer bytes and errs no more", "[encode][property]") {
  std::size_t bytes_before = 0;
  double psnr_before = 0.0;
  for (const int quality : {10, 30, 50, 75, 90, 100}) {
    std::size_t bytes = 0;
    double psnr = 0.0;
    for (unsigned seed = 0; seed < 4; ++seed) {
      const Picture picture = photo_like_picture(160, 120, seed);
      EncodeOptions options;
      options.quality_1_100 = quality;
      const auto file = must_encode(picture.view(), options);
      const auto decoded = jpegaware::test::stock_decode(file);
      REQUIRE(decoded);
      bytes += file.size();
      psnr += jpegaware::test::psnr_db(picture, *decoded);
    }
    CAPTURE(quality);
    CHECK(bytes >= bytes_before);
    CHECK(psnr >= psnr_before);
    bytes_before = bytes;
    psnr_before = psnr;
  }
}

TEST_CASE("encode: a failing sink's own error comes back", "[encode][unit]") {
  const Picture picture = photo_like_picture(64, 64, 7);
  auto encoder = Encoder::create({});
  REQUIRE(encoder);
  FailingSink failing;
  const auto failed = encoder->encode(picture.view(), nullptr, failing);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::kIo);
  CHECK(failed.error().message == "the disk is full");
  ThrowingSink throwing;
  const auto thrown = encoder->encode(picture.view(), nullptr, throwing);
  REQUIRE_FALSE(thrown);
  CHECK(thrown.error().code == ErrorCode::kIo);
  VectorSink sink;
  CHECK(encoder->encode(picture.view(), nullptr, sink));
}

TEST_CASE("encode: stops wherever the caller says so", "[encode][property]") {
  const Picture picture = photo_like_picture(120, 90, 8);
  int asked = 0;
  EncodeOptions counting;
  counting.should_cancel = [&asked] {
    ++asked;
    return false;
  };
  REQUIRE(jpegaware::encode(picture.view(), counting));
  REQUIRE(asked > 10);
  for (int stop_at = 1; stop_at <= asked; stop_at += 3) {
    int now = 0;
    EncodeOptions stopping;
    stopping.should_cancel = [&now, stop_at] { return ++now >= stop_at; };
    const auto stopped = jpegaware::encode(picture.view(), stopping);
    CAPTURE(stop_at, asked);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::kAborted);
  }
}

TEST_CASE("encode: what cannot be encoded is refused with a sentence", "[encode][unit]") {
  const Picture picture = photo_like_picture(16, 16, 9);
  const auto refused = [](const ImageView& view, const EncodeOptions& options) {
    const auto file = jpegaware::encode(view, options);
    REQUIRE_FALSE(file);
    CHECK(file.error().code == ErrorCode::kInvalidArgument);
    CHECK(file.error().message.size() > 10);
  };
  ImageView view = picture.view();
  view.width_px = 0;
  refused(view, {});
  view = picture.view();
  view.width_px = 65501;
  view.stride_bytes = 65501 * 3;
  refused(view, {});
  EncodeOptions options;
  options.max_pixels = 255;
  refused(picture.view(), options);
  options = {};
  options.quality_1_100 = 101;
  refused(picture.view(), options);
  options = {};
  options.threads = 0;
  refused(picture.view(), options);
  const auto map = BlockQualityMap::uniform(BlockGrid{3, 2}, 50.0F);
  REQUIRE(map);
  const auto file = jpegaware::encode(picture.view(), *map, {});
  REQUIRE_FALSE(file);
  CHECK(file.error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("encode: an ICC profile comes back whole, and one too large is refused",
          "[encode][unit]") {
  const Picture picture = photo_like_picture(16, 16, 10);
  std::vector<std::uint8_t> profile(150'000);
  for (std::size_t i = 0; i < profile.size(); ++i) {
    profile[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  }
  EncodeOptions options;
  options.icc_profile = profile;
  CHECK(jpegaware::test::stock_icc_profile(must_encode(picture.view(), options)) == profile);
  profile.resize(std::size_t{255} * 65519 + 1);
  options.icc_profile = profile;
  const auto refused = jpegaware::encode(picture.view(), options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::kInvalidArgument);
}

TEST_CASE("encode: each finished stage is reported once", "[encode][unit]") {
  const Picture picture = photo_like_picture(16, 16, 11);
  std::vector<std::string> stages;
  EncodeOptions options;
  options.on_stage = [&stages](std::string_view stage, double elapsed_s) {
    stages.emplace_back(stage);
    CHECK(elapsed_s >= 0.0);
  };
  must_encode(picture.view(), options);
  CHECK(stages == std::vector<std::string>{"forward transform", "choose levels", "choose scans",
                                           "write bitstream"});
}
