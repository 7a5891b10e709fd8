// SPDX-License-Identifier: Apache-2.0
// Encoders at work at once, and one encoder for a thousand pictures. Runs under sanitizers as well.
#include <algorithm>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "jpegaware/encode.h"
#include "test_picture.h"

using jpegaware::Encoder;
using jpegaware::VectorSink;

namespace {

using File = std::vector<std::uint8_t>;

File must_encode(Encoder& encoder, const TestPicture& picture) {
  VectorSink sink;
  return encoder.encode(picture.view(), nullptr, sink) ? sink.take() : File();
}

}  // namespace

TEST_CASE("encoder_sharing: encoders of eight threads, two threads each, write the bytes of one",
          "[encoder_sharing][property]") {
  const TestPicture picture(331, 210);
  jpegaware::EncodeOptions options;
  const auto expected = jpegaware::encode(picture.view(), options);
  REQUIRE(expected);
  options.threads = 2;
  std::vector<int> equal(8, 0);
  std::vector<std::thread> threads;
  for (int& count : equal) {
    threads.emplace_back([&] {
      auto encoder = Encoder::create(options);
      for (int i = 0; encoder && i < 4; ++i) {
        count += must_encode(*encoder, picture) == *expected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(std::count(equal.begin(), equal.end(), 4) == 8);
}

TEST_CASE("encoder_sharing: one encoder, a thousand pictures, and the first again",
          "[encoder_sharing][property]") {
  const TestPicture large(160, 120, 1);
  const TestPicture small(64, 200, 2);
  auto encoder = Encoder::create({});
  REQUIRE(encoder);
  const File first = must_encode(*encoder, large);
  REQUIRE_FALSE(first.empty());
  for (int i = 0; i < 998; ++i) {
    REQUIRE_FALSE(must_encode(*encoder, i % 2 == 0 ? small : large).empty());
  }
  CHECK(must_encode(*encoder, large) == first);
}
