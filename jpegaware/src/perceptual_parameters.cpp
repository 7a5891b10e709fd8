// SPDX-License-Identifier: Apache-2.0
// The shipped values of every tuned number of the quantizer, with their provenance.
#include "perceptual_parameters.h"

namespace jpegaware::detail {

// Steps, mu, slopes and the masking exponent: random search on 24 crops of clic2025 with the second
// prototype of the design, 2026-11.
const PerceptualParameters& shipped_parameters() noexcept {
  static constexpr Masking kMasking{.scale = 40.0F, .exponent = 0.151F, .spread = 0.0F};
  static constexpr BlockMasking kBlockMasking{
      .dc = {.scale = 40.0F, .exponent = 0.151F, .spread = 0.0F},
      .low = kMasking,
      .high = kMasking};
  static constexpr PerceptualParameters kShipped{
      .steps = {{{.dc = 2.58F, .ac = 3.18F, .rise = 2.75F, .power = 0.99F},
                 {.dc = 2.6F, .ac = 4.96F, .rise = 2.15F, .power = 1.56F},
                 {.dc = 3.1F, .ac = 3.57F, .rise = 1.01F, .power = 0.79F}}},
      .errors = {{{.mu = 21.9F, .dc = 1.0F, .slope = 0.0F, .shrink = 0.0F},
                  {.mu = 16.2F, .dc = 1.0F, .slope = 0.95F, .shrink = 0.0F},
                  {.mu = 16.2F, .dc = 1.0F, .slope = 0.95F, .shrink = 0.0F}}},
      .masking = {{kBlockMasking, kBlockMasking, kBlockMasking}},
      .luminance = {{{.tilt = 0.0F, .bow = 0.0F},
                     {.tilt = 0.0F, .bow = 0.0F},
                     {.tilt = 0.0F, .bow = 0.0F}}},
      .trend = {.rise = 0.0F, .mu = 0.0F},
  };
  return kShipped;
}

}  // namespace jpegaware::detail
