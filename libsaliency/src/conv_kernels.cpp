// SPDX-License-Identifier: Apache-2.0
// Stage inside the runtimes: feature planes -> feature planes, one layer at a time.
#include "conv_kernels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <numeric>

#include "half_float.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "conv_kernels.cpp"
// Arrays of vectors hold the accumulators, which vectors of unknown size do not allow.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#ifndef JPEGAWARE_CONV_KERNELS_ONCE
#define JPEGAWARE_CONV_KERNELS_ONCE
namespace jpegaware::saliency {
/// Floats after a depthwise row that whole vectors may read.
inline constexpr std::size_t kDepthwiseSlack = 8;
}  // namespace jpegaware::saliency
#endif

HWY_BEFORE_NAMESPACE();
namespace jpegaware::saliency {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Rows x vectors of accumulators: 24 of AVX-512's 32 registers, 12 of the others' 16.
using Wide = hn::ScalableTag<float>;
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
constexpr int kTileRows = 8;
#else
constexpr int kTileRows = 4;
#endif
constexpr int kTileVectors = 3;

struct Clip {
  float low;
  float high;
};

void widen_all(const std::uint16_t* from, float* to, std::size_t count) {
  const Wide d;
  const hn::Rebind<hwy::float16_t, Wide> dh;
  const auto* halves = reinterpret_cast<const hwy::float16_t*>(from);
  const std::size_t step = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + step <= count; i += step) {
    hn::StoreU(hn::PromoteTo(d, hn::LoadU(dh, halves + i)), d, to + i);
  }
  for (; i < count; ++i) {
    to[i] = float_from_half(from[i]);
  }
}

/// One tile of a matrix product: kRows rows of weights times kVectors vectors of pixels.
struct Tile {
  const float* weights;  ///< row-major, `depth` floats a row
  std::size_t depth;
  const float* pixels;  ///< depth rows of pixels, `pixels_stride` floats apart
  std::size_t pixels_stride;
  const float* bias;
  const float* added;  ///< null or like out
  float* out;
  std::size_t out_stride;
  std::size_t columns;  ///< how many of the tile's columns exist
  Clip clip;
};

template <int kRows, int kVectors>
HWY_INLINE void multiply_tile(const Tile& tile) {
  const Wide d;
  using V = hn::Vec<Wide>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[kRows][kVectors];
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) {
      sums[r][v] = hn::Set(d, tile.bias[r]);
    }
  }
  const float* HWY_RESTRICT weights = tile.weights;
  const float* HWY_RESTRICT pixels = tile.pixels;
  for (std::size_t k = 0; k < tile.depth; ++k, pixels += tile.pixels_stride) {
    V row[kVectors];
    for (int v = 0; v < kVectors; ++v) {
      row[v] = hn::LoadU(d, pixels + static_cast<std::size_t>(v) * lanes);
    }
    for (int r = 0; r < kRows; ++r) {
      const V weight = hn::Set(d, weights[static_cast<std::size_t>(r) * tile.depth + k]);
      for (int v = 0; v < kVectors; ++v) {
        sums[r][v] = hn::MulAdd(weight, row[v], sums[r][v]);
      }
    }
  }
  const V low = hn::Set(d, tile.clip.low);
  const V high = hn::Set(d, tile.clip.high);
  for (int r = 0; r < kRows; ++r) {
    float* out = tile.out + static_cast<std::size_t>(r) * tile.out_stride;
    const float* added =
        tile.added == nullptr ? nullptr : tile.added + static_cast<std::size_t>(r) * tile.out_stride;
    for (int v = 0; v < kVectors; ++v) {
      const std::size_t at = static_cast<std::size_t>(v) * lanes;
      const std::size_t left = tile.columns - at;
      V sum = sums[r][v];
      if (HWY_LIKELY(left >= lanes)) {
        if (added != nullptr) {
          sum = hn::Add(sum, hn::LoadU(d, added + at));
        }
        hn::StoreU(hn::Min(hn::Max(sum, low), high), d, out + at);
        continue;
      }
      HWY_ALIGN float edge[hn::MaxLanes(Wide())];
      hn::Store(sum, d, edge);
      for (std::size_t i = 0; i < left; ++i) {
        const float value = edge[i] + (added == nullptr ? 0.0F : added[at + i]);
        out[at + i] = std::min(std::max(value, tile.clip.low), tile.clip.high);
      }
    }
  }
}

