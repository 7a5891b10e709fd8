// SPDX-License-Identifier: Apache-2.0
// The encoder's memory: every allocation may fail, none is kept, and the stated bound holds.
#include <optional>

#include "catch.hpp"
#include "counted_heap.h"
#include "jpegaware/encode.h"
#include "jpegaware/jpegaware.h"
#include "test_picture.h"

using counted_heap::Failing;

namespace {

jpegaware::EncodeOptions options_for(int threads, jpegaware::ScanLayout layout) {
  jpegaware::EncodeOptions options;
  options.threads = threads;
  options.scan_layout = layout;
  return options;
}

}  // namespace

TEST_CASE("encoder_memory: whichever allocation fails, the call says so and leaks nothing",
          "[encoder_memory][property]") {
  const int threads = GENERATE(1, 2);
  const auto layout = GENERATE(jpegaware::ScanLayout::kProgressive,
                               jpegaware::ScanLayout::kSequentialBaseline);
  const auto failing = GENERATE(Failing::kOne, Failing::kAllFrom);
  const TestPicture picture(70, 41);
  const auto options = options_for(threads, layout);
  REQUIRE(jpegaware::encode(picture.view(), options));  // what the process keeps, it has now

  bool succeeded = false;
  int failures = 0;
  for (int index = 0; !succeeded; ++index) {
    const std::int64_t blocks = counted_heap::live_blocks();
    std::optional<jpegaware::ErrorCode> code;
    bool has_sentence = false;
    {
      counted_heap::fail(failing, index);
      const auto file = jpegaware::encode(picture.view(), options);
      counted_heap::fail(Failing::kNone, 0);
      succeeded = file.has_value();
      if (!file) {
        code = file.error().code;
        has_sentence = !file.error().message.empty();
        ++failures;
      }
    }
    const std::int64_t kept = counted_heap::live_blocks() - blocks;
    CAPTURE(index, threads);
    REQUIRE(kept == 0);
    REQUIRE((succeeded || (code == jpegaware::ErrorCode::kOutOfMemory && has_sentence)));
    REQUIRE(index < 5000);
  }
  CHECK(failures > 20);
}

TEST_CASE("encoder_memory: a thousand encodes of one Encoder hold no more than the first two",
          "[encoder_memory][property]") {
  const TestPicture large(160, 120, 1);
  const TestPicture small(64, 200, 2);
  auto encoder = jpegaware::Encoder::create({});
  REQUIRE(encoder);
  std::int64_t bytes = 0;
  for (int i = 0; i < 1000; ++i) {
    jpegaware::VectorSink sink;
    REQUIRE(encoder->encode((i % 2 == 0 ? large : small).view(), nullptr, sink));
    if (i == 1) {
      bytes = counted_heap::live_bytes() - static_cast<std::int64_t>(sink.bytes().capacity());
    }
  }
  CHECK(counted_heap::live_bytes() <= bytes);
}

namespace {

/// Keeps nothing, so that the heap holds what the encoder holds.
class NoSink final : public jpegaware::ByteSink {
 public:
  jpegaware::Result<void> write(std::span<const std::uint8_t>) override { return {}; }
};

}  // namespace

TEST_CASE("encoder_memory: no encode holds more than encode_memory_bytes says",
          "[encoder_memory][property]") {
  jpegaware::EncodeOptions options;
  options.threads = GENERATE(1, 4, 16);
  options.effort_1_9 = GENERATE(1, 5, 9);
  options.subsampling =
      GENERATE(jpegaware::ChromaSubsampling::k420, jpegaware::ChromaSubsampling::k444);
  const auto [width, height] = GENERATE(std::pair{8, 8}, std::pair{320, 240}, std::pair{4000, 70});
  options.quantizer =
      GENERATE(jpegaware::Quantizer::kRateDistortion, jpegaware::Quantizer::kRounding);
  const TestPicture picture(width, height);
  NoSink sink;
  const std::int64_t before = counted_heap::live_bytes();
  counted_heap::reset_peak();
  auto encoder = jpegaware::Encoder::create(options);
  REQUIRE(encoder);
  REQUIRE(encoder->encode(picture.view(), nullptr, sink));
  const std::int64_t held = counted_heap::peak_bytes() - before;
  const std::int64_t bound = jpegaware::encode_memory_bytes(picture.view(), options);
  CAPTURE(width, height, options.threads, options.effort_1_9, options.quantizer);
  CHECK(held <= bound);

  options.max_memory_bytes = bound - 1;
  const auto refused = jpegaware::encode(picture.view(), options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == jpegaware::ErrorCode::kOutOfMemory);
}
