// SPDX-License-Identifier: Apache-2.0
// Stage inside the runtimes: feature planes -> feature planes, one layer at a time.
#include "conv_kernels.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "conv_kernels.cpp"
// Arrays of vectors hold the accumulators, which vectors of unknown size do not allow.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "conv_depthwise-inl.h"
#include "conv_product-inl.h"

HWY_BEFORE_NAMESPACE();
namespace jpegaware::saliency {
namespace HWY_NAMESPACE {

Clip clip_of(Activation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case Activation::kRelu:
      return {0.0F, kInfinity};
    case Activation::kRelu6:
      return {0.0F, 6.0F};
    case Activation::kNone:
      break;
  }
  return {-kInfinity, kInfinity};
}

void run_pointwise(const Layer& layer, std::span<const Planes> inputs, const Planes& added,
                   const Planes& out, float* scratch) {
  const auto groups = static_cast<std::size_t>(layer.groups);
  const std::size_t rows = static_cast<std::size_t>(layer.out_channels) / groups;
  const std::size_t depth = static_cast<std::size_t>(layer.in_channels) / groups;
  const std::size_t size = out.plane_size();
  for (std::size_t group = 0; group < groups; ++group) {
    Planes part = inputs[0];
    part.data += group * depth * size;
    part.channels = static_cast<int>(depth);
    multiply({.source = {groups == 1 ? inputs : std::span<const Planes>(&part, 1)},
              .weights = layer.weight.data() + group * rows * depth,
              .bias = layer.bias.data() + group * rows,
              .added = added.data == nullptr ? nullptr : added.data + group * rows * size,
              .out = out.data + group * rows * size,
              .rows = rows,
              .depth = depth,
              .columns = size,
              .stride = size,
              .clip = clip_of(layer.activation),
              .scratch = scratch});
  }
}

/// The pixels under each weight of the kernel, for every sample of one output row: the
/// convolution as a product. Only the stem is dense, so this is plain code.
void unfold_row(const Layer& layer, const Planes& input, int y, int out_width, float* unfolded) {
  const int before_y = same_padding_before(input.height, layer.kernel, layer.stride);
  const int before_x = same_padding_before(input.width, layer.kernel, layer.stride);
  for (int c = 0; c < input.channels; ++c) {
    const float* plane = input.data + static_cast<std::size_t>(c) * input.plane_size();
    for (int ky = 0; ky < layer.kernel; ++ky) {
      const int in_y = y * layer.stride + ky - before_y;
      const float* row = in_y >= 0 && in_y < input.height
                             ? plane + static_cast<std::ptrdiff_t>(in_y) * input.width
                             : nullptr;
      for (int kx = 0; kx < layer.kernel; ++kx, unfolded += out_width) {
        for (int x = 0; x < out_width; ++x) {
          const int in_x = x * layer.stride + kx - before_x;
          unfolded[x] = row != nullptr && in_x >= 0 && in_x < input.width ? row[in_x] : 0.0F;
        }
      }
    }
  }
}

void run_convolution(const Layer& layer, const Planes& input, const Planes& out, float* scratch) {
  const int depth = layer.in_channels * layer.kernel * layer.kernel;
  const auto width = static_cast<std::size_t>(out.width);
  const Planes row{scratch, depth, 1, out.width};
  for (int y = 0; y < out.height; ++y) {
    unfold_row(layer, input, y, out.width, row.data);
    multiply({.source = {{&row, 1}},
              .weights = layer.weight.data(),
              .bias = layer.bias.data(),
              .added = nullptr,
              .out = out.data + static_cast<std::size_t>(y) * width,
              .rows = static_cast<std::size_t>(layer.out_channels),
              .depth = static_cast<std::size_t>(depth),
              .columns = width,
              .stride = out.plane_size(),
              .clip = clip_of(layer.activation),
              .scratch = scratch + static_cast<std::size_t>(depth) * width});
  }
}

DepthwiseShape shape_of(const Layer& depthwise, const Planes& input, const Planes& out) {
  return {input.height, input.width, out.height, out.width, depthwise.kernel, depthwise.stride};
}

void run_depthwise(const Layer& layer, const Planes& input, const Planes& out, float* scratch) {
  const DepthwiseShape shape = shape_of(layer, input, out);
  float* padded = scratch + layer.weight.size();
  widen_all(layer.weight.data(), scratch, layer.weight.size());
  clear_padded(shape, padded);
  filter_channels(shape, input, scratch, layer.bias.data(), clip_of(layer.activation), out.data,
                  padded);
}

/// Expands a few channels, filters them while they are in the cache, and goes on to the next:
/// the wide feature map is never whole in memory.
void run_expand_depthwise(const Layer& expand, const Layer& depthwise, const Planes& input,
                          const Planes& out, float* scratch) {
  const Planes group{scratch, kTileRows, input.height, input.width};
  const DepthwiseShape shape = shape_of(depthwise, group, out);
  const auto taps = static_cast<std::size_t>(depthwise.kernel * depthwise.kernel);
  const auto depth = static_cast<std::size_t>(expand.in_channels);
  const auto channels = static_cast<std::size_t>(expand.out_channels);
  float* weights = scratch + kTileRows * group.plane_size();
  float* padded = weights + depthwise.weight.size();
  float* rest = padded + shape.padded_rows() * shape.row_stride();
  widen_all(depthwise.weight.data(), weights, depthwise.weight.size());
  clear_padded(shape, padded);
  for (std::size_t c = 0; c < channels; c += kTileRows) {
    const std::size_t count = std::min<std::size_t>(kTileRows, channels - c);
    multiply({.source = {{&input, 1}},
              .weights = expand.weight.data() + c * depth,
              .bias = expand.bias.data() + c,
              .added = nullptr,
              .out = group.data,
              .rows = count,
              .depth = depth,
              .columns = group.plane_size(),
              .stride = group.plane_size(),
              .clip = clip_of(expand.activation),
              .scratch = rest});
    filter_channels(shape, {group.data, static_cast<int>(count), group.height, group.width},
                    weights + c * taps, depthwise.bias.data() + c, clip_of(depthwise.activation),
                    out.data + c * out.plane_size(), padded);
  }
}

void run_mean(const Planes& input, const Planes& out) {
  const std::size_t size = input.plane_size();
  for (std::size_t c = 0; c < static_cast<std::size_t>(input.channels); ++c) {
    const float* plane = input.data + c * size;
    out.data[c] = std::accumulate(plane, plane + size, 0.0F) / static_cast<float>(size);
  }
}

/// Each output sample lies a quarter of a cell from one source cell and three quarters from the
/// next: weights .75 and .25.
void upsample_line(const float* from, std::size_t count, std::size_t step, float* to,
                   std::size_t out_count, std::size_t out_step) {
  for (std::size_t i = 0; i < out_count; ++i) {
    const std::size_t near = std::min(i / 2, count - 1);
    const std::size_t far = i % 2 == 0 ? (near == 0 ? 0 : near - 1) : std::min(near + 1, count - 1);
    to[i * out_step] = 0.75F * from[near * step] + 0.25F * from[far * step];
  }
}

void run_upsample2(const Planes& input, const Planes& out, float* scratch) {
  const auto in_height = static_cast<std::size_t>(input.height);
  const auto in_width = static_cast<std::size_t>(input.width);
  const auto out_height = static_cast<std::size_t>(out.height);
  const auto out_width = static_cast<std::size_t>(out.width);
  for (std::size_t c = 0; c < static_cast<std::size_t>(input.channels); ++c) {
    const float* plane = input.data + c * input.plane_size();
    float* out_plane = out.data + c * out.plane_size();
    for (std::size_t y = 0; y < in_height; ++y) {
      upsample_line(plane + y * in_width, in_width, 1, scratch + y * out_width, out_width, 1);
    }
    for (std::size_t x = 0; x < out_width; ++x) {
      upsample_line(scratch + x, in_height, out_width, out_plane + x, out_height, out_width);
    }
  }
}

void run_any(const Layer& layer, std::span<const Planes> inputs, const Planes& added,
             const Planes& out, std::span<float> scratch) {
  switch (layer.kind) {
    case LayerKind::kConvolution:
      run_convolution(layer, inputs[0], out, scratch.data());
      return;
    case LayerKind::kPointwise:
      run_pointwise(layer, inputs, added, out, scratch.data());
      return;
    case LayerKind::kDepthwise:
      run_depthwise(layer, inputs[0], out, scratch.data());
      return;
    case LayerKind::kMean:
      run_mean(inputs[0], out);
      return;
    case LayerKind::kUpsample2:
      run_upsample2(inputs[0], out, scratch.data());
      return;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::saliency
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace jpegaware::saliency {

HWY_EXPORT(widen_all);
HWY_EXPORT(run_any);
HWY_EXPORT(run_expand_depthwise);

namespace {

// The most that any instruction set's tile takes.
constexpr std::size_t kMostTileColumns = 48;
constexpr std::size_t kMostTileRows = 8;

std::size_t depth_of(const Layer& layer) {
  return static_cast<std::size_t>(layer.in_channels / layer.groups) *
         static_cast<std::size_t>(layer.kernel * layer.kernel);
}

/// Widened weights and packed pixels of a product with so many rows of weights.
std::size_t product_floats(std::size_t rows, std::size_t depth) {
  return (std::max(rows, kMostTileRows) + kMostTileColumns) * depth;
}

std::size_t padded_floats(const Layer& depthwise, LayerSize out) {
  const auto kernel = static_cast<std::size_t>(depthwise.kernel);
  const auto stride = static_cast<std::size_t>(depthwise.stride);
  const auto rows = (static_cast<std::size_t>(out.height) - 1) * stride + kernel;
  return rows * stride * (static_cast<std::size_t>(out.width) + kernel + kDepthwiseSlack);
}

}  // namespace

std::size_t scratch_floats(const Layer& layer, LayerSize in, LayerSize second) {
  const LayerSize out = output_size(layer, in, second);
  const auto rows = static_cast<std::size_t>(layer.out_channels / layer.groups);
  const std::size_t depth = depth_of(layer);
  switch (layer.kind) {
    case LayerKind::kConvolution:
      return product_floats(rows, depth) + depth * static_cast<std::size_t>(out.width);
    case LayerKind::kPointwise:
      return product_floats(rows, depth);
    case LayerKind::kDepthwise:
      return layer.weight.size() + padded_floats(layer, out);
    case LayerKind::kUpsample2:
      return static_cast<std::size_t>(in.height) * static_cast<std::size_t>(out.width);
    case LayerKind::kMean:
      return 0;
  }
  return 0;
}

std::size_t scratch_floats(const Layer& expand, const Layer& depthwise, LayerSize in) {
  const std::size_t group =
      kMostTileRows * static_cast<std::size_t>(in.height) * static_cast<std::size_t>(in.width);
  return group + scratch_floats(depthwise, in) + product_floats(kMostTileRows, depth_of(expand));
}

void run_expand_depthwise(const Layer& expand, const Layer& depthwise, const Planes& input,
                          const Planes& out, std::span<float> scratch) {
  HWY_DYNAMIC_DISPATCH(run_expand_depthwise)(expand, depthwise, input, out, scratch.data());
}

void run_layer(const Layer& layer, std::span<const Planes> inputs, const Planes& added,
               const Planes& out, std::span<float> scratch) {
  HWY_DYNAMIC_DISPATCH(run_any)(layer, inputs, added, out, scratch);
}

void widen(std::span<const std::uint16_t> from, std::span<float> to) {
  assert(from.size() == to.size());
  HWY_DYNAMIC_DISPATCH(widen_all)(from.data(), to.data(), from.size());
}

}  // namespace jpegaware::saliency
#endif
