// SPDX-License-Identifier: Apache-2.0
// Stage: quality -> quantization tables. Pure arithmetic, thread-safe.
#pragma once

#include <vector>

#include "coefficient_image.h"
#include "perceptual_parameters.h"

namespace jpegaware::detail {

/// The largest step a table may hold: 255 in sequential baseline files, else 32767, as libjpeg
/// limits it (jcparam.c).
[[nodiscard]] int largest_step(ScanLayout layout) noexcept;

/// T.81 Annex K's example table (K.1 for luma, K.2 for chroma) scaled by libjpeg's arithmetic:
/// what `cjpeg -quality N` writes.
///
/// @param component 0 luma, 1 and 2 chroma
/// @param quality_1_100 clamped to 1..100
[[nodiscard]] QuantTable annex_k_table(int component, int quality_1_100,
                                       ScanLayout layout) noexcept;

/// The distance (1 is barely visible, larger is coarser) that a quality stands for; continuous and
/// falling over [1, 100].
[[nodiscard]] float distance_from_quality(float quality_1_100) noexcept;

/// Our own table of one component at a quality: the component's step curve times the distance,
/// rounded and clamped to 1..largest_step(layout).
[[nodiscard]] QuantTable perceptual_table(int component, float quality_1_100, ScanLayout layout,
                                          const PerceptualParameters& parameters) noexcept;

/// The tables of a file, one a component, for the front end in use. Annex K's take the quality
/// rounded to a whole number.
[[nodiscard]] std::vector<QuantTable> quant_tables(FrontEnd front_end, int component_count,
                                                   float quality_1_100, ScanLayout layout,
                                                   const PerceptualParameters& parameters);

/// The mean step over a set of tables: what "how coarse" means when qualities are compared.
[[nodiscard]] float mean_step(const std::vector<QuantTable>& tables) noexcept;

}  // namespace jpegaware::detail
