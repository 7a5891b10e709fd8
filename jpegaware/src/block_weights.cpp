// SPDX-License-Identifier: Apache-2.0
// Stage block_weights: coefficients and block qualities in, a weight a block and component out.
#include "block_weights.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "frame_layout.h"
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
std::vector<float> luma_map_weights(const BlockQualityMap& map, float table_quality_1_100,
                                    const StepByQuality& steps) {
  std::vector<float> weights;
  weights.reserve(map.grid().count());
  const float table_step = steps.at(table_quality_1_100);
  for (const float quality : map.quality_1_100()) {
    weights.push_back(squared(table_step / steps.at(quality)));
  }
  return weights;
}

/// The highest of the luma weights that a chroma block lies over.
float highest_under(const std::vector<float>& luma, const BlockGrid& grid, int column, int row,
                    int across, int down) {
  float highest = 0.0F;
  for (int y = row * down; y < std::min((row + 1) * down, grid.height_blocks); ++y) {
    for (int x = column * across; x < std::min((column + 1) * across, grid.width_blocks); ++x) {
      highest = std::max(highest, luma[grid.index(x, y)]);
    }
  }
  return highest;
}

/// Mean luma of each luma block as t = (y - 128) / 128, from its DC coefficient.
std::vector<float> luma_levels(const BlockPlane& luma) {
  std::vector<float> levels;
  levels.reserve(luma.count());
  for (std::size_t i = 0; i < luma.count(); ++i) {
    levels.push_back(static_cast<float>(luma.block(i)[0]) * (kCoeffScale / 1024.0F));
  }
  return levels;
}

float masked(const Activity& activity, const Masking& masking, float share) noexcept {
  const float mixed = activity.own + masking.spread * (activity.around - activity.own);
  return -share * masking.exponent * portable_log2(1.0F + mixed / masking.scale);
}

float lit(float luma_level, const LuminanceWeight& luminance) noexcept {
  return luma_level * (luminance.tilt + luminance.bow * luma_level);
}

/// The map's factor for each luma block; empty where every block is asked for the tables' quality.
std::vector<float> factors_of_luma(const CoefficientPlanes& coefficients,
                                   const BlockQualityMap& quality_map, float table_quality_1_100,
                                   const EncodeOptions& options,
                                   const PerceptualParameters& parameters) {
  if (quality_map.lowest_1_100() >= table_quality_1_100 &&
      quality_map.highest_1_100() <= table_quality_1_100) {
    return {};
  }
  const auto count = static_cast<int>(coefficients.components.size());
  return luma_map_weights(quality_map, table_quality_1_100,
                          StepByQuality(options.front_end, count, options.scan_layout, parameters));
}

/// The map's factors, none above 1, averaged over a component's blocks by the logarithm of their
/// energy: about where its bits are. Rows of blocks are sampled in large pictures. 1 where nothing
/// has detail.
float mean_weight_of_detail(const BlockPlane& luma, const std::vector<float>& factors) {
  constexpr float kEnergyOfDetail = 40.0F;  // at which a block has its first levels at quality 75
  constexpr int kSampledRows = 64;
  const int stride = std::max(1, luma.height_blocks / kSampledRows);
  const auto width = static_cast<std::size_t>(luma.width_blocks);
  float weighted = 0.0F;
  float all = 0.0F;
  for (int row = 0; row < luma.height_blocks; row += stride) {
    // Sums of a row first: floats of one size, whatever the picture's.
    float weighted_of_row = 0.0F;
    float all_of_row = 0.0F;
    for (std::size_t i = static_cast<std::size_t>(row) * width;
         i < (static_cast<std::size_t>(row) + 1) * width; ++i) {
      const float detail = portable_log2(1.0F + ac_energy(luma.block(i)) / kEnergyOfDetail);
      weighted_of_row += detail * std::min(factors[i], 1.0F);
      all_of_row += detail;
    }
    weighted += weighted_of_row;
    all += all_of_row;
  }
  return all > 0.0F ? weighted / all : 1.0F;
}

/// Where one component's blocks lie over the luma blocks.
struct Placement {
  const BlockGrid& luma_grid;
  int across;  ///< luma blocks in a row over one block
  int down;
};

/// What the map asks of a block, as exponents of 2, and how much of its masking counts.
struct AskedOfBlock {
  float dc = 0.0F;
  float low = 0.0F;
  float high = 0.0F;
  float masking_share = 1.0F;
};

AskedOfBlock asked_of(float map_weight, float activity_around, const MapChange& change,
                      const MapParameters& map) noexcept {
  const float asked = portable_log2(map_weight);
  const float flatness = map.flat_scale / (map.flat_scale + activity_around);
  const float ac = asked * (1.0F + flatness * (change.flat - 1.0F));
  const float below_one = 1.0F - std::min(map_weight, 1.0F);
  return {.dc = change.dc * asked,
          .low = change.low * ac,
          .high = change.high * ac,
          .masking_share =
              map.masking_kept + below_one * (1.0F + map.masking_below - map.masking_kept)};
}

