// SPDX-License-Identifier: Apache-2.0
// Stage choose_levels: coefficients and block qualities in, levels and tables out.
#include "choose_levels.h"

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "block_weights.h"
#include "cancellation.h"
#include "closed_loop.h"
#include "frame_layout.h"
#include "level_passes.h"
#include "portable_math.h"
#include "quant_tables.h"
#include "rate_model.h"
#include "trellis_quantizer.h"

namespace jpegaware::detail {
namespace {

/// How often the trellis runs, and over what: prices come from symbols counted in the pass before.
struct PassPlan {
  int sample_stride;  ///< rows between sampled rows in the first passes
  int sample_passes;  ///< over sampled rows, starting from guessed prices
  int full_passes;    ///< over all rows; the last one's levels are kept
};

PassPlan pass_plan(int effort_1_9) noexcept {
  if (effort_1_9 <= 2) {
    return {16, 1, 1};
  }
  if (effort_1_9 <= 5) {
    return {8, 2, 1};
  }
  return {8, 2, 2};
}

/// Rows sampled so sparsely that a small picture would give none to learn from are sampled denser.
int usable_stride(const std::vector<LevelJob>& jobs, int stride) noexcept {
  constexpr int kLeastSampledRows = 4;
  return std::clamp(jobs[0].coefficients->height_blocks / kLeastSampledRows, 1, stride);
}

Result<void> choose_ac(std::vector<LevelJob>& jobs, const EncodeOptions& options,
                       Cancellation& cancellation) {
  const PassPlan plan = pass_plan(options.effort_1_9);
  const int stride = usable_stride(jobs, plan.sample_stride);
  for (int pass = 0; pass < plan.sample_passes; ++pass) {
    if (auto done = price_pass(jobs, stride, options, cancellation); !done) {
      return done;
    }
  }
  for (int pass = 1; pass < plan.full_passes; ++pass) {
    if (auto done = price_pass(jobs, 1, options, cancellation); !done) {
      return done;
    }
  }
  return trellis_pass(jobs, options, cancellation);
}

void round_all(const CoefficientPlanes& coefficients, CoefficientImage& image) {
  for (std::size_t c = 0; c < image.components.size(); ++c) {
    CoefficientImage::Component& component = image.components[c];
    for (std::size_t i = 0; i < component.levels.count(); ++i) {
      quantize_by_rounding(coefficients.components[c].block(i), component.table,
                           component.levels.block(i));
    }
  }
}

/// An image with tables, but without memory for levels.
CoefficientImage image_of(const FrameGeometry& geometry, const std::vector<QuantTable>& tables) {
  CoefficientImage image;
  image.geometry = geometry;
  for (const QuantTable& table : tables) {
    image.components.push_back({{}, table});
  }
  return image;
}

void shape_levels(const CoefficientPlanes& coefficients, CoefficientImage& image) {
  for (std::size_t c = 0; c < image.components.size(); ++c) {
    const BlockPlane& plane = coefficients.components[c];
    BlockPlane& levels = image.components[c].levels;
    levels.width_blocks = plane.width_blocks;
    levels.height_blocks = plane.height_blocks;
    levels.values.resize(plane.values.size());
  }
}

/// Levels take their coefficients' place: a third of the encoder's memory less to fetch.
void quantize_in_place(CoefficientPlanes& coefficients, std::vector<LevelJob>& jobs) {
  for (std::size_t c = 0; c < jobs.size(); ++c) {
    *jobs[c].levels = std::move(coefficients.components[c]);
    jobs[c].coefficients = jobs[c].levels;
  }
}

Result<void> check_shapes(const CoefficientPlanes& coefficients, const BlockGrid& map_grid) {
  const auto count = static_cast<std::size_t>(coefficients.geometry.component_count);
  if ((count != 1 && count != 3) || coefficients.components.size() != count) {
    return Error{ErrorCode::kInternal, "choose_levels: a frame has one component or three"};
  }
  for (const BlockPlane& plane : coefficients.components) {
    if (plane.values.size() != plane.count() * kBlockCoeffs || plane.count() == 0) {
      return Error{ErrorCode::kInternal, "choose_levels: a plane does not hold its blocks"};
    }
  }
  const BlockPlane& luma = coefficients.components[0];
  if (map_grid != BlockGrid{luma.width_blocks, luma.height_blocks}) {
    return Error{ErrorCode::kInvalidArgument,
                 "quality map: " + std::to_string(map_grid.width_blocks) + "x" +
                     std::to_string(map_grid.height_blocks) + " blocks, but the picture has " +
                     std::to_string(luma.width_blocks) + "x" + std::to_string(luma.height_blocks)};
  }
  return {};
}

/// The component's error weight at the distance of the file's tables.
ErrorWeight error_weight(const PerceptualParameters& parameters, std::size_t component,
                         float quality_1_100) noexcept {
  ErrorWeight weight = parameters.errors[component];
  weight.mu *= portable_pow(distance_from_quality(quality_1_100), parameters.trend.mu);
  return weight;
}

std::vector<LevelJob> make_jobs(const CoefficientPlanes& coefficients,
                                const BlockQualityMap& quality_map, float table_quality_1_100,
                                const EncodeOptions& options,
                                const PerceptualParameters& parameters, CoefficientImage& image) {
  auto weights = block_weights(coefficients, quality_map, table_quality_1_100, options, parameters);
  std::vector<LevelJob> jobs;
  for (std::size_t c = 0; c < image.components.size(); ++c) {
    const auto bands = ac_bands(static_cast<int>(c), options.scan_layout);
    jobs.push_back({.coefficients = &coefficients.components[c],
                    .weights = std::move(weights[c]),
                    .steps = make_step_table(image.components[c].table,
                                             error_weight(parameters, c, table_quality_1_100)),
                    .bands = bands,
                    .rates = std::vector<BandRates>(
                        bands.size(), guessed_rates(end_of_block(options.scan_layout))),
                    .levels = &image.components[c].levels});
  }
  return jobs;
}

/// The caller's tables, or those of the quality with chroma's moved as asked.
std::vector<QuantTable> tables_of(const EncodeOptions& options, int component_count,
                                  float quality_1_100, const PerceptualParameters& parameters) {
  std::vector<QuantTable> tables = quant_tables(options.front_end, component_count, quality_1_100,
                                                options.scan_layout, parameters);
  const auto offset = static_cast<float>(options.chroma_quality_offset);
  if (options.chroma_quality_offset != 0) {
    const auto chroma = quant_tables(options.front_end, component_count,
                                     std::clamp(quality_1_100 + offset, 1.0F, 100.0F),
                                     options.scan_layout, parameters);
    std::copy(chroma.begin() + 1, chroma.end(), tables.begin() + 1);
  }
  for (std::size_t c = 0; c < tables.size() && !options.tables.empty(); ++c) {
    const auto largest = static_cast<std::uint16_t>(largest_step(options.scan_layout));
    std::transform(options.tables[c].begin(), options.tables[c].end(), tables[c].begin(),
                   [largest](std::uint16_t step) { return std::min(step, largest); });
  }
  return tables;
}

/// The looks of the closed loop. It knows how decoders show 4:4:4, 4:2:2 and 4:2:0: other samplings,
/// which only JPEG files bring, go without.
int looks_for(const FrameGeometry& frame, int effort_1_9) noexcept {
  const SamplingFactors factors = sampling_factors(frame);
  const bool is_known =
      factors.vertical == 1 ? factors.horizontal <= 2 : factors == SamplingFactors{2, 2};
  return is_known ? looks_at(effort_1_9) : 0;
}

/// By how much steps are finer where a map and the loop meet: the loop gives the background some of
/// the region's bits, and the region's score at a quality should stay (docs/decisions/quantizer.md).
constexpr float kFinerUnderLoop = 0.04F;

void refine_steps(PerceptualParameters& parameters, float factor) noexcept {
  for (StepCurve& steps : parameters.steps) {
    steps.dc *= factor;
    steps.ac *= factor;
  }
}

/// @param given  tables to use; none: those made for the map's highest quality
/// @param spent  the coefficients, where they are not needed afterwards; else nullptr
Result<CoefficientImage> choose_with(const std::optional<GivenTables>& given,
                                     const CoefficientPlanes& coefficients,
                                     CoefficientPlanes* spent, const BlockQualityMap& quality_map,
                                     const EncodeOptions& options,
                                     const PerceptualParameters& without_map) {
  if (auto checked = check_shapes(coefficients, quality_map.grid()); !checked) {
    return checked.error();
  }
  try {
    Cancellation cancellation(options.should_cancel);
    const float quality = given ? given->quality_1_100 : quality_map.highest_1_100();
    const float reach = map_reach(coefficients, quality_map, quality, options, without_map);
    PerceptualParameters parameters = under_map(without_map, reach);
    const int looks = looks_for(coefficients.geometry, options.effort_1_9);
    if (looks > 0) {
      refine_steps(parameters, 1.0F - reach * kFinerUnderLoop);
    }
    const int component_count = coefficients.geometry.component_count;
    CoefficientImage image =
        image_of(coefficients.geometry,
                 given ? given->tables : tables_of(options, component_count, quality, parameters));
    if (options.quantizer == Quantizer::kRounding) {
      shape_levels(coefficients, image);
      round_all(coefficients, image);
      return image;
    }
    auto jobs = make_jobs(coefficients, quality_map, quality, options, parameters, image);
    if (spent != nullptr && looks == 0) {
      quantize_in_place(*spent, jobs);
    } else {
      shape_levels(coefficients, image);
    }
    if (auto done = choose_ac(jobs, options, cancellation); !done) {
      return done.error();
    }
    choose_dc(jobs, image, options.scan_layout);
    if (looks > 0) {
      const auto asked = map_factors(coefficients, quality_map, quality, options, parameters);
      if (auto done = close_loop(looks, coefficients, asked, parameters.loop, options, cancellation,
                                 jobs, image);
          !done) {
        return done.error();
      }
    }
    return image;
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory for the picture's levels"};
  }
}

}  // namespace

Result<CoefficientImage> choose_levels(const CoefficientPlanes& coefficients,
                                       const BlockQualityMap& quality_map,
                                       const EncodeOptions& options,
                                       const PerceptualParameters& without_map) {
  return choose_with(std::nullopt, coefficients, nullptr, quality_map, options, without_map);
}

Result<CoefficientImage> choose_levels(const CoefficientPlanes& coefficients,
                                       const BlockQualityMap& quality_map,
                                       const EncodeOptions& options, const GivenTables& given) {
  return choose_with(given, coefficients, nullptr, quality_map, options, shipped_parameters());
}

Result<CoefficientImage> choose_levels(const CoefficientPlanes& coefficients,
                                       const BlockQualityMap& quality_map,
                                       const EncodeOptions& options) {
  return choose_levels(coefficients, quality_map, options, shipped_parameters());
}

Result<CoefficientImage> choose_levels(CoefficientPlanes&& coefficients,
                                       const BlockQualityMap& quality_map,
                                       const EncodeOptions& options) {
  return choose_with(std::nullopt, coefficients, &coefficients, quality_map, options,
                     shipped_parameters());
}

}  // namespace jpegaware::detail
