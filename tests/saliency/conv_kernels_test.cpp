// SPDX-License-Identifier: Apache-2.0
// The vectorised layers against the definition of a convolution, written out.
#include "conv_kernels.h"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "half_float.h"
#include "simd_targets.h"

using jpegaware::saliency::Activation;
using jpegaware::saliency::float_from_half;
using jpegaware::saliency::kNoLayer;
using jpegaware::saliency::Layer;
using jpegaware::saliency::LayerKind;
using jpegaware::saliency::Planes;

namespace {

struct Buffer {
  int channels;
  int height;
  int width;
  std::vector<float> values;

  [[nodiscard]] Planes planes() { return {values.data(), channels, height, width}; }
  [[nodiscard]] float at(int c, int y, int x) const {
    if (y < 0 || x < 0 || y >= height || x >= width) {
      return 0.0F;
    }
    return values[(static_cast<std::size_t>(c) * static_cast<std::size_t>(height) + static_cast<std::size_t>(y)) *
                      static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
};

Buffer random_buffer(int channels, int height, int width, std::mt19937& random) {
  Buffer buffer{channels, height, width, {}};
  std::uniform_real_distribution<float> uniform(-2.0F, 2.0F);
  buffer.values.resize(static_cast<std::size_t>(channels * height * width));
  for (float& value : buffer.values) {
    value = uniform(random);
  }
  return buffer;
}

struct Weights {
  std::vector<std::uint16_t> weight;
  std::vector<float> bias;
};

Weights random_weights(std::size_t weights, std::size_t biases, std::mt19937& random) {
  Weights made;
  std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
  for (std::size_t i = 0; i < weights; ++i) {
    // Signs, exponents from 2^-4 to 2^-1, any mantissa.
    made.weight.push_back(static_cast<std::uint16_t>((random() & 0x83FFU) | ((11U + random() % 4U) << 10U)));
  }
  for (std::size_t i = 0; i < biases; ++i) {
    made.bias.push_back(uniform(random));
  }
  return made;
}

float activate(float value, Activation activation) {
  if (activation == Activation::kNone) {
    return value;
  }
  const float positive = std::max(value, 0.0F);
  return activation == Activation::kRelu6 ? std::min(positive, 6.0F) : positive;
}

/// The definition: dense and depthwise convolutions with "same" padding.
Buffer slow_layer(const Layer& layer, const Buffer& in, const Buffer* added) {
  using jpegaware::saliency::same_padding_before;
  const auto size = jpegaware::saliency::output_size(layer, {in.height, in.width});
  Buffer out{layer.out_channels, size.height, size.width, {}};
  const int before_y = same_padding_before(in.height, layer.kernel, layer.stride);
  const int before_x = same_padding_before(in.width, layer.kernel, layer.stride);
  const bool depthwise = layer.kind == LayerKind::kDepthwise;
  const int depth = depthwise ? 1 : layer.in_channels / layer.groups;
  const int outputs_of_group = layer.out_channels / layer.groups;
  for (int o = 0; o < out.channels; ++o) {
    for (int y = 0; y < out.height; ++y) {
      for (int x = 0; x < out.width; ++x) {
        double sum = layer.bias[static_cast<std::size_t>(o)];
        for (int i = 0; i < depth; ++i) {
          for (int ky = 0; ky < layer.kernel; ++ky) {
            for (int kx = 0; kx < layer.kernel; ++kx) {
              const int at = ((o * depth + i) * layer.kernel + ky) * layer.kernel + kx;
              sum += static_cast<double>(float_from_half(layer.weight[static_cast<std::size_t>(at)])) *
                     in.at(depthwise ? o : o / outputs_of_group * depth + i, y * layer.stride + ky - before_y, x * layer.stride + kx - before_x);
            }
          }
        }
        const double more = added == nullptr ? 0.0 : added->at(o, y, x);
        out.values.push_back(activate(static_cast<float>(sum + more), layer.activation));
      }
    }
  }
  return out;
}

Buffer fast_layer(const Layer& layer, std::vector<Buffer> inputs, Buffer* added) {
  const auto size = jpegaware::saliency::output_size(layer, {inputs[0].height, inputs[0].width});
  Buffer out{layer.out_channels, size.height, size.width, {}};
  out.values.assign(static_cast<std::size_t>(out.channels * out.height * out.width), NAN);
  std::vector<Planes> planes;
  for (Buffer& input : inputs) {
    planes.push_back(input.planes());
  }
  // NaN in scratch: a layer that reads what it did not write is found out.
  std::vector<float> scratch(jpegaware::saliency::scratch_floats(layer, {inputs[0].height, inputs[0].width}), NAN);
  jpegaware::saliency::run_layer(layer, planes, added == nullptr ? Planes{} : added->planes(), out.planes(), scratch);
  return out;
}

void check_equal(const Buffer& fast, const Buffer& slow, double margin) {
  REQUIRE(fast.values.size() == slow.values.size());
  for (std::size_t i = 0; i < fast.values.size(); ++i) {
    CAPTURE(i);
    REQUIRE(fast.values[i] == Approx(slow.values[i]).margin(margin));
  }
}

/// Runs the test's body on every SIMD level that this machine has.
template <typename Body>
void on_every_target(Body body) {
  const std::int64_t targets = jpegaware::detail::simd_targets();
  for (std::int64_t target = 1; target != 0 && target <= targets; target <<= 1) {
    if ((targets & target) != 0) {
      CAPTURE(target);
      jpegaware::detail::set_simd_targets_for_test(target);
      body();
    }
  }
  jpegaware::detail::set_simd_targets_for_test(0);
}

}  // namespace

TEST_CASE("conv_kernels: depthwise equals the definition", "[conv_kernels][property]") {
  std::mt19937 random(11);
  const auto [height, width] = GENERATE(table<int, int>({{1, 1}, {7, 9}, {8, 8}, {17, 13}, {3, 40}, {20, 5}}));
  const Weights weights = random_weights(GENERATE(9U, 25U) * 3U, 3, random);
  const Layer layer{.kind = LayerKind::kDepthwise,
                    .name = "d",
                    .inputs = {0},
                    .in_channels = 3,
                    .out_channels = 3,
                    .kernel = weights.weight.size() == 27 ? 3 : 5,
                    .stride = GENERATE(1, 2),
                    .activation = GENERATE(Activation::kNone, Activation::kRelu6),
                    .weight = weights.weight,
                    .bias = weights.bias};
  const Buffer input = random_buffer(3, height, width, random);
  const Buffer slow = slow_layer(layer, input, nullptr);
  on_every_target([&] { check_equal(fast_layer(layer, {input}, nullptr), slow, 2e-5); });
}

TEST_CASE("conv_kernels: pointwise over concatenated inputs equals the definition", "[conv_kernels][property]") {
  std::mt19937 random(12);
  const auto [height, width] = GENERATE(table<int, int>({{1, 1}, {5, 3}, {8, 10}, {7, 16}}));
  const int out_channels = GENERATE(1, 3, 8, 21);
  const Weights weights = random_weights(static_cast<std::size_t>(out_channels) * 11, static_cast<std::size_t>(out_channels), random);
  const bool add = GENERATE(false, true);
  const Layer layer{.kind = LayerKind::kPointwise,
                    .name = "p",
                    .inputs = {0, 1},
                    .added = add ? 2 : kNoLayer,
                    .in_channels = 11,
                    .out_channels = out_channels,
                    .activation = Activation::kRelu,
                    .weight = weights.weight,
                    .bias = weights.bias};
  const Buffer first = random_buffer(4, height, width, random);
  const Buffer second = random_buffer(7, height, width, random);
  Buffer added = random_buffer(out_channels, height, width, random);
  Buffer joined{11, height, width, first.values};
  joined.values.insert(joined.values.end(), second.values.begin(), second.values.end());
  const Buffer slow = slow_layer(layer, joined, add ? &added : nullptr);
  on_every_target([&] { check_equal(fast_layer(layer, {first, second}, add ? &added : nullptr), slow, 2e-5); });
}

TEST_CASE("conv_kernels: pointwise in groups equals the definition", "[conv_kernels][property]") {
  std::mt19937 random(15);
  const auto [height, width] = GENERATE(table<int, int>({{1, 1}, {5, 3}, {7, 16}}));
  const int groups = GENERATE(2, 3);
  const Weights weights = random_weights(static_cast<std::size_t>(groups * 5 * 4), static_cast<std::size_t>(groups * 5), random);
  const bool add = GENERATE(false, true);
  const Layer layer{.kind = LayerKind::kPointwise,
                    .name = "g",
                    .inputs = {0},
                    .added = add ? 1 : kNoLayer,
                    .in_channels = groups * 4,
                    .out_channels = groups * 5,
                    .groups = groups,
                    .weight = weights.weight,
                    .bias = weights.bias};
  const Buffer input = random_buffer(groups * 4, height, width, random);
  Buffer added = random_buffer(groups * 5, height, width, random);
  const Buffer slow = slow_layer(layer, input, add ? &added : nullptr);
  on_every_target([&] { check_equal(fast_layer(layer, {input}, add ? &added : nullptr), slow, 2e-5); });
}

TEST_CASE("conv_kernels: a dense convolution equals the definition", "[conv_kernels][property]") {
  std::mt19937 random(13);
  const auto [height, width] = GENERATE(table<int, int>({{1, 1}, {2, 3}, {9, 7}, {16, 30}}));
  const Weights weights = random_weights(32 * 27, 32, random);
  const Layer layer{.kind = LayerKind::kConvolution,
                    .name = "c",
                    .inputs = {0},
                    .in_channels = 3,
                    .out_channels = 32,
                    .kernel = 3,
                    .stride = 2,
                    .activation = Activation::kRelu6,
                    .weight = weights.weight,
                    .bias = weights.bias};
  const Buffer input = random_buffer(3, height, width, random);
  const Buffer slow = slow_layer(layer, input, nullptr);
  on_every_target([&] { check_equal(fast_layer(layer, {input}, nullptr), slow, 2e-5); });
}

TEST_CASE("conv_kernels: expansion and depthwise in one equal the two by themselves", "[conv_kernels][property]") {
  std::mt19937 random(14);
  const auto [height, width] = GENERATE(table<int, int>({{1, 1}, {7, 9}, {16, 12}, {21, 40}}));
  const int wide = GENERATE(8, 13);
  const auto channels = static_cast<std::size_t>(wide);
  const Weights pointwise = random_weights(channels * 5, channels, random);
  const Weights filters = random_weights(channels * 25, channels, random);
  const Layer expand{.kind = LayerKind::kPointwise,
                     .name = "e",
                     .inputs = {0},
                     .in_channels = 5,
                     .out_channels = wide,
                     .activation = Activation::kRelu6,
                     .weight = pointwise.weight,
                     .bias = pointwise.bias};
  const Layer depthwise{.kind = LayerKind::kDepthwise,
                        .name = "d",
                        .inputs = {1},
                        .in_channels = wide,
                        .out_channels = wide,
                        .kernel = 5,
                        .stride = GENERATE(1, 2),
                        .activation = Activation::kRelu6,
                        .weight = filters.weight,
                        .bias = filters.bias};
  Buffer input = random_buffer(5, height, width, random);
  on_every_target([&] {
    const Buffer between = fast_layer(expand, {input}, nullptr);
    const Buffer expected = fast_layer(depthwise, {between}, nullptr);
    Buffer out = expected;
    out.values.assign(out.values.size(), NAN);
    std::vector<float> scratch(jpegaware::saliency::scratch_floats(expand, depthwise, {height, width}), NAN);
    jpegaware::saliency::run_expand_depthwise(expand, depthwise, input.planes(), out.planes(), scratch);
    CHECK(out.values == expected.values);
  });
}

TEST_CASE("conv_kernels: the mean layer gives each channel's mean", "[conv_kernels][unit]") {
  const Layer layer{.kind = LayerKind::kMean, .name = "m", .inputs = {0}, .in_channels = 2, .out_channels = 2};
  const Buffer out = fast_layer(layer, {{2, 1, 3, {1.0F, 2.0F, 3.0F, -1.0F, 0.0F, 4.0F}}}, nullptr);
  CHECK(out.values == std::vector<float>{2.0F, 1.0F});
}

TEST_CASE("conv_kernels: upsampling interpolates between sample centres and is cut to size", "[conv_kernels][unit]") {
  const Layer layer{.kind = LayerKind::kUpsample2, .name = "u", .inputs = {0, 1}, .in_channels = 1, .out_channels = 1};
  Buffer coarse{1, 2, 2, {0.0F, 4.0F, 8.0F, 12.0F}};
  Buffer like{3, 3, 4, std::vector<float>(36, NAN)};
  Buffer out{1, 3, 4, std::vector<float>(12, NAN)};
  std::vector<float> scratch(jpegaware::saliency::scratch_floats(layer, {2, 2}, {3, 4}), NAN);
  const std::vector<Planes> inputs{coarse.planes(), like.planes()};
  jpegaware::saliency::run_layer(layer, inputs, {}, out.planes(), scratch);
  CHECK(out.values == std::vector<float>{0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10});
}

TEST_CASE("conv_kernels: widening equals the scalar conversion for every bit pattern", "[conv_kernels][unit]") {
  std::vector<std::uint16_t> halves;
  for (unsigned bits = 0; bits < 0x10000U; ++bits) {
    if ((bits & 0x7C00U) != 0x7C00U) {
      halves.push_back(static_cast<std::uint16_t>(bits));
    }
  }
  std::vector<float> wide(halves.size());
  on_every_target([&] {
    jpegaware::saliency::widen(halves, wide);
    for (std::size_t i = 0; i < halves.size(); ++i) {
      REQUIRE(wide[i] == float_from_half(halves[i]));
    }
  });
}
