// SPDX-License-Identifier: Apache-2.0
// The C interface as a C caller sees it: codes, messages, who owns what.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "jpegaware/encode.h"
#include "jpegaware/jpegaware.h"
#include "planar_picture.h"

namespace {

struct Picture {
  std::vector<std::uint8_t> rgb;
  jpegaware_image image = JPEGAWARE_IMAGE_INIT;
};

/// A picture with edges and a gradient, so that a file of it is neither empty nor noise.
Picture make_picture(int width, int height) {
  Picture picture;
  picture.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  std::size_t at = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      picture.rgb[at++] = static_cast<std::uint8_t>((x * 3 + y) & 0xFF);
      picture.rgb[at++] = static_cast<std::uint8_t>((x / 5 + y / 3) % 2 * 200);
      picture.rgb[at++] = static_cast<std::uint8_t>((y * 5) & 0xFF);
    }
  }
  picture.image.width_px = width;
  picture.image.height_px = height;
  picture.image.planes[0] = picture.rgb.data();
  picture.image.strides_bytes[0] = std::ptrdiff_t{width} * 3;
  return picture;
}

using EncoderHandle = std::unique_ptr<jpegaware_encoder, decltype(&jpegaware_encoder_destroy)>;

EncoderHandle make_encoder() {
  jpegaware_encoder* encoder = nullptr;
  REQUIRE(jpegaware_encoder_create(&encoder, nullptr) == JPEGAWARE_OK);
  return {encoder, &jpegaware_encoder_destroy};
}

struct File {
  int status = -1;
  std::vector<std::uint8_t> bytes;
  std::string message;
};

File encode(jpegaware_encoder* encoder, const jpegaware_image& image) {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  jpegaware_message message;
  File file;
  file.status = jpegaware_encoder_encode(encoder, &image, &bytes, &size, &message);
  file.message = message.text;
  if (bytes != nullptr) {
    file.bytes.assign(bytes, bytes + size);
  }
  jpegaware_free(bytes);
  return file;
}

}  // namespace

TEST_CASE("c_api: one call writes the bytes of the C++ one", "[c_api][unit]") {
  const Picture picture = make_picture(37, 21);
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  jpegaware_message message;
  std::memset(message.text, 'x', sizeof message.text);
  REQUIRE(jpegaware_encode(&picture.image, 80, &bytes, &size, &message) == JPEGAWARE_OK);
  CHECK(std::string(message.text).empty());
  const auto expected = jpegaware::encode(
      {picture.rgb.data(), 37, 21, 37 * 3, jpegaware::PixelFormat::kRgb8}, 80);
  REQUIRE(expected);
  CHECK(std::vector<std::uint8_t>(bytes, bytes + size) == *expected);
  jpegaware_free(bytes);
}

TEST_CASE("c_api: a kept encoder takes changes, and gives the same bytes again", "[c_api][unit]") {
  const Picture picture = make_picture(48, 40);
  const auto encoder = make_encoder();
  const File first = encode(encoder.get(), picture.image);
  REQUIRE(first.status == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_quality(encoder.get(), 30, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).bytes.size() < first.bytes.size());
  REQUIRE(jpegaware_encoder_set_quality(encoder.get(), 75, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).bytes == first.bytes);
}

TEST_CASE("c_api: a quality map is copied, used, and taken away again", "[c_api][unit]") {
  const Picture picture = make_picture(64, 33);
  const auto encoder = make_encoder();
  const File uniform = encode(encoder.get(), picture.image);
  std::vector<float> quality(8 * 5, 10.0F);
  quality[0] = 75.0F;
  REQUIRE(jpegaware_encoder_set_quality_map(encoder.get(), quality.data(), quality.size(), 8, 5,
                                            nullptr) == JPEGAWARE_OK);
  quality.assign(quality.size(), 75.0F);  // the encoder has its own copy
  CHECK(encode(encoder.get(), picture.image).bytes.size() < uniform.bytes.size());
  const Picture other = make_picture(72, 33);
  const File refused = encode(encoder.get(), other.image);
  CHECK(refused.status == JPEGAWARE_INVALID_ARGUMENT);
  CHECK(refused.message.find("8 x 5") != std::string::npos);
  REQUIRE(jpegaware_encoder_set_quality_map(encoder.get(), nullptr, 0, 0, 0, nullptr) ==
          JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).bytes == uniform.bytes);
}

