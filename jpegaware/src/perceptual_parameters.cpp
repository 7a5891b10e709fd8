// SPDX-License-Identifier: Apache-2.0
// The shipped values of every tuned number of the quantizer, with their provenance.
#include "perceptual_parameters.h"

namespace jpegaware::detail {

// Found by bench/search on one 384x384 crop of each of the 26 photos of clic2025, 2026-11-21, from
// the second prototype's values; docs/decisions/quantizer-parameters.md has the course of the
// search, what it was judged by and what a step of each number does (of +-10 %, none moves a
// BD-rate by more than 1.3 points; most move it by less than 0.3).
const PerceptualParameters& shipped_parameters() noexcept {
  static constexpr PerceptualParameters kShipped{
      .steps = {{{.dc = 2.437F, .ac = 2.891F, .rise = 2.875F, .power = 1.089F},
                 {.dc = 1.4F, .ac = 5.252F, .rise = 2.15F, .power = 1.56F},
                 {.dc = 3.1F, .ac = 3.927F, .rise = 1.01F, .power = 0.79F}}},
      .errors = {{{.mu = 23.41F, .dc = 0.9444F, .slope = 0.2F, .shrink = 0.06F},
                  {.mu = 14.73F, .dc = 0.9091F, .slope = 0.95F, .shrink = 0.0F},
                  {.mu = 15.01F, .dc = 1.1F, .slope = 0.95F, .shrink = 0.0F}}},
      .masking = {{{.dc = {.scale = 43.58F, .exponent = 0.28F, .spread = 0.1F},
                    .low = {.scale = 40.0F, .exponent = 0.32F, .spread = 0.55F},
                    .high = {.scale = 40.0F, .exponent = 0.36F, .spread = 0.29F}},
                   {.dc = {.scale = 40.0F, .exponent = 0.151F, .spread = 0.0F},
                    .low = {.scale = 40.0F, .exponent = 0.18F, .spread = 0.0F},
                    .high = {.scale = 40.0F, .exponent = 0.2F, .spread = 0.0F}},
                   {.dc = {.scale = 40.0F, .exponent = 0.151F, .spread = 0.0F},
                    .low = {.scale = 40.0F, .exponent = 0.18F, .spread = 0.0F},
                    .high = {.scale = 40.0F, .exponent = 0.2F, .spread = 0.0F}}}},
      .luminance = {{{.tilt = -0.1F, .bow = 0.1F},
                     {.tilt = 0.0F, .bow = 0.0F},
                     {.tilt = 0.0F, .bow = 0.0F}}},
      .trend = {.rise = 0.035F, .mu = 0.05F},
  };
  return kShipped;
}

}  // namespace jpegaware::detail
