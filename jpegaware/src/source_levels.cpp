// SPDX-License-Identifier: Apache-2.0
// Stage of requantizing: a JPEG's levels and tables -> coefficients, and the tables to use now.
#include "source_levels.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "frame_layout.h"
#include "perceptual_parameters.h"
#include "quant_tables.h"

namespace jpegaware::detail {
namespace {

constexpr int kLargestCoeff = 2047;

/// Below this difference in quality the file's tables stay: new steps between two multiples of the
/// old ones cost more than the little coarseness saves.
constexpr float kLeastCoarsening = 2.0F;

std::vector<QuantTable> tables_of(const CoefficientImage& image) {
  std::vector<QuantTable> tables;
  for (const CoefficientImage::Component& component : image.components) {
    tables.push_back(component.table);
  }
  return tables;
}

float annex_k_mean_step(int component_count, int quality) {
  return mean_step(quant_tables(FrontEnd::kReference, component_count, static_cast<float>(quality),
                                ScanLayout::kProgressive, shipped_parameters()));
}

}  // namespace

void dequantize(const CoefficientImage& image, CoefficientPlanes& planes) {
  shape_planes(image.geometry, planes);
  for (std::size_t c = 0; c < image.components.size(); ++c) {
    const auto& [levels, table] = image.components[c];
    LargeArray<std::int16_t>& coeffs = planes.components[c].values;
    for (std::size_t i = 0; i < coeffs.size(); ++i) {
      const int coeff = levels.values[i] * table[i % kBlockCoeffs];
      coeffs[i] = static_cast<std::int16_t>(std::clamp(coeff, -kLargestCoeff, kLargestCoeff) *
                                            (1 << kCoeffFractionBits));
    }
  }
}

float quality_of_tables(const CoefficientImage& image) {
  const float step = mean_step(tables_of(image));
  const int component_count = image.geometry.component_count;
  float finer_step = annex_k_mean_step(component_count, kQualityBounds.high);
  if (step <= finer_step) {
    return static_cast<float>(kQualityBounds.high);
  }
  for (int quality = kQualityBounds.high - 1; quality >= kQualityBounds.low; --quality) {
    const float coarser_step = annex_k_mean_step(component_count, quality);
    if (step <= coarser_step) {
      return static_cast<float>(quality) + (coarser_step - step) / (coarser_step - finer_step);
    }
    finer_step = coarser_step;
  }
  return static_cast<float>(kQualityBounds.low);
}

GivenTables tables_for(const CoefficientImage& image, float highest_1_100,
                       const EncodeOptions& options) {
  GivenTables given{tables_of(image), quality_of_tables(image)};
  if (highest_1_100 > given.quality_1_100 - kLeastCoarsening) {
    return given;
  }
  const auto asked = quant_tables(options.front_end, image.geometry.component_count, highest_1_100,
                                  options.scan_layout, shipped_parameters());
  for (std::size_t c = 0; c < asked.size(); ++c) {
    std::transform(asked[c].begin(), asked[c].end(), given.tables[c].begin(),
                   given.tables[c].begin(),
                   [](std::uint16_t a, std::uint16_t b) { return std::max(a, b); });
  }
  given.quality_1_100 = highest_1_100;
  return given;
}

Result<BlockQualityMap> keep_blocks_at(float table_quality_1_100,
                                       const BlockQualityMap& quality_map) {
  constexpr float kHalfStep = 0.5F;  // qualities are whole numbers to most who ask
  std::vector<float> qualities(quality_map.quality_1_100().begin(),
                               quality_map.quality_1_100().end());
  for (float& quality : qualities) {
    if (quality >= table_quality_1_100 - kHalfStep) {
      quality = static_cast<float>(kQualityBounds.high);
    }
  }
  return BlockQualityMap::make(quality_map.grid(), std::move(qualities));
}

}  // namespace jpegaware::detail