TEST_CASE("c_api: bad calls are refused with a sentence and change nothing", "[c_api][unit]") {
  const Picture picture = make_picture(16, 16);
  const auto encoder = make_encoder();
  const File before = encode(encoder.get(), picture.image);
  jpegaware_message message;
  const auto refused = [&](int status, const char* word) {
    INFO(message.text);
    CHECK(status == JPEGAWARE_INVALID_ARGUMENT);
    CHECK(std::string(message.text).find(word) != std::string::npos);
  };
  refused(jpegaware_encoder_set_quality(encoder.get(), 0, &message), "quality");
  refused(jpegaware_encoder_set_quality(encoder.get(), 101, &message), "101");
  refused(jpegaware_encoder_set_quality(nullptr, 50, &message), "encoder");
  refused(jpegaware_encoder_set_effort(encoder.get(), 10, &message), "effort");
  refused(jpegaware_encoder_set_threads(encoder.get(), 0, &message), "threads");
  refused(jpegaware_encoder_set_subsampling(encoder.get(), 3, &message), "subsampling");
  refused(jpegaware_encoder_set_chroma_quality_offset(encoder.get(), 100, &message), "100");
  const std::vector<std::uint16_t> steps(3 * 64, 9);
  const std::vector<std::uint16_t> no_steps(3 * 64, 0);
  refused(jpegaware_encoder_set_tables(encoder.get(), steps.data(), 191, &message), "191");
  refused(jpegaware_encoder_set_tables(encoder.get(), steps.data(), 128, &message), "tables");
  refused(jpegaware_encoder_set_tables(encoder.get(), no_steps.data(), 192, &message), "32767");
  refused(jpegaware_encoder_set_tables(encoder.get(), nullptr, 192, &message), "steps");
  refused(jpegaware_encoder_set_density(encoder.get(), 3, 1, 1, &message), "unit");
  refused(jpegaware_encoder_set_density(encoder.get(), JPEGAWARE_PER_INCH, 1, 65536, &message),
          "65536");
  std::int64_t bound = 1;
  refused(jpegaware_encoder_memory_bytes(encoder.get(), nullptr, &bound, &message), "image");
  CHECK(bound == 0);
  refused(jpegaware_encoder_memory_bytes(nullptr, &picture.image, &bound, &message), "encoder");
  refused(jpegaware_encoder_memory_bytes(encoder.get(), &picture.image, nullptr, &message),
          "bytes");
  refused(jpegaware_encoder_set_max_pixels(encoder.get(), 0, &message), "max_pixels");
  refused(jpegaware_encoder_set_icc_profile(encoder.get(), nullptr, 9, &message), "profile");
  const float quality = 50.0F;
  refused(jpegaware_encoder_set_quality_map(encoder.get(), &quality, 1, 2, 2, &message), "2 x 2");
  refused(jpegaware_encoder_set_quality_map(encoder.get(), &quality, 1, -1, -1, &message), "-1");
  const float too_high = 101.0F;
  refused(jpegaware_encoder_set_quality_map(encoder.get(), &too_high, 1, 1, 1, &message), "101");
  refused(jpegaware_encoder_create(nullptr, &message), "encoder");
  std::size_t size = 0;
  refused(jpegaware_encoder_encode(encoder.get(), &picture.image, nullptr, &size, &message), "bytes");
  refused(jpegaware_encoder_encode_to(encoder.get(), &picture.image, nullptr, nullptr, &message),
          "write");
  CHECK(encode(encoder.get(), picture.image).bytes == before.bytes);
  CHECK(jpegaware_encoder_set_quality(encoder.get(), 0, nullptr) == JPEGAWARE_INVALID_ARGUMENT);
  jpegaware_encoder_destroy(nullptr);
  jpegaware_free(nullptr);
}

TEST_CASE("c_api: tables, density, mark and chroma's quality are those of the C++ call",
          "[c_api][unit]") {
  const Picture picture = make_picture(48, 40);
  const auto encoder = make_encoder();
  const File plain = encode(encoder.get(), picture.image);
  std::vector<std::uint16_t> steps(3 * 64);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i] = static_cast<std::uint16_t>(5 + i / 3);
  }
  std::array<jpegaware::QuantizationSteps, 3> tables{};
  std::copy_n(steps.begin(), 64, tables[0].begin());
  std::copy_n(steps.begin() + 64, 64, tables[1].begin());
  std::copy_n(steps.begin() + 128, 64, tables[2].begin());
  REQUIRE(jpegaware_encoder_set_tables(encoder.get(), steps.data(), steps.size(), nullptr) ==
          JPEGAWARE_OK);
  steps.assign(steps.size(), 1);  // the encoder has its own copy
  REQUIRE(jpegaware_encoder_set_density(encoder.get(), JPEGAWARE_PER_CENTIMETRE, 118, 59,
                                        nullptr) == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_mark(encoder.get(), 0, nullptr) == JPEGAWARE_OK);
  jpegaware::EncodeOptions options;
  options.tables = tables;
  options.density = {jpegaware::PixelDensity::Unit::kPerCentimetre, 118, 59};
  options.mark = jpegaware::FileMark::kOmit;
  const jpegaware::ImageView view{picture.rgb.data(), 48, 40, 48 * 3,
                                  jpegaware::PixelFormat::kRgb8};
  const auto expected = jpegaware::encode(view, options);
  REQUIRE(expected);
  CHECK(encode(encoder.get(), picture.image).bytes == *expected);

  REQUIRE(jpegaware_encoder_set_tables(encoder.get(), nullptr, 0, nullptr) == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_density(encoder.get(), JPEGAWARE_ASPECT_ONLY, 1, 1, nullptr) ==
          JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_mark(encoder.get(), 1, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).bytes == plain.bytes);
  REQUIRE(jpegaware_encoder_set_chroma_quality_offset(encoder.get(), -50, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).bytes.size() < plain.bytes.size());
}

