// SPDX-License-Identifier: Apache-2.0
// Stage block_weights: coefficients and block qualities in, a weight a block and component out.
#include "block_weights.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "portable_math.h"
#include "quant_tables.h"

namespace jpegaware::detail {
namespace {

constexpr float kCoeffScale = 1.0F / (1 << kCoeffFractionBits);

/// Mean steps at whole qualities 1..100, read linearly between them.
class StepByQuality {
 public:
  StepByQuality(FrontEnd front_end, int component_count, ScanLayout layout,
                const PerceptualParameters& parameters) {
    for (std::size_t quality = 1; quality <= 100; ++quality) {
      steps_[quality] = mean_step(quant_tables(front_end, component_count,
                                               static_cast<float>(quality), layout, parameters));
    }
  }
  [[nodiscard]] float at(float quality_1_100) const noexcept {
    const auto low = std::min<std::size_t>(static_cast<std::size_t>(quality_1_100), 99);
    const float fraction = quality_1_100 - static_cast<float>(low);
    return steps_[low] + fraction * (steps_[low + 1] - steps_[low]);
  }

 private:
  std::array<float, 101> steps_{};
};

float squared(float x) noexcept { return x * x; }

/// The map's factor for each luma block; empty when the map is uniform.
BlockWeights luma_map_weights(const BlockQualityMap& map, const StepByQuality& steps) {
  BlockWeights weights;
  weights.reserve(map.grid().count());
  const float top_step = steps.at(map.highest_1_100());
  for (const float quality : map.quality_1_100()) {
    weights.push_back(squared(top_step / steps.at(quality)));
  }
  return weights;
}

/// The highest of the luma weights that a chroma block lies over.
float highest_under(const BlockWeights& luma, const BlockGrid& grid, int column, int row,
                    int across, int down) {
  float highest = 0.0F;
  for (int y = row * down; y < std::min((row + 1) * down, grid.height_blocks); ++y) {
    for (int x = column * across; x < std::min((column + 1) * across, grid.width_blocks); ++x) {
      highest = std::max(highest, luma[grid.index(x, y)]);
    }
  }
  return highest;
}

BlockWeights map_weights(const BlockWeights& luma, const BlockGrid& grid, const BlockPlane& plane,
                         int across, int down) {
  if (luma.empty()) {
    return BlockWeights(plane.count(), 1.0F);
  }
  BlockWeights weights;
  weights.reserve(plane.count());
  for (int row = 0; row < plane.height_blocks; ++row) {
    for (int column = 0; column < plane.width_blocks; ++column) {
      weights.push_back(highest_under(luma, grid, column, row, across, down));
    }
  }
  return weights;
}

void apply_masking(const BlockPlane& plane, const Masking& masking, BlockWeights& weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] *= portable_pow(1.0F + ac_energy(plane.block(i)) / masking.scale, -masking.exponent);
  }
}

}  // namespace

float ac_energy(std::span<const std::int16_t, kBlockCoeffs> block) noexcept {
  // Eight lanes summed in a fixed order: the same float on every machine.
  std::array<float, 8> lanes{};
  for (std::size_t lane = 1; lane < 8; ++lane) {
    const auto c = static_cast<float>(block[lane]);
    lanes[lane] = c * c;
  }
  for (std::size_t row = 1; row < 8; ++row) {
    for (std::size_t lane = 0; lane < 8; ++lane) {
      const auto c = static_cast<float>(block[row * 8 + lane]);
      lanes[lane] += c * c;
    }
  }
  const float sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
                    ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  return sum * (kCoeffScale * kCoeffScale / 63.0F);
}

float map_weight(float quality_1_100, float highest_1_100, FrontEnd front_end, int component_count,
                 ScanLayout layout, const PerceptualParameters& parameters) {
  const StepByQuality steps(front_end, component_count, layout, parameters);
  return squared(steps.at(highest_1_100) / steps.at(quality_1_100));
}

std::vector<BlockWeights> block_weights(const CoefficientPlanes& coefficients,
                                        const BlockQualityMap& quality_map,
                                        const EncodeOptions& options,
                                        const PerceptualParameters& parameters) {
  const auto count = static_cast<int>(coefficients.components.size());
  BlockWeights luma;
  if (quality_map.lowest_1_100() < quality_map.highest_1_100()) {
    luma = luma_map_weights(
        quality_map, StepByQuality(options.front_end, count, options.scan_layout, parameters));
  }
  std::vector<BlockWeights> weights;
  for (std::size_t c = 0; c < coefficients.components.size(); ++c) {
    const BlockPlane& plane = coefficients.components[c];
    const bool subsampled = c > 0;
    const auto subsampling = coefficients.geometry.subsampling;
    const int across = subsampled && subsampling != ChromaSubsampling::k444 ? 2 : 1;
    const int down = subsampled && subsampling == ChromaSubsampling::k420 ? 2 : 1;
    weights.push_back(map_weights(luma, quality_map.grid(), plane, across, down));
    apply_masking(plane, parameters.masking[c], weights.back());
  }
  return weights;
}

}  // namespace jpegaware::detail
