// SPDX-License-Identifier: Apache-2.0
// Stage: SSIMULACRA2 2.1. Input: an sRGB original, then any number of distorted pictures.
// Output: a score, 100 for equal pictures, about 90 for no visible difference.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "jpegaware/metrics/picture.h"

namespace jpegaware::metrics {

/// An original prepared for scoring: its colour planes and local statistics at six scales.
///
/// Preparing costs about as much as one score, so a search that scores many encodings of one
/// picture keeps the object. It copies what it needs; the picture may go. Memory: about 48 bytes a
/// pixel. Scores follow the public description of version 2.1 (XYB planes, 54 error maps, two
/// norms each, published weights) with the recursive Gaussian in single precision, because the
/// published scores near 90 contain that filter's rounding: exact taps score up to 0.35 higher at
/// quality 95 on Kodak.
class Ssimulacra2Reference {
 public:
  /// @pre `original` holds at least one pixel
  explicit Ssimulacra2Reference(const Picture& original);
  ~Ssimulacra2Reference();
  Ssimulacra2Reference(Ssimulacra2Reference&&) noexcept;
  Ssimulacra2Reference& operator=(Ssimulacra2Reference&&) noexcept;

  /// Scores a distorted picture of the same size. Thread-safe: many threads may score at once.
  /// @return at most 100; negative for very poor pictures. Pictures under 8 pixels in one direction
  ///         have no scale to be judged on and score 100.
  [[nodiscard]] double score(const Picture& distorted) const;

 private:
  struct Scales;
  std::unique_ptr<Scales> scales_;
};

/// SSIMULACRA2 of one pair. @pre comparable(reference, distorted)
[[nodiscard]] double ssimulacra2(const Picture& reference, const Picture& distorted);

/// SSIMULACRA2 of the original against a picture that equals `distorted` inside a region and the
/// original outside, so that only what happens in the region is judged.
/// @param inside one byte a pixel, raster order, width * height entries, not 0 inside
[[nodiscard]] double region_ssimulacra2(const Picture& reference, const Picture& distorted,
                                        std::span<const std::uint8_t> inside);

}  // namespace jpegaware::metrics
