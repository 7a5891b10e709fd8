// SPDX-License-Identifier: Apache-2.0
// Every tuned number of the quantizer in one struct, so that the search in bench/search changes
// them without recompiling, and the shipped ones lie in one file with their provenance.
#pragma once

#include <array>

namespace jpegaware::detail {

/// How one component's steps grow with frequency, at distance 1:
/// step(0) = dc; step(r) = ac * (1 + rise * r^power), r = sqrt(u^2 + v^2) / 7.
struct StepCurve {
  float dc;
  float ac;
  float rise;
  float power;
};

/// What an error of one step in this component weighs, against a bit.
struct ErrorWeight {
  float mu;      ///< weight of a squared error of one AC step, in bits
  float dc;      ///< the same for DC, as a factor on mu
  float slope;   ///< by frequency: (1 + 2 r)^-slope
  float shrink;  ///< an error towards zero weighs 1 + shrink times one away from it
};

/// An error hides in texture: a weight is multiplied by (1 + activity / scale)^-exponent.
/// Activity is the block's own energy (mean squared AC coefficient) mixed with the variance of the
/// 3x3 blocks around it: (1 - spread) * own + spread * around.
struct Masking {
  float scale;
  float exponent;
  float spread;
};

/// The three ranges of a block's coefficients that are masked each in its own way: the lower the
/// frequency, the larger the neighbourhood that hides an error.
struct BlockMasking {
  Masking dc;
  Masking low;   ///< zigzag 1..8
  Masking high;  ///< zigzag 9..63
};

/// A block's weight by its mean luma y in 0..255, t = (y - 128) / 128: 2^(tilt t + bow t^2).
struct LuminanceWeight {
  float tilt;
  float bow;
};

/// How the numbers change with the distance d of the tables (1 is barely visible): the rise of the
/// steps is multiplied by d^rise, mu by d^mu.
struct DistanceTrend {
  float rise;
  float mu;
};

/// What a quality map changes in one component, at its full reach; 1 (slope: 0) changes nothing.
/// People look at texture and masking takes from it; a file of fine and coarse blocks wants a
/// flatter table than one of equal blocks; chroma and flat blocks buy the whole picture's looks
/// cheaply.
struct MapChange {
  float dc_step;  ///< factors on the step curve's dc, ac, rise and power
  float ac_step;
  float rise;
  float power;
  float slope;  ///< added to the error weight's slope
  float mu;     ///< factor on the error weight's mu
  float dc;     ///< exponents of the map's factor in DC, low and high frequencies
  float low;
  float high;
  float flat;  ///< factor on the latter two in blocks with nothing around: smooth gradients
};

/// What is different where a quality map takes from some blocks.
struct MapParameters {
  MapChange luma;
  MapChange chroma;
  /// What is left of the masking exponents in a block of weight 1, and what is added to them in
  /// one of weight 0, as shares.
  float masking_kept;
  float masking_below;
  float flat_scale;  ///< activity around a block at which half of `flat` counts
};

/// What the closed loop of the highest efforts weighs errors by (closed_loop.h).
struct LoopBalance {
  float own;    ///< of the weights above, what stays
  float pull;   ///< the error model's weights over luma, against those above
  float reach;  ///< how far a target may lie from its coefficient, in steps
};

/// All of them. Component order Y, Cb, Cr.
struct PerceptualParameters {
  std::array<StepCurve, 3> steps;
  std::array<ErrorWeight, 3> errors;
  std::array<BlockMasking, 3> masking;
  std::array<LuminanceWeight, 3> luminance;
  DistanceTrend trend;
  MapParameters map;
  LoopBalance loop;
};

/// What changes nothing, whatever the map.
inline constexpr MapChange kNoMapChange{1.0F, 1.0F, 1.0F, 1.0F, 0.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F};
inline constexpr MapParameters kNoMapParameters{kNoMapChange, kNoMapChange, 1.0F, 0.0F, 1.0F};

/// The parameters in force under a map that takes so much, `reach` in [0, 1]: the step curves and
/// error weights changed, and `map` scaled to its reach. 0 changes nothing, so that a weak map's
/// file is nearly none's.
[[nodiscard]] PerceptualParameters under_map(const PerceptualParameters& parameters,
                                             float reach) noexcept;

/// The values that the encoder ships: see perceptual_parameters.cpp for where they come from.
[[nodiscard]] const PerceptualParameters& shipped_parameters() noexcept;

}  // namespace jpegaware::detail
