// SPDX-License-Identifier: Apache-2.0
// Decodes a file and scores its regions by the bench's metric.
#include "region_score.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "jpegaware/block_grid.h"
#include "jpegaware/metrics/ssimulacra2.h"

namespace jpegaware::apps {
namespace {

std::vector<std::uint8_t> rgb_of(const Picture& picture) {
  const std::size_t count =
      static_cast<std::size_t>(picture.width_px) * static_cast<std::size_t>(picture.height_px);
  const bool is_gray = picture.format == PixelFormat::kGray8;
  if (!is_gray) {
    return {picture.pixels.get(), picture.pixels.get() + count * 3};
  }
  std::vector<std::uint8_t> rgb(count * 3);
  for (std::size_t i = 0; i < count; ++i) {
    std::fill_n(rgb.begin() + static_cast<std::ptrdiff_t>(i * 3), 3, picture.pixels[i]);
  }
  return rgb;
}

/// The fifth of the blocks that matters most; earlier blocks first where they are equal.
std::vector<bool> region_of(const SaliencyMap& saliency) {
  const auto values = saliency.values();
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == *high) {
    return std::vector<bool>(values.size(), true);
  }
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [values](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  std::vector<bool> inside(values.size(), false);
  const std::size_t count = std::max<std::size_t>(1, values.size() / 5);
  std::for_each(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                [&inside](std::size_t block) { inside[block] = true; });
  return inside;
}

}  // namespace

struct RegionScore::State {
  int width_px;
  int height_px;
  BlockGrid grid;
  std::vector<bool> inside;
  std::vector<std::uint8_t> original;
  metrics::Ssimulacra2Reference reference;

  [[nodiscard]] static metrics::Picture view(const std::vector<std::uint8_t>& rgb, int width,
                                             int height) {
    return {rgb.data(), width, height, std::ptrdiff_t{width} * 3};
  }
};

RegionScore::RegionScore(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
RegionScore::~RegionScore() = default;
RegionScore::RegionScore(RegionScore&&) noexcept = default;
RegionScore& RegionScore::operator=(RegionScore&&) noexcept = default;

Result<RegionScore> RegionScore::make(const Picture& original, const SaliencyMap& saliency) {
  std::vector<std::uint8_t> rgb = rgb_of(original);
  metrics::Ssimulacra2Reference reference(State::view(rgb, original.width_px, original.height_px));
  return RegionScore(
      std::make_unique<State>(State{original.width_px, original.height_px, saliency.grid(),
                                    region_of(saliency), std::move(rgb), std::move(reference)}));
}

Result<double> RegionScore::operator()(std::span<const std::uint8_t> jpeg) const {
  const auto decoded = read_picture(jpeg, {});
  if (!decoded) {
    return decoded.error();
  }
  std::vector<std::uint8_t> rgb = rgb_of(*decoded);
  constexpr int kBlock = BlockGrid::kBlock_px;
  for (int y = 0; y < state_->height_px; ++y) {
    for (int x = 0; x < state_->width_px; x += kBlock) {
      if (!state_->inside[state_->grid.index(x / kBlock, y / kBlock)]) {
        const auto at = (static_cast<std::ptrdiff_t>(y) * state_->width_px + x) * 3;
        const int width = std::min(kBlock, state_->width_px - x);
        std::copy_n(state_->original.begin() + at, width * 3, rgb.begin() + at);
      }
    }
  }
  return state_->reference.score(State::view(rgb, state_->width_px, state_->height_px));
}

}  // namespace jpegaware::apps
