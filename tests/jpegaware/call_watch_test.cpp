// SPDX-License-Identifier: Apache-2.0
// What a caller hears of an encode, and how it stops one.
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "jpegaware/encode.h"

namespace {

struct Stripes {
  std::vector<std::uint8_t> gray = std::vector<std::uint8_t>(320 * 200);
  Stripes() {
    for (std::size_t i = 0; i < gray.size(); ++i) {
      gray[i] = static_cast<std::uint8_t>(i * i / 7);
    }
  }
  [[nodiscard]] jpegaware::ImageView view() const {
    return {gray.data(), 320, 200, 320, jpegaware::PixelFormat::kGray8};
  }
};

}  // namespace

TEST_CASE("call_watch: progress rises to 1 and every stage has a log line", "[call_watch][unit]") {
  std::vector<double> progress;
  std::vector<std::string> lines;
  std::vector<std::string> stages;
  jpegaware::EncodeOptions options;
  options.on_progress = [&](double done) { progress.push_back(done); };
  options.on_log = [&](std::string_view line) { lines.emplace_back(line); };
  options.on_stage = [&](std::string_view stage, double elapsed_s) {
    stages.emplace_back(stage);
    CHECK(elapsed_s >= 0);
  };
  REQUIRE(jpegaware::encode(Stripes().view(), options));
  REQUIRE(progress.size() >= 3);
  CHECK(std::is_sorted(progress.begin(), progress.end()));
  CHECK(progress.front() > 0);
  CHECK(progress.back() == 1.0);
  REQUIRE(lines.size() == stages.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(lines[i].rfind(stages[i], 0) == 0);
  }
}

TEST_CASE("call_watch: a passed time limit ends the encode and is named", "[call_watch][unit]") {
  jpegaware::EncodeOptions options;
  options.time_limit_s = 1e-9;
  const auto late = jpegaware::encode(Stripes().view(), options);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == jpegaware::ErrorCode::kAborted);
  CHECK(late.error().message.find("time limit") != std::string::npos);
  options.time_limit_s = 3600;
  CHECK(jpegaware::encode(Stripes().view(), options));
  for (const double bad : {-1.0, std::nan(""), HUGE_VAL}) {
    options.time_limit_s = bad;
    const auto refused = jpegaware::encode(Stripes().view(), options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == jpegaware::ErrorCode::kInvalidArgument);
  }
}

TEST_CASE("call_watch: the caller's cancel counts beside a time limit", "[call_watch][unit]") {
  jpegaware::EncodeOptions options;
  options.time_limit_s = 3600;
  options.should_cancel = [] { return true; };
  const auto stopped = jpegaware::encode(Stripes().view(), options);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == jpegaware::ErrorCode::kAborted);
  CHECK(stopped.error().message.find("caller") != std::string::npos);
}

TEST_CASE("call_watch: what a callback throws comes back as an error", "[call_watch][unit]") {
  jpegaware::EncodeOptions options;
  options.threads = GENERATE(1, 3);
  SECTION("progress") {
    options.on_progress = [](double) { throw std::runtime_error("bell broke"); };
  }
  SECTION("log") {
    options.on_log = [](std::string_view) { throw std::runtime_error("bell broke"); };
  }
  const auto failed = jpegaware::encode(Stripes().view(), options);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message.find("bell broke") != std::string::npos);
}