template <int kVectors>
void multiply_rows(Tile tile, std::size_t rows) {
  std::size_t r = 0;
  const auto advance = [&](std::size_t count) {
    r += count;
    tile.weights += count * tile.depth;
    tile.bias += count;
    tile.out += count * tile.out_stride;
    if (tile.added != nullptr) {
      tile.added += count * tile.out_stride;
    }
  };
  while (r + kTileRows <= rows) {
    multiply_tile<kTileRows, kVectors>(tile);
    advance(kTileRows);
  }
  while (r < rows) {
    multiply_tile<1, kVectors>(tile);
    advance(1);
  }
}

/// Where a product's pixel rows come from: planes of several inputs one after another.
struct RowSource {
  std::span<const Planes> inputs;

  template <typename Function>
  void for_each(Function function) const {
    for (const Planes& input : inputs) {
      for (int c = 0; c < input.channels; ++c) {
        function(input.data + static_cast<std::size_t>(c) * input.plane_size());
      }
    }
  }
};

/// Copies `columns` pixels from `start` of every row next to each other, zeros up to `stride`.
void pack_rows(const RowSource& source, std::size_t start, std::size_t columns, std::size_t stride,
               float* HWY_RESTRICT packed) {
  const Wide d;
  const std::size_t lanes = hn::Lanes(d);
  source.for_each([&](const float* row) {
    std::size_t i = 0;
    for (; i + lanes <= columns; i += lanes) {
      hn::StoreU(hn::LoadU(d, row + start + i), d, packed + i);
    }
    for (; i < columns; ++i) {
      packed[i] = row[start + i];
    }
    for (; i < stride; ++i) {
      packed[i] = 0.0F;
    }
    packed += stride;
  });
}

struct Product {
  RowSource source;
  const std::uint16_t* weights;  ///< row-major, binary16
  const float* bias;
  const float* added;
  float* out;
  std::size_t rows;
  std::size_t depth;
  std::size_t columns;
  std::size_t stride;  ///< floats from one output row to the next
  Clip clip;
  float* scratch;  ///< rows x depth for the widened weights, then depth x kTileVectors vectors
};

void multiply_by_vectors(const Tile& tile, std::size_t vectors, std::size_t rows) {
  if (vectors == 1) {
    multiply_rows<1>(tile, rows);
  } else if (vectors == 2) {
    multiply_rows<2>(tile, rows);
  } else {
    multiply_rows<3>(tile, rows);
  }
}

/// A product of few columns: weights are used once, so each is widened just before its use.
void multiply_narrow(const Product& product, Tile tile, std::size_t vectors) {
  float* widened = product.scratch;
  tile.weights = widened;
  for (std::size_t r = 0; r < product.rows; r += kTileRows) {
    const std::size_t rows = std::min<std::size_t>(product.rows - r, kTileRows);
    widen_all(product.weights + r * product.depth, widened, rows * product.depth);
    tile.bias = product.bias + r;
    tile.out = product.out + r * product.stride;
    tile.added = product.added == nullptr ? nullptr : product.added + r * product.stride;
    multiply_by_vectors(tile, vectors, rows);
  }
}

/// Whether the pixels are read where they lie: copying them next to each other pays when many
/// rows of weights read them again (measured on EfficientNet-Lite0 at 336 x 224, Zen 4: packing
/// everything costs 1.2 ms of 24 more, +-50 % of either limit 0.1 ms).
bool reads_in_place(const Product& product) {
  constexpr std::size_t kFewRows = 3 * kTileRows;
  constexpr std::size_t kShallow = 64;
  return product.source.inputs.size() == 1 && (product.rows <= kFewRows || product.depth <= kShallow);
}

