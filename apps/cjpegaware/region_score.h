// SPDX-License-Identifier: Apache-2.0
// Stage: original, saliency and a JPEG file -> SSIMULACRA2 of what matters.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "jpegaware/result.h"
#include "jpegaware/saliency_map.h"
#include "picture.h"

namespace jpegaware::apps {

/// Scores files of one picture. What matters is the fifth of the luma blocks with the highest
/// saliency, or the whole picture where all blocks are alike; outside of it the original stands.
class RegionScore {
 public:
  /// unsupported where the program was built without the metrics library.
  [[nodiscard]] static Result<RegionScore> make(const Picture& original,
                                                const SaliencyMap& saliency);
  ~RegionScore();
  RegionScore(RegionScore&&) noexcept;
  RegionScore& operator=(RegionScore&&) noexcept;

  /// At most 100, which is no visible difference.
  [[nodiscard]] Result<double> operator()(std::span<const std::uint8_t> jpeg) const;

 private:
  struct State;
  explicit RegionScore(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace jpegaware::apps
