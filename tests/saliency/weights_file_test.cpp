// SPDX-License-Identifier: Apache-2.0
// Laws of the weights reader: what is whole is read, what is damaged is refused with its reason.
#include "weights_file.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "half_float.h"
#include "network.h"

using jpegaware::ErrorCode;
using jpegaware::saliency::WeightsFile;
using jpegaware::saliency::WordChecksum;
using Json = nlohmann::json;

namespace {

using Bytes = std::vector<std::byte>;

/// A header and data as a file, with a right checksum unless another is given.
Bytes file_of(Json header, const Bytes& data, const std::optional<std::string>& checksum = {}) {
  header["__metadata__"]["checksum"] = "0000000000000000";
  std::string text = header.dump();
  text.resize((8 + text.size() + 63) / 64 * 64 - 8, ' ');
  const std::uint64_t length = text.size();
  Bytes file(8 + text.size() + data.size());
  const auto assemble = [&] {
    std::memcpy(file.data(), &length, 8);
    std::memcpy(file.data() + 8, text.data(), text.size());
    if (!data.empty()) {
      std::memcpy(file.data() + 8 + text.size(), data.data(), data.size());
    }
  };
  assemble();
  WordChecksum sum;
  sum.add(file);
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(sum.result()));
  text.replace(text.find("0000000000000000"), 16, checksum.value_or(digits.data()));
  assemble();
  return file;
}

Json small_header() {
  return {{"__metadata__",
           {{"format", "jpegaware-saliency"},
            {"format_version", "1"},
            {"backbone", "efficientnet-lite0"},
            {"input_mean", "127"},
            {"input_divisor", "128"},
            {"classes", "cat\ndog"}}},
          {"bias", {{"dtype", "F32"}, {"shape", {2}}, {"data_offsets", {0, 8}}}},
          {"weight", {{"dtype", "F16"}, {"shape", {2, 3}}, {"data_offsets", {8, 20}}}}};
}

Bytes small_data() {
  Bytes data(20);
  const std::array<float, 2> bias{1.5F, -2.0F};
  const std::array<std::uint16_t, 6> weight{0x3C00, 0x4000, 0xC000, 0x0001, 0x3555, 0x7BFF};
  std::memcpy(data.data(), bias.data(), 8);
  std::memcpy(data.data() + 8, weight.data(), 12);
  return data;
}

std::string refusal(const Bytes& file) {
  const auto read = WeightsFile::from_bytes(file, "w");
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::kBadWeights);
  return read.error().message;
}

}  // namespace

TEST_CASE("weights_file: a whole file gives its tensors, classes and scaling", "[weights_file][unit]") {
  const Bytes bytes = file_of(small_header(), small_data());
  const auto file = WeightsFile::from_bytes(bytes, "w");
  REQUIRE(file);
  CHECK(file->classes() == std::vector<std::string>{"cat", "dog"});
  CHECK(file->input_scaling().mean == 127.0F);
  CHECK(file->input_scaling().divisor == 128.0F);
  const auto bias = file->float_tensor("bias", std::array{2});
  REQUIRE(bias);
  CHECK((*bias)[0] == 1.5F);
  const auto weight = file->half_tensor("weight", std::array{2, 3});
  REQUIRE(weight);
  CHECK((*weight)[1] == 0x4000);
}

TEST_CASE("weights_file: what the network wants and the file lacks is named", "[weights_file][unit]") {
  const Bytes bytes = file_of(small_header(), small_data());
  const auto file = WeightsFile::from_bytes(bytes, "w");
  REQUIRE(file);
  CHECK(file->half_tensor("head.weight", std::array{1}).error().message ==
        "weights w: tensor 'head.weight' is missing");
  CHECK(file->half_tensor("weight", std::array{3, 2}).error().message ==
        "weights w: tensor 'weight' has shape [2, 3], the network wants [3, 2]");
  CHECK(file->half_tensor("bias", std::array{2}).error().message ==
        "weights w: tensor 'bias' is not of 16-bit floats");
  CHECK(file->float_tensor("weight", std::array{2, 3}).error().message ==
        "weights w: tensor 'weight' is not of 32-bit floats");
}