void multiply(const Product& product) {
  const std::size_t lanes = hn::Lanes(Wide());
  const std::size_t tile_columns = kTileVectors * lanes;
  const bool narrow = product.columns <= tile_columns;
  const bool in_place = reads_in_place(product);
  const std::size_t widened_rows = narrow ? kTileRows : product.rows;
  float* packed = product.scratch + widened_rows * product.depth;
  if (!narrow) {
    widen_all(product.weights, product.scratch, product.rows * product.depth);
  }
  for (std::size_t start = 0; start < product.columns; start += tile_columns) {
    const std::size_t columns = std::min(product.columns - start, tile_columns);
    const std::size_t vectors = (columns + lanes - 1) / lanes;
    Tile tile{.weights = product.scratch,
              .depth = product.depth,
              .pixels = packed,
              .pixels_stride = vectors * lanes,
              .bias = product.bias,
              .added = product.added == nullptr ? nullptr : product.added + start,
              .out = product.out + start,
              .out_stride = product.stride,
              .columns = columns,
              .clip = product.clip};
    if (in_place && columns == tile_columns) {
      tile.pixels = product.source.inputs[0].data + start;
      tile.pixels_stride = product.source.inputs[0].plane_size();
    } else {
      pack_rows(product.source, start, columns, tile.pixels_stride, packed);
    }
    if (narrow) {
      multiply_narrow(product, tile, vectors);
    } else {
      multiply_by_vectors(tile, vectors, product.rows);
    }
  }
}

// ---- depthwise ------------------------------------------------------------------------------

// Eight lanes at most: maps of 10 or 20 columns would leave half of a wider vector empty.
using Narrow = hn::CappedTag<float, 8>;
constexpr int kDepthwiseRows = 4;

/// One channel with its border of zeros, columns of one parity next to each other when stride is
/// 2, so that each kernel tap is one unaligned load.
struct PaddedPlane {
  float* data;
  std::size_t phase_stride;  ///< floats from even to odd columns
  std::size_t row_stride;
};

template <int kKernel, int kStride, int kRows>
HWY_INLINE void filter_rows(const PaddedPlane& plane, const float* HWY_RESTRICT weights, float bias,
                            Clip clip, float* HWY_RESTRICT out, std::size_t out_width) {
  const Narrow d;
  using V = hn::Vec<Narrow>;
  const std::size_t lanes = hn::Lanes(d);
  constexpr int kInputRows = (kRows - 1) * kStride + kKernel;
  const V low = hn::Set(d, clip.low);
  const V high = hn::Set(d, clip.high);
  for (std::size_t x = 0; x < out_width; x += lanes) {
    V sums[kRows];
    for (V& sum : sums) {
      sum = hn::Set(d, bias);
    }
    for (int y = 0; y < kInputRows; ++y) {
      const float* row = plane.data + static_cast<std::size_t>(y) * plane.row_stride + x;
      for (int kx = 0; kx < kKernel; ++kx) {
        const float* at = row + static_cast<std::size_t>(kx % kStride) * plane.phase_stride +
                          static_cast<std::size_t>(kx / kStride);
        const V sample = hn::LoadU(d, at);
        for (int r = 0; r < kRows; ++r) {
          const int ky = y - r * kStride;
          if (ky >= 0 && ky < kKernel) {
            sums[r] = hn::MulAdd(hn::Set(d, weights[ky * kKernel + kx]), sample, sums[r]);
          }
        }
      }
    }
    for (int r = 0; r < kRows; ++r) {
      float* to = out + static_cast<std::size_t>(r) * out_width + x;
      const V value = hn::Min(hn::Max(sums[r], low), high);
      if (HWY_LIKELY(x + lanes <= out_width)) {
        hn::StoreU(value, d, to);
      } else {
        HWY_ALIGN float edge[hn::MaxLanes(Narrow())];
        hn::Store(value, d, edge);
        std::copy(edge, edge + (out_width - x), to);
      }
    }
  }
}

struct DepthwiseShape {
  int in_height;
  int in_width;
  int out_height;
  int out_width;
  int kernel;
  int stride;

  [[nodiscard]] int before_y() const { return same_padding_before(in_height, kernel, stride); }
  [[nodiscard]] int before_x() const { return same_padding_before(in_width, kernel, stride); }
  [[nodiscard]] std::size_t padded_rows() const {
    return static_cast<std::size_t>((out_height - 1) * stride + kernel);
  }
  /// Floats of one parity of a padded row: whole vectors may be read past the last column.
  [[nodiscard]] std::size_t phase_width() const {
    return static_cast<std::size_t>(out_width + kernel) + kDepthwiseSlack;
  }
  [[nodiscard]] std::size_t row_stride() const {
    return phase_width() * static_cast<std::size_t>(stride);
  }
};

