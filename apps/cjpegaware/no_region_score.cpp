// SPDX-License-Identifier: Apache-2.0
// Stands in for region_score.cpp in builds without the metrics library: refuses with a sentence.
#include "region_score.h"

namespace jpegaware::apps {

struct RegionScore::State {};

RegionScore::RegionScore(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
RegionScore::~RegionScore() = default;
RegionScore::RegionScore(RegionScore&&) noexcept = default;
RegionScore& RegionScore::operator=(RegionScore&&) noexcept = default;

Result<RegionScore> RegionScore::make(const Picture& /*original*/,
                                      const SaliencyMap& /*saliency*/) {
  return Error{ErrorCode::kUnsupported, "-target-score: this build lacks the metrics library"};
}

Result<double> RegionScore::operator()(std::span<const std::uint8_t> /*jpeg*/) const {
  return Error{ErrorCode::kUnsupported, "-target-score: this build lacks the metrics library"};
}

}  // namespace jpegaware::apps
