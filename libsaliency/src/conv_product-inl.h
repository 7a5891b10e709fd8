// SPDX-License-Identifier: Apache-2.0
// Stage inside conv_kernels: 16-bit weights times rows of pixels -> rows of pixels, in tiles of
// registers. Included once for each instruction set (Highway's foreach_target).
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "conv_kernels.h"
#include "half_float.h"

#if defined(JPEGAWARE_CONV_PRODUCT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef JPEGAWARE_CONV_PRODUCT_INL_H
#undef JPEGAWARE_CONV_PRODUCT_INL_H
#else
#define JPEGAWARE_CONV_PRODUCT_INL_H
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
    const float* added = tile.added == nullptr
                             ? nullptr
                             : tile.added + static_cast<std::size_t>(r) * tile.out_stride;
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
  return product.source.inputs.size() == 1 &&
         (product.rows <= kFewRows || product.depth <= kShallow);
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

}  // namespace HWY_NAMESPACE
}  // namespace jpegaware::saliency
HWY_AFTER_NAMESPACE();

#endif