/// Even columns of a row to one place, odd ones to another.
void split_columns(const float* from, std::size_t count, float* even, float* odd) {
  const Narrow d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t x = 0;
  for (; x + 2 * lanes <= count; x += 2 * lanes) {
    hn::Vec<Narrow> evens;
    hn::Vec<Narrow> odds;
    hn::LoadInterleaved2(d, from + x, evens, odds);
    hn::StoreU(evens, d, even + x / 2);
    hn::StoreU(odds, d, odd + x / 2);
  }
  for (; x < count; ++x) {
    (x % 2 == 0 ? even : odd)[x / 2] = from[x];
  }
}

void pad_plane(const DepthwiseShape& shape, const float* plane, float* padded) {
  const auto before_x = static_cast<std::size_t>(shape.before_x());
  const auto width = static_cast<std::size_t>(shape.in_width);
  for (int y = 0; y < shape.in_height; ++y) {
    const float* from = plane + static_cast<std::size_t>(y) * width;
    float* row = padded + static_cast<std::size_t>(y + shape.before_y()) * shape.row_stride();
    if (shape.stride == 1) {
      std::copy(from, from + width, row + before_x);
      continue;
    }
    // Column x lies at x + before_x of the padded row: its parity says which half it goes to.
    float* const phases[2] = {row, row + shape.phase_width()};
    split_columns(from, width, phases[before_x % 2] + before_x / 2,
                  phases[(before_x + 1) % 2] + (before_x + 1) / 2);
  }
}

template <int kKernel, int kStride>
void filter_plane(const DepthwiseShape& shape, const float* padded, const float* weights, float bias,
                  Clip clip, float* out) {
  const auto width = static_cast<std::size_t>(shape.out_width);
  int y = 0;
  const auto plane_at = [&](int row) {
    return PaddedPlane{const_cast<float*>(padded) + static_cast<std::size_t>(row * kStride) * shape.row_stride(),
                       shape.phase_width(), shape.row_stride()};
  };
  for (; y + kDepthwiseRows <= shape.out_height; y += kDepthwiseRows) {
    filter_rows<kKernel, kStride, kDepthwiseRows>(plane_at(y), weights, bias, clip,
                                                  out + static_cast<std::size_t>(y) * width, width);
  }
  for (; y < shape.out_height; ++y) {
    filter_rows<kKernel, kStride, 1>(plane_at(y), weights, bias, clip,
                                     out + static_cast<std::size_t>(y) * width, width);
  }
}

/// The border is written once: channels overwrite the inside only.
void clear_padded(const DepthwiseShape& shape, float* padded) {
  std::fill(padded, padded + shape.padded_rows() * shape.row_stride(), 0.0F);
}

void filter_channels(const DepthwiseShape& shape, const Planes& input, const float* weights,
                     const float* bias, Clip clip, float* out, float* padded) {
  const auto taps = static_cast<std::size_t>(shape.kernel * shape.kernel);
  const auto out_size = static_cast<std::size_t>(shape.out_height) * static_cast<std::size_t>(shape.out_width);
  auto* filter = shape.kernel == 3
                     ? (shape.stride == 1 ? filter_plane<3, 1> : filter_plane<3, 2>)
                     : (shape.stride == 1 ? filter_plane<5, 1> : filter_plane<5, 2>);
  for (int c = 0; c < input.channels; ++c) {
    const auto channel = static_cast<std::size_t>(c);
    pad_plane(shape, input.data + channel * input.plane_size(), padded);
    filter(shape, padded, weights + channel * taps, bias[c], clip, out + channel * out_size);
  }
}

// ---- one layer of each kind -------------------------------------------------------------------

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
  filter_channels(shape, input, scratch, layer.bias.data(), clip_of(layer.activation), out.data, padded);
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
void upsample_line(const float* from, std::size_t count, std::size_t step, float* to, std::size_t out_count,
                   std::size_t out_step) {
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

void run_any(const Layer& layer, std::span<const Planes> inputs, const Planes& added, const Planes& out,
             std::span<float> scratch) {
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
  const std::size_t group = kMostTileRows * static_cast<std::size_t>(in.height) * static_cast<std::size_t>(in.width);
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