TEST_CASE("c_api: the bound of memory is what the limit compares with", "[c_api][unit]") {
  const Picture picture = make_picture(48, 40);
  const auto encoder = make_encoder();
  std::int64_t bound = 0;
  REQUIRE(jpegaware_encoder_memory_bytes(encoder.get(), &picture.image, &bound, nullptr) ==
          JPEGAWARE_OK);
  REQUIRE(bound > 0);
  REQUIRE(jpegaware_encoder_set_max_memory(encoder.get(), bound, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).status == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_max_memory(encoder.get(), bound - 1, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).status == JPEGAWARE_OUT_OF_MEMORY);
}

TEST_CASE("c_api: 16-bit and planar pictures write the bytes of the C++ call", "[c_api][unit]") {
  const auto encoder = make_encoder();
  const Picture picture = make_picture(37, 21);
  std::vector<std::uint8_t> words;
  for (const std::uint8_t byte : picture.rgb) {
    words.insert(words.end(), {byte, byte});
  }
  jpegaware_image wide = picture.image;
  wide.format = JPEGAWARE_RGB16;
  wide.planes[0] = words.data();
  wide.strides_bytes[0] *= 2;
  CHECK(encode(encoder.get(), wide).bytes == encode(encoder.get(), picture.image).bytes);

  const jpegaware::test::PlanarPicture planes(37, 21, 1);
  const auto expected = jpegaware::encode(planes.i420(jpegaware::YcbcrCoding::kLimited709), 75);
  REQUIRE(expected);
  jpegaware_image planar = JPEGAWARE_IMAGE_INIT;
  planar.format = JPEGAWARE_I420;
  planar.width_px = 37;
  planar.height_px = 21;
  planar.ycbcr_coding = JPEGAWARE_LIMITED_709;
  planar.planes[0] = planes.luma.data();
  planar.planes[1] = planes.cb.data();
  planar.planes[2] = planes.cr.data();
  planar.strides_bytes[0] = 37;
  planar.strides_bytes[1] = planar.strides_bytes[2] = 19;
  CHECK(encode(encoder.get(), planar).bytes == *expected);
  planar.format = JPEGAWARE_NV12;
  planar.planes[1] = planes.pairs.data();
  planar.planes[2] = nullptr;
  planar.strides_bytes[1] = 38;
  CHECK(encode(encoder.get(), planar).bytes == *expected);
}

TEST_CASE("c_api: a picture that cannot be one is refused", "[c_api][unit]") {
  const auto encoder = make_encoder();
  Picture picture = make_picture(16, 16);
  const auto refused = [&](const char* word) {
    const File file = encode(encoder.get(), picture.image);
    INFO(file.message);
    CHECK(file.status == JPEGAWARE_INVALID_ARGUMENT);
    CHECK(file.bytes.empty());
    CHECK(file.message.find(word) != std::string::npos);
  };
  SECTION("no pixels") {
    picture.image.planes[0] = nullptr;
    refused("null");
  }
  SECTION("a stride shorter than the row") {
    picture.image.strides_bytes[0] = 47;
    refused("stride");
  }
  SECTION("no width") {
    picture.image.width_px = 0;
    refused("0 x 16");
  }
  SECTION("a format that is none") {
    picture.image.format = 99;
    refused("99");
  }
  SECTION("a row of 16-bit samples in a stride of 8") {
    picture.image.format = JPEGAWARE_RGB16;
    refused("less than a row's 96");
  }
  SECTION("a planar picture without its chroma") {
    picture.image.format = JPEGAWARE_I420;
    refused("Cb plane");
  }
  SECTION("a chroma stride shorter than the row") {
    picture.image.format = JPEGAWARE_NV12;
    picture.image.planes[1] = picture.rgb.data();
    picture.image.strides_bytes[1] = 15;
    refused("less than a row's 16");
  }
  SECTION("a coding that is none") {
    picture.image.ycbcr_coding = -1;
    refused("-1 is not a YCbCr coding");
  }
  SECTION("a struct that is not initialised") {
    picture.image.struct_size = 0;
    refused("JPEGAWARE_IMAGE_INIT");
  }
  SECTION("more pixels than allowed") {
    REQUIRE(jpegaware_encoder_set_max_pixels(encoder.get(), 255, nullptr) == JPEGAWARE_OK);
    refused("255");
  }
}