/// A chroma block takes the luma level at its first corner (neighbours differ little), and the
/// map's highest weight under it.
BlockWeights component_weights(const BlockPlane& plane, const BlockMasking& masking,
                               const LuminanceWeight& luminance, const MapChange& change,
                               const MapParameters& map, const Placement& place,
                               const std::vector<float>& luma_level,
                               const std::vector<float>& luma_map) {
  const std::vector<Activity> activities = block_activities(plane);
  BlockWeights weights;
  weights.reserve(plane.count());
  for (int row = 0; row < plane.height_blocks; ++row) {
    for (int column = 0; column < plane.width_blocks; ++column) {
      const Activity& activity = activities[weights.size()];
      const float bright = lit(
          luma_level[place.luma_grid.index(column * place.across, row * place.down)], luminance);
      AskedOfBlock asked;
      if (!luma_map.empty()) {
        const float highest =
            highest_under(luma_map, place.luma_grid, column, row, place.across, place.down);
        asked = asked_of(highest, activity.around, change, map);
      }
      const auto weight = [&](float exponent, const Masking& of_range) {
        return portable_exp2(exponent + bright + masked(activity, of_range, asked.masking_share));
      };
      weights.push_back({weight(asked.dc, masking.dc), weight(asked.low, masking.low),
                         weight(asked.high, masking.high)});
    }
  }
  return weights;
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

std::vector<Activity> block_activities(const BlockPlane& plane) {
  std::vector<Activity> activities(plane.count());
  std::vector<float> mean(plane.count());
  for (std::size_t i = 0; i < plane.count(); ++i) {
    activities[i].own = ac_energy(plane.block(i));
    mean[i] = static_cast<float>(plane.block(i)[0]) * (kCoeffScale / 8.0F);
  }
  for (int row = 0; row < plane.height_blocks; ++row) {
    for (int column = 0; column < plane.width_blocks; ++column) {
      float energy = 0.0F;
      float sum = 0.0F;
      float squares = 0.0F;
      float count = 0.0F;
      for (int y = std::max(row - 1, 0); y <= std::min(row + 1, plane.height_blocks - 1); ++y) {
        for (int x = std::max(column - 1, 0); x <= std::min(column + 1, plane.width_blocks - 1);
             ++x) {
          const auto i = static_cast<std::size_t>(y * plane.width_blocks + x);
          energy += activities[i].own;
          sum += mean[i];
          squares += mean[i] * mean[i];
          count += 1.0F;
        }
      }
      const float variance = std::max(0.0F, squares / count - squared(sum / count));
      activities[static_cast<std::size_t>(row * plane.width_blocks + column)].around =
          energy / count + variance;
    }
  }
  return activities;
}

float map_reach(const CoefficientPlanes& coefficients, const BlockQualityMap& quality_map,
                float table_quality_1_100, const EncodeOptions& options,
                const PerceptualParameters& parameters) {
  // On 26 crops of clic2025 and 19 photos of OSIE, 2026-11-21 (docs/decisions/map-strength.md).
  constexpr float kMeanOfFullReach = 0.45F;
  if (quality_map.lowest_1_100() >= table_quality_1_100) {
    return 0.0F;
  }
  const float mean = mean_weight_of_detail(
      coefficients.components[0],
      factors_of_luma(coefficients, quality_map, table_quality_1_100, options, parameters));
  const float taken = (1.0F - mean) / (1.0F - kMeanOfFullReach);
  return std::min(squared(taken), 1.0F);
}

std::vector<std::vector<float>> map_factors(const CoefficientPlanes& coefficients,
                                            const BlockQualityMap& quality_map,
                                            float table_quality_1_100, const EncodeOptions& options,
                                            const PerceptualParameters& parameters) {
  const auto luma =
      factors_of_luma(coefficients, quality_map, table_quality_1_100, options, parameters);
  std::vector<std::vector<float>> factors;
  for (std::size_t c = 0; c < coefficients.components.size(); ++c) {
    const BlockPlane& plane = coefficients.components[c];
    std::vector<float>& own = factors.emplace_back(plane.count(), 1.0F);
    if (luma.empty()) {
      continue;
    }
    const SamplingFactors over =
        c == 0 ? SamplingFactors{} : sampling_factors(coefficients.geometry);
    for (std::size_t i = 0; i < own.size(); ++i) {
      const int row = static_cast<int>(i) / plane.width_blocks;
      const int column = static_cast<int>(i) % plane.width_blocks;
      own[i] = highest_under(luma, quality_map.grid(), column, row, over.horizontal, over.vertical);
    }
  }
  return factors;
}

std::vector<BlockWeights> block_weights(const CoefficientPlanes& coefficients,
                                        const BlockQualityMap& quality_map,
                                        float table_quality_1_100, const EncodeOptions& options,
                                        const PerceptualParameters& parameters) {
  const std::vector<float> luma_map =
      factors_of_luma(coefficients, quality_map, table_quality_1_100, options, parameters);
  const std::vector<float> luma_level = luma_levels(coefficients.components[0]);
  std::vector<BlockWeights> weights;
  for (std::size_t c = 0; c < coefficients.components.size(); ++c) {
    const bool subsampled = c > 0;
    const SamplingFactors over =
        subsampled ? sampling_factors(coefficients.geometry) : SamplingFactors{};
    weights.push_back(component_weights(
        coefficients.components[c], parameters.masking[c], parameters.luminance[c],
        subsampled ? parameters.map.chroma : parameters.map.luma, parameters.map,
        {quality_map.grid(), over.horizontal, over.vertical}, luma_level, luma_map));
  }
  return weights;
}

}  // namespace jpegaware::detail
