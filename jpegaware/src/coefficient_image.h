// SPDX-License-Identifier: Apache-2.0
// The types between the stages: coefficients before quantization, levels after it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "jpegaware/options.h"
#include "large_array.h"

namespace jpegaware::detail {

/// Coefficients and levels of a block, natural (row-major) order: index v * 8 + u, u horizontal.
inline constexpr int kBlockCoeffs = 64;

/// Fractional bits of a stored coefficient. Orthonormal 8x8 DCT of 8-bit samples stays within
/// +-1024, so 4 bits use int16 fully; libjpeg's islow results (eighths) are held exactly, and the
/// rounding error (variance 0.0003) is far below the smallest table step.
inline constexpr int kCoeffFractionBits = 4;

/// Steps of one component in natural order, each in 1..255 (sequential baseline) or 1..65535.
using QuantTable = std::array<std::uint16_t, kBlockCoeffs>;

/// One component's blocks in raster order: ceil(ceil(image side * factor / max factor) / 8)
/// a side, so blocks that only pad an MCU are not kept (libjpeg-turbo makes them itself).
struct BlockPlane {
  int width_blocks = 0;
  int height_blocks = 0;
  /// width_blocks * height_blocks * 64 values; what they are, the owner's name says.
  LargeArray<std::int16_t> values;

  [[nodiscard]] std::size_t count() const noexcept {
    return static_cast<std::size_t>(width_blocks) * static_cast<std::size_t>(height_blocks);
  }
  [[nodiscard]] std::span<std::int16_t, kBlockCoeffs> block(std::size_t index) noexcept {
    return std::span<std::int16_t, kBlockCoeffs>(values.data() + index * kBlockCoeffs, kBlockCoeffs);
  }
  [[nodiscard]] std::span<const std::int16_t, kBlockCoeffs> block(std::size_t index) const noexcept {
    return std::span<const std::int16_t, kBlockCoeffs>(values.data() + index * kBlockCoeffs,
                                                       kBlockCoeffs);
  }
};

/// Samples of luma for one of chroma along each axis: what options can ask for, or whatever a JPEG
/// file has.
struct SamplingFactors {
  int horizontal = 1;
  int vertical = 1;

  constexpr SamplingFactors() noexcept = default;
  constexpr SamplingFactors(int across, int down) noexcept : horizontal(across), vertical(down) {}
  // NOLINTNEXTLINE(google-explicit-constructor): the names are names of factors
  constexpr SamplingFactors(ChromaSubsampling name) noexcept
      : horizontal(name == ChromaSubsampling::k444 ? 1 : 2),
        vertical(name == ChromaSubsampling::k420 ? 2 : 1) {}
  [[nodiscard]] friend bool operator==(const SamplingFactors&,
                                       const SamplingFactors&) noexcept = default;
};

/// What every component of a frame shares.
struct FrameGeometry {
  int width_px = 0;
  int height_px = 0;
  int component_count = 3;  ///< 1 (grey) or 3 (YCbCr)
  SamplingFactors subsampling = ChromaSubsampling::k420;
};

/// The picture after the forward DCT: fixed point, kCoeffFractionBits fractional bits.
/// Component order Y, Cb, Cr. Move it, do not copy it: 3 bytes a pixel at 4:2:0.
struct CoefficientPlanes {
  FrameGeometry geometry;
  std::vector<BlockPlane> components;
};

/// The picture as any decoder rebuilds it: levels times the component's table.
struct CoefficientImage {
  struct Component {
    BlockPlane levels;
    QuantTable table{};
  };
  FrameGeometry geometry;
  std::vector<Component> components;
};

}  // namespace jpegaware::detail
