// SPDX-License-Identifier: Apache-2.0
// Stage quant_tables: a quality in, one table of 64 steps a component out.
#include "quant_tables.h"

#include <algorithm>
#include <cmath>

#include "portable_math.h"

namespace jpegaware::detail {
namespace {

// T.81, Annex K, tables K.1 and K.2, natural order.
constexpr QuantTable kAnnexKLuma = {16,  11,  10,  16,  24, 40, 51,  61,  12,  12,  14,  19,  26,
                                    58,  60,  55,  14,  13, 16, 24,  40,  57,  69,  56,  14,  17,
                                    22,  29,  51,  87,  80, 62, 18,  22,  37,  56,  68,  109, 103,
                                    77,  24,  35,  55,  64, 81, 104, 113, 92,  49,  64,  78,  87,
                                    103, 121, 120, 101, 72, 92, 95,  98,  112, 100, 103, 99};
constexpr QuantTable kAnnexKChroma = {
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
    99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

float frequency_radius(int index) noexcept {
  const int u = index % 8;
  const int v = index / 8;
  return std::sqrt(static_cast<float>(u * u + v * v)) / 7.0F;
}

}  // namespace

int largest_step(ScanLayout layout) noexcept {
  return layout == ScanLayout::kSequentialBaseline ? 255 : 32767;
}

QuantTable annex_k_table(int component, int quality_1_100, ScanLayout layout) noexcept {
  const int quality = std::clamp(quality_1_100, 1, 100);
  const int scale_percent = quality < 50 ? 5000 / quality : 200 - quality * 2;
  const QuantTable& base = component == 0 ? kAnnexKLuma : kAnnexKChroma;
  QuantTable table{};
  for (int k = 0; k < kBlockCoeffs; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const int step = (base[i] * scale_percent + 50) / 100;
    table[i] = static_cast<std::uint16_t>(std::clamp(step, 1, largest_step(layout)));
  }
  return table;
}

// Laid so that the mean SSIMULACRA2 at quality N is not below that of cjpeg at N. On one 384x384
// crop of each photo of clic2025 equal scores need distances 3.91, 2.04, 0.86 at qualities 50, 75,
// 90 (2026-11-21); photos with less flat area need less at low quality, and so do regions under a
// map, so the curve lies below at 50 (docs/decisions/quantizer.md). Under 50 it grows nearly as
// libjpeg's scaling does. 10 % more distance costs about 1 point.
float distance_from_quality(float quality_1_100) noexcept {
  constexpr float kDistanceAt50 = 2.976F;
  const float q = std::clamp(quality_1_100, 1.0F, 100.0F);
  if (q < 50.0F) {
    return kDistanceAt50 * portable_pow(50.0F / q, 0.8F);
  }
  const float t = 100.0F - q;
  const float below_75 = std::max(0.0F, t - 25.0F);
  return (0.06F + t * (0.081675F - 0.0004175F * t)) * (1.0F - 0.0016F * below_75);
}

QuantTable perceptual_table(int component, float quality_1_100, ScanLayout layout,
                            const PerceptualParameters& parameters) noexcept {
  const StepCurve& curve = parameters.steps[static_cast<std::size_t>(component)];
  const float distance = distance_from_quality(quality_1_100);
  const float rise = curve.rise * portable_pow(distance, parameters.trend.rise);
  const auto limit = static_cast<float>(largest_step(layout));
  QuantTable table{};
  for (int k = 0; k < kBlockCoeffs; ++k) {
    const float step =
        k == 0 ? curve.dc
               : curve.ac * (1.0F + rise * portable_pow(frequency_radius(k), curve.power));
    table[static_cast<std::size_t>(k)] =
        static_cast<std::uint16_t>(std::clamp(std::floor(step * distance + 0.5F), 1.0F, limit));
  }
  return table;
}

std::vector<QuantTable> quant_tables(FrontEnd front_end, int component_count, float quality_1_100,
                                     ScanLayout layout, const PerceptualParameters& parameters) {
  std::vector<QuantTable> tables;
  for (int component = 0; component < component_count; ++component) {
    tables.push_back(front_end == FrontEnd::kReference
                         ? annex_k_table(component, static_cast<int>(quality_1_100 + 0.5F), layout)
                         : perceptual_table(component, quality_1_100, layout, parameters));
  }
  return tables;
}

float mean_step(const std::vector<QuantTable>& tables) noexcept {
  int sum = 0;
  for (const QuantTable& table : tables) {
    for (const std::uint16_t step : table) {
      sum += step;
    }
  }
  return static_cast<float>(sum) / static_cast<float>(tables.size() * kBlockCoeffs);
}

}  // namespace jpegaware::detail
