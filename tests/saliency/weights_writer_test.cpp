// SPDX-License-Identifier: Apache-2.0
// A weights file with tensors added, replaced and left out is read back by the loader.
#include "weights_writer.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include "catch.hpp"
#include "half_float.h"
#include "half_from_float.h"
#include "network.h"
#include "weights_file.h"

namespace jpegaware::apps {
namespace {

std::vector<std::byte> shipped_weights() {
  std::ifstream file(TEST_WEIGHTS, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST_CASE("weights_writer: what was added is read back, and the rest is as it was", "[weights_writer][unit]") {
  const auto original = shipped_weights();
  const NamedTensors added{{"extra.weight", {StoredAs::kFloat16, {2, 2}, {1.0F, -0.5F, 0.25F, 3.0F}}},
                           {"extra.bias", {StoredAs::kFloat32, {1}, {0.1F}}}};
  const auto file = with_tensors(original, added, {});
  REQUIRE(file);
  const auto before = saliency::WeightsFile::from_bytes(original, "before");
  const auto after = saliency::WeightsFile::from_bytes(*file, "after");
  REQUIRE(before);
  REQUIRE(after);
  const auto weight = after->half_tensor("extra.weight", std::array{2, 2});
  const auto bias = after->float_tensor("extra.bias", std::array{1});
  REQUIRE(weight);
  REQUIRE(bias);
  CHECK(saliency::float_from_half((*weight)[1]) == -0.5F);
  CHECK((*bias)[0] == 0.1F);
  const auto stem_before = before->half_tensor("stem.weight", std::array{32, 3, 3, 3});
  const auto stem_after = after->half_tensor("stem.weight", std::array{32, 3, 3, 3});
  REQUIRE(stem_before);
  REQUIRE(stem_after);
  CHECK(std::equal(stem_before->begin(), stem_before->end(), stem_after->begin(), stem_after->end()));
  CHECK(after->classes() == before->classes());
}

TEST_CASE("weights_writer: a tensor of the same name is replaced, whatever its shape", "[weights_writer][unit]") {
  const auto once = with_tensors(shipped_weights(), {{"extra.bias", {StoredAs::kFloat32, {3}, {1, 2, 3}}}}, {});
  REQUIRE(once);
  const auto twice = with_tensors(*once, {{"extra.bias", {StoredAs::kFloat32, {1}, {7}}}}, {});
  REQUIRE(twice);
  const auto file = saliency::WeightsFile::from_bytes(*twice, "twice");
  REQUIRE(file);
  const auto bias = file->float_tensor("extra.bias", std::array{1});
  REQUIRE(bias);
  CHECK((*bias)[0] == 7.0F);
}

TEST_CASE("weights_writer: tensors left out by prefix leave the others as they were", "[weights_writer][unit]") {
  const auto original = shipped_weights();
  const auto without = without_tensors(original, "gaze.");
  REQUIRE(without);
  const auto before = saliency::WeightsFile::from_bytes(original, "before");
  const auto after = saliency::WeightsFile::from_bytes(*without, "after");
  REQUIRE(before);
  REQUIRE(after);
  CHECK(saliency::has_gaze_head(*before));
  CHECK_FALSE(saliency::has_gaze_head(*after));
  CHECK_FALSE(after->has_tensor("gaze.reduce8.weight"));
  CHECK(saliency::make_network(*after));
  // Whatever head was there: a file without it and one with something else in its place become equal.
  const auto other = with_tensors(original, {{"gaze.7.left.weight", {StoredAs::kFloat16, {1}, {1.0F}}}}, {});
  REQUIRE(other);
  const auto also_without = without_tensors(*other, "gaze.");
  REQUIRE(also_without);
  CHECK(*also_without == *without);
}

TEST_CASE("weights_writer: a head of one logit a cell is read too", "[weights_writer][unit]") {
  const auto original = shipped_weights();
  const auto shipped = saliency::WeightsFile::from_bytes(original, "shipped");
  REQUIRE(shipped);
  const int channels = shipped->side("gaze.logit.weight", 1);
  const auto file = with_tensors(
      original,
      {{"gaze.logit.weight", {StoredAs::kFloat16, {1, channels}, std::vector<float>(static_cast<std::size_t>(channels))}},
       {"gaze.logit.bias", {StoredAs::kFloat32, {1}, {0.0F}}}},
      {});
  REQUIRE(file);
  const auto older = saliency::WeightsFile::from_bytes(*file, "older");
  REQUIRE(older);
  const auto network = saliency::make_network(*older);
  REQUIRE(network);
  CHECK(network->layers.back().out_channels == 1);
  CHECK(saliency::make_network(*shipped)->layers.back().out_channels == 4);
}

TEST_CASE("weights_writer: metadata says how the classes were trained", "[weights_writer][unit]") {
  const auto original = shipped_weights();
  const auto sigmoid = with_tensors(original, {}, {{"class_output", "sigmoid"}});
  const auto unknown = with_tensors(original, {}, {{"class_output", "argmax"}});
  REQUIRE(sigmoid);
  REQUIRE(unknown);
  const auto before = saliency::WeightsFile::from_bytes(original, "before");
  const auto after = saliency::WeightsFile::from_bytes(*sigmoid, "after");
  REQUIRE(before);
  REQUIRE(after);
  CHECK(before->class_output() == saliency::ClassOutput::kSoftmax);
  CHECK(after->class_output() == saliency::ClassOutput::kSigmoid);
  CHECK(saliency::WeightsFile::from_bytes(*unknown, "unknown").error().code == ErrorCode::kBadWeights);
}

TEST_CASE("weights_writer: the same tensors give the same bytes", "[weights_writer][property]") {
  const NamedTensors tensors{{"extra.bias", {StoredAs::kFloat32, {1}, {7}}}};
  const auto once = with_tensors(shipped_weights(), tensors, {{"note", "x"}});
  REQUIRE(once);
  const auto again = with_tensors(*once, tensors, {{"note", "x"}});
  REQUIRE(again);
  CHECK(*once == *again);
}

TEST_CASE("weights_writer: bytes that are no weights file are refused", "[weights_writer][unit]") {
  const auto original = shipped_weights();
  const auto shorter = std::span(original).first(GENERATE(0U, 7U, 100U));
  const auto file = with_tensors(shorter, {}, {});
  REQUIRE(!file);
  CHECK(file.error().code == ErrorCode::kBadWeights);
}

TEST_CASE("half_from_float: every binary16 value survives the way through float", "[half_from_float][property]") {
  for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
    const float value = saliency::float_from_half(static_cast<std::uint16_t>(bits));
    if (!std::isnan(value) && half_from_float(value) != bits) {
      CAPTURE(bits);
      FAIL("changed");
    }
  }
  CHECK(std::isnan(saliency::float_from_half(half_from_float(std::numeric_limits<float>::quiet_NaN()))));
}

TEST_CASE("half_from_float: halves between two values go to the even one", "[half_from_float][unit]") {
  CHECK(half_from_float(1.0F + 0x1p-11F) == 0x3C00);
  CHECK(half_from_float(1.0F + 0x3p-11F) == 0x3C02);
  CHECK(half_from_float(1.0F + 0x1.1p-11F) == 0x3C01);
  CHECK(half_from_float(0x1p-25F) == 0x0000);
  CHECK(half_from_float(0x1.8p-24F) == 0x0002);
  CHECK(half_from_float(65519.0F) == 0x7BFF);
  CHECK(half_from_float(65520.0F) == 0x7C00);
  CHECK(half_from_float(-2.0F) == 0xC000);
}

}  // namespace
}  // namespace jpegaware::apps