TEST_CASE("c_api: a sink that refuses and a cancel end the encode with their codes", "[c_api][unit]") {
  const Picture picture = make_picture(64, 64);
  const auto encoder = make_encoder();
  jpegaware_message message;
  const auto full = [](void*, const std::uint8_t*, std::size_t) { return 28; };
  CHECK(jpegaware_encoder_encode_to(encoder.get(), &picture.image, full, nullptr, &message) ==
        JPEGAWARE_IO);
  CHECK(std::string(message.text).find("28") != std::string::npos);
  const auto yes = [](void*) { return 1; };
  REQUIRE(jpegaware_encoder_set_cancel(encoder.get(), yes, nullptr, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).status == JPEGAWARE_ABORTED);
  REQUIRE(jpegaware_encoder_set_cancel(encoder.get(), nullptr, nullptr, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).status == JPEGAWARE_OK);
}

TEST_CASE("c_api: profile and segments go into the file and are taken away again", "[c_api][unit]") {
  const Picture picture = make_picture(16, 16);
  const auto encoder = make_encoder();
  const File plain = encode(encoder.get(), picture.image);
  std::vector<std::uint8_t> payload = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M'};
  REQUIRE(jpegaware_encoder_add_segment(encoder.get(), 0xE1, payload.data(), payload.size(),
                                        nullptr) == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_icc_profile(encoder.get(), payload.data(), 4, nullptr) ==
          JPEGAWARE_OK);
  const std::string exif(payload.begin(), payload.end());
  payload.assign(payload.size(), 0);  // the encoder has its own copy
  const File with = encode(encoder.get(), picture.image);
  const std::string text(with.bytes.begin(), with.bytes.end());
  CHECK(text.find(exif) != std::string::npos);
  CHECK(text.find("ICC_PROFILE") != std::string::npos);
  REQUIRE(jpegaware_encoder_clear_segments(encoder.get(), nullptr) == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_icc_profile(encoder.get(), nullptr, 0, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).bytes == plain.bytes);
  jpegaware_message message;
  CHECK(jpegaware_encoder_add_segment(encoder.get(), 0xDA, nullptr, 0, &message) ==
        JPEGAWARE_INVALID_ARGUMENT);
  const std::vector<std::uint8_t> large(65534);
  CHECK(jpegaware_encoder_add_segment(encoder.get(), 0xFE, large.data(), large.size(), &message) ==
        JPEGAWARE_INVALID_ARGUMENT);
}

TEST_CASE("c_api: limits stop an encode, progress and log are told", "[c_api][unit]") {
  const Picture picture = make_picture(64, 64);
  const auto encoder = make_encoder();
  double done = 0;
  int lines = 0;
  const auto progress = [](void* user, double done_0_1) { *static_cast<double*>(user) = done_0_1; };
  const auto log = [](void* user, const char* line) {
    *static_cast<int*>(user) += std::strlen(line) > 0 ? 1 : 0;
  };
  REQUIRE(jpegaware_encoder_set_progress(encoder.get(), progress, &done, nullptr) == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_log(encoder.get(), log, &lines, nullptr) == JPEGAWARE_OK);
  REQUIRE(encode(encoder.get(), picture.image).status == JPEGAWARE_OK);
  CHECK(done == 1.0);
  CHECK(lines >= 3);
  REQUIRE(jpegaware_encoder_set_time_limit(encoder.get(), 1e-9, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).status == JPEGAWARE_ABORTED);
  REQUIRE(jpegaware_encoder_set_time_limit(encoder.get(), 0, nullptr) == JPEGAWARE_OK);
  REQUIRE(jpegaware_encoder_set_max_memory(encoder.get(), 1000, nullptr) == JPEGAWARE_OK);
  CHECK(encode(encoder.get(), picture.image).status == JPEGAWARE_OUT_OF_MEMORY);
}

TEST_CASE("c_api: codes and versions have words", "[c_api][unit]") {
  CHECK(std::string(jpegaware_code_text(JPEGAWARE_ABORTED)) == "aborted");
  CHECK(std::string(jpegaware_code_text(-5)) == "unknown code");
  CHECK(jpegaware_version_number() == JPEGAWARE_VERSION_NUMBER);
  CHECK(std::string(jpegaware_version_text()) == JPEGAWARE_VERSION_TEXT);
}
