// SPDX-License-Identifier: Apache-2.0
// Stage: the bench's commands. Input: words of the command line. Output: exit status.
#pragma once

#include <span>
#include <string_view>

#include "jpegaware/result.h"

namespace jpegaware::bench {

using Arguments = std::span<const std::string_view>;

/// `metrics REFERENCE DISTORTED`: prints every metric of the pair as one JSON object.
[[nodiscard]] Result<void> run_metrics(Arguments arguments);

/// `encode CODEC QUALITY INPUT OUTPUT`: encodes one file with one codec of the bench.
[[nodiscard]] Result<void> run_encode(Arguments arguments);

/// `kodak [DIR]`: the 24 Kodak images, whole and unchanged, against all peers.
[[nodiscard]] Result<void> run_kodak(Arguments arguments);

/// `images DIR`: any folder of pictures against all peers.
[[nodiscard]] Result<void> run_images(Arguments arguments);

/// `fixations DIR`: pictures judged where people looked.
[[nodiscard]] Result<void> run_fixations(Arguments arguments);

/// `masks DIR`: pictures judged inside masks of what matters.
[[nodiscard]] Result<void> run_masks(Arguments arguments);

/// `speed [DIR]`: processor time and memory of whole programs from 0.1 to 100 megapixels.
[[nodiscard]] Result<void> run_speed(Arguments arguments);

/// `paper [KODAK [MIT]]`: the table of the work that this one starts from, with our rows.
[[nodiscard]] Result<void> run_paper(Arguments arguments);

/// `figures DIR`: SVG plots and a Markdown table out of a run's CSV files.
[[nodiscard]] Result<void> run_figures(Arguments arguments);

}  // namespace jpegaware::bench