TEST_CASE("weights_file: each kind of damage is refused with its own reason", "[weights_file][unit]") {
  struct Damage {
    const char* reason;
    std::function<void(Json&)> change;
  };
  const auto damage = GENERATE(values<Damage>({
      {"dtype is 'BF16'", [](Json& h) { h["weight"]["dtype"] = "BF16"; }},
      {"dtype, shape or data_offsets is missing", [](Json& h) { h["weight"].erase("shape"); }},
      {"dtype, shape or data_offsets is missing", [](Json& h) { h["weight"] = 7; }},
      {"does not fit data_offsets", [](Json& h) { h["weight"]["shape"] = {2, 4}; }},
      {"does not fit data_offsets", [](Json& h) { h["weight"]["data_offsets"] = {7, 19}; }},
      {"a side of its shape", [](Json& h) { h["weight"]["shape"] = {-1, 3}; }},
      {"a side of its shape", [](Json& h) { h["weight"]["shape"] = {1e30}; }},
      {"the file is truncated", [](Json& h) { h["weight"]["data_offsets"] = {8, 1000}; }},
      {"the file is truncated", [](Json& h) { h["weight"]["data_offsets"] = {20, 8}; }},
      {"data_offsets are not numbers", [](Json& h) { h["weight"]["data_offsets"] = {"a", "b"}; }},
      {"dimensions", [](Json& h) { h["weight"]["shape"] = std::vector<int>(9, 1); }},
      {"format_version is '2'", [](Json& h) { h["__metadata__"]["format_version"] = "2"; }},
      {"format is 'other'", [](Json& h) { h["__metadata__"]["format"] = "other"; }},
      {"no text 'classes'", [](Json& h) { h["__metadata__"].erase("classes"); }},
      {"is not a number", [](Json& h) { h["__metadata__"]["input_mean"] = "x"; }},
      {"input_divisor is zero", [](Json& h) { h["__metadata__"]["input_divisor"] = "0"; }},
  }));
  Json header = small_header();
  damage.change(header);
  CHECK_THAT(refusal(file_of(header, small_data())), Catch::Contains(damage.reason));
}

TEST_CASE("weights_file: a broken header is refused", "[weights_file][unit]") {
  Bytes file = file_of(small_header(), small_data());
  SECTION("shorter than its length field") {
    file.resize(GENERATE(0, 1, 7));
    CHECK_THAT(refusal(file), Catch::Contains("8-byte header length"));
  }
  SECTION("a length past the end") {
    const std::uint64_t length = GENERATE(0xFFFFFFFFFFFFFFFFU, 1U << 19U, 0U);
    std::memcpy(file.data(), &length, 8);
    CHECK_THAT(refusal(file), Catch::Contains("header length"));
  }
  SECTION("not JSON") {
    file[9] = std::byte{'?'};
    CHECK_THAT(refusal(file), Catch::Contains("not a JSON object"));
  }
  SECTION("no checksum's digits") {
    CHECK_THAT(refusal(file_of(small_header(), small_data(), "zzzzzzzzzzzzzzzz")), Catch::Contains("hexadecimal"));
  }
}

TEST_CASE("weights_file: truncation at any byte is refused", "[weights_file][property]") {
  const Bytes whole = file_of(small_header(), small_data());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    CAPTURE(size);
    REQUIRE_FALSE(WeightsFile::from_bytes(cut, "w"));
  }
}

TEST_CASE("weights_file: any flipped bit is refused", "[weights_file][property]") {
  const Bytes whole = file_of(small_header(), small_data());
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= std::byte{static_cast<unsigned char>(1U << (bit % 8))};
    CAPTURE(bit);
    REQUIRE_FALSE(WeightsFile::from_bytes(flipped, "w"));
  }
}

TEST_CASE("weights_file: a file that is not there or not a file is an error", "[weights_file][unit]") {
  const auto missing = WeightsFile::open("/nonexistent/weights");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::kIo);
  CHECK_THAT(missing.error().message, Catch::Contains("No such file"));
  CHECK_FALSE(WeightsFile::open(TEST_DATA_DIR));
}

TEST_CASE("weights_file: the shipped file is whole and fits the network", "[weights_file][weights]") {
  const auto file = WeightsFile::open(TEST_WEIGHTS);
  REQUIRE(file);
  CHECK(file->classes().size() == 1000);
  const auto network = jpegaware::saliency::make_network(*file);
  REQUIRE(network);
  CHECK(network->layers.back().name == jpegaware::saliency::kGazeLogitName);
}

TEST_CASE("half_float: known bit patterns", "[half_float][unit]") {
  using jpegaware::saliency::float_from_half;
  CHECK(float_from_half(0x3C00) == 1.0F);
  CHECK(float_from_half(0xC000) == -2.0F);
  CHECK(float_from_half(0x0001) == 0x1p-24F);
  CHECK(float_from_half(0x7BFF) == 65504.0F);
  CHECK(std::isinf(float_from_half(0x7C00)));
  CHECK(std::isnan(float_from_half(0x7C01)));
}
