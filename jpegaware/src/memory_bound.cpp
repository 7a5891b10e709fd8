// SPDX-License-Identifier: Apache-2.0
// What an encode holds at most: the picture's shape and the options -> bytes.
#include <algorithm>

#include "closed_loop.h"
#include "coefficient_image.h"
#include "frame_layout.h"
#include "jpegaware/encode.h"

namespace jpegaware {
namespace {

// Measured 2026-11-21 by tests/library/encoder_memory_test.cpp, sizes from 8 x 8 to 4000 x 70,
// efforts 1 to 9, 1 to 16 threads. Coefficients take 128 bytes a block, and levels lie where they
// were; weights and row lists are the rest.
constexpr std::int64_t kBytesPerBlock = 152;
// Where the coefficients are still needed: plain rounding and the closed loop.
constexpr std::int64_t kLevelBytesPerBlock = 128;
// A thread's strip of one row of MCUs, in bytes a pixel of the picture's width.
constexpr std::int64_t kStripBytesPerColumn = 192;
constexpr std::int64_t kBytesPerThread = 64 << 10;
constexpr std::int64_t kBytesPerCall = 256 << 10;
// With a closed loop: targets, weights and the map's factors; and each thread's strip as the planes
// of floats that a look needs, with 64 rows of context on both sides.
constexpr std::int64_t kLoopBytesPerBlock = 160;
constexpr std::int64_t kLoopBytesPerPixel = 64;
constexpr std::int64_t kLoopContextRows = 128;

std::int64_t loop_bytes(const detail::FrameGeometry& geometry, std::int64_t blocks, int threads) {
  const auto strips = detail::loop_strips(geometry);
  const std::int64_t rows = strips.front().last + kLoopContextRows;
  const auto at_once = std::min<std::int64_t>(static_cast<std::int64_t>(strips.size()), threads);
  return blocks * kLoopBytesPerBlock +
         at_once * rows * (geometry.width_px + kLoopContextRows) * kLoopBytesPerPixel;
}

}  // namespace

std::int64_t encode_memory_bytes(const ImageView& image, const EncodeOptions& options) noexcept {
  detail::FrameGeometry geometry;
  geometry.width_px = image.width_px;
  geometry.height_px = image.height_px;
  geometry.component_count = image.is_gray() ? 1 : 3;
  geometry.subsampling = options.subsampling;
  std::int64_t blocks = 0;
  for (int c = 0; c < geometry.component_count; ++c) {
    const auto size = detail::component_size(geometry, c);
    blocks += std::int64_t{size.width_blocks} * size.height_blocks;
  }
  const std::int64_t strips = std::min(options.threads, detail::mcu_row_count(geometry));
  const std::int64_t loop =
      detail::looks_at(options.effort_1_9) > 0 ? loop_bytes(geometry, blocks, options.threads) : 0;
  const bool apart = loop > 0 || options.quantizer == Quantizer::kRounding;
  return loop + blocks * (kBytesPerBlock + (apart ? kLevelBytesPerBlock : 0)) +
         strips * image.width_px * kStripBytesPerColumn +
         std::int64_t{options.threads} * kBytesPerThread + kBytesPerCall;
}

}  // namespace jpegaware
