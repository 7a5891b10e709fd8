// SPDX-License-Identifier: Apache-2.0
// Reads a file's levels and weighs each block by the ideal length of its symbols.
#include "block_costs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <numeric>

#include "libjpeg.h"
#include "libjpeg_errors.h"
#include "metadata.h"

namespace jpegaware::apps {
namespace {

struct Reader {
  jpeg_decompress_struct cinfo{};
  LibjpegErrors errors{};
  jvirt_barray_ptr* levels = nullptr;

  Reader() {
    prepare(errors);
    cinfo.err = &errors.shared;
  }
  ~Reader() { jpeg_destroy_decompress(&cinfo); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

/// Left by longjmp: holds nothing with a destructor.
bool read_levels(Reader& reader, std::span<const std::uint8_t> jpeg) {
  if (setjmp(reader.errors.jump) != 0) {
    return false;
  }
  jpeg_create_decompress(&reader.cinfo);
  jpeg_mem_src(&reader.cinfo, jpeg.data(), jpeg.size());
  jpeg_read_header(&reader.cinfo, TRUE);
  reader.levels = jpeg_read_coefficients(&reader.cinfo);
  return true;
}

/// T.81's AC symbols (run and size; 0 ends the block, 0xF0 is a run of 16), and DC sizes behind.
constexpr std::size_t kDcSymbols = 256;
constexpr std::size_t kSymbols = kDcSymbols + 16;
using Histogram = std::array<double, kSymbols>;

unsigned bit_size(int level) {
  unsigned size = 0;
  for (auto left = static_cast<unsigned>(std::abs(level)); left != 0; left >>= 1U) {
    ++size;
  }
  return size;
}

/// Calls `put(symbol, extra bits)` for each symbol of a block, as a sequential file codes it.
template <typename Put>
void each_symbol(const JCOEF* block, int previous_dc, Put put) {
  constexpr std::array<std::uint8_t, 64> kZigzag{
      0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
      41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
      30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};
  const unsigned dc_size = bit_size(block[0] - previous_dc);
  put(kDcSymbols + dc_size, dc_size);
  unsigned run = 0;
  for (std::size_t k = 1; k < kZigzag.size(); ++k) {
    const int level = block[kZigzag[k]];
    if (level == 0) {
      ++run;
      continue;
    }
    for (; run >= 16; run -= 16) {
      put(std::size_t{0xF0}, 0U);
    }
    const unsigned size = bit_size(level);
    put(std::size_t{run} * 16 + size, size);
    run = 0;
  }
  if (run > 0) {
    put(std::size_t{0}, 0U);
  }
}

/// Calls `visit(block, previous DC level, column, row)` for each block of a component.
template <typename Visit>
void each_block(Reader& reader, int component, Visit visit) {
  const jpeg_component_info& info = reader.cinfo.comp_info[component];
  int previous_dc = 0;
  for (JDIMENSION row = 0; row < info.height_in_blocks; ++row) {
    JBLOCKARRAY blocks = reader.cinfo.mem->access_virt_barray(
        reinterpret_cast<j_common_ptr>(&reader.cinfo), reader.levels[component], row, 1, FALSE);
    for (JDIMENSION column = 0; column < info.width_in_blocks; ++column) {
      visit(static_cast<const JCOEF*>(blocks[0][column]), previous_dc, static_cast<int>(column),
            static_cast<int>(row));
      previous_dc = blocks[0][column][0];
    }
  }
}

Histogram code_lengths(Reader& reader, int component) {
  Histogram counts{};
  each_block(reader, component, [&counts](const JCOEF* block, int previous_dc, int, int) {
    each_symbol(block, previous_dc, [&counts](std::size_t symbol, unsigned) { ++counts[symbol]; });
  });
  const auto middle = counts.begin() + kDcSymbols;
  const double ac = std::accumulate(counts.begin(), middle, 0.0);
  const double dc = std::accumulate(middle, counts.end(), 0.0);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = counts[i] > 0 ? std::log2((i < kDcSymbols ? ac : dc) / counts[i]) : 0;
  }
  return counts;
}

/// Adds one component's bits to the luma blocks that its blocks lie over, in equal shares.
void add_component(Reader& reader, int component, const BlockGrid& grid,
                   std::vector<float>& costs) {
  const jpeg_component_info& info = reader.cinfo.comp_info[component];
  const int across = std::max(1, reader.cinfo.max_h_samp_factor / info.h_samp_factor);
  const int down = std::max(1, reader.cinfo.max_v_samp_factor / info.v_samp_factor);
  const Histogram lengths = code_lengths(reader, component);
  each_block(reader, component, [&](const JCOEF* block, int previous_dc, int column, int row) {
    double bits = 0;
    each_symbol(block, previous_dc,
                [&](std::size_t symbol, unsigned extra) { bits += lengths[symbol] + extra; });
    const int right = std::min((column + 1) * across, grid.width_blocks);
    const int bottom = std::min((row + 1) * down, grid.height_blocks);
    const int count = std::max(1, (right - column * across) * (bottom - row * down));
    for (int y = row * down; y < bottom; ++y) {
      for (int x = column * across; x < right; ++x) {
        costs[grid.index(x, y)] += static_cast<float>(bits / count);
      }
    }
  });
}

}  // namespace

Result<std::vector<float>> block_costs_bits(std::span<const std::uint8_t> jpeg,
                                            const BlockGrid& grid) {
  Reader reader;
  if (!read_levels(reader, jpeg)) {
    return Error{ErrorCode::kBadInput, reader.errors.error};
  }
  std::vector<float> costs(grid.count(), 0.0F);
  for (int component = 0; component < reader.cinfo.num_components; ++component) {
    add_component(reader, component, grid, costs);
  }
  const double sum = std::accumulate(costs.begin(), costs.end(), 0.0);
  const auto scale =
      static_cast<float>(sum > 0 ? 8.0 * static_cast<double>(image_data_bytes(jpeg)) / sum : 0.0);
  std::transform(costs.begin(), costs.end(), costs.begin(),
                 [scale](float bits) { return bits * scale; });
  return costs;
}

}  // namespace jpegaware::apps
