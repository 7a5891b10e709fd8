// SPDX-License-Identifier: Apache-2.0
// The benchmark's metrics: a map and the fixations of one picture in, one number out.
// Definitions: Bylinskii, Judd, Oliva, Torralba and Durand, "What do different evaluation metrics
// tell us about saliency models?", IEEE TPAMI 2019. Pure arithmetic, thread-safe.
#pragma once

#include <span>
#include <vector>

namespace jpegaware::apps {

/// A value a pixel, raster order.
struct PixelMap {
  int width_px = 0;
  int height_px = 0;
  std::vector<float> values;
};

/// The pixel that an eye rested on. Two fixations of one pixel count twice.
struct FixatedPixel {
  int x = 0;
  int y = 0;
};

/// In every function the points lie inside the map, there is at least one, and maps that are
/// compared have the same size; values are finite.

/// Area under the ROC curve whose thresholds are the map's values at the fixations: the share of
/// fixations at or above a threshold against the share of all other pixels that are. Equal values
/// make one step, so a constant map gets 0.5. In [0, 1].
[[nodiscard]] double auc_judd(const PixelMap& map, std::span<const FixatedPixel> fixations);

/// The chance that the map is higher at a fixation than at one of `elsewhere` (fixations of other
/// pictures), ties counting half: a map that only knows where people look in general gets 0.5.
[[nodiscard]] double auc_shuffled(const PixelMap& map, std::span<const FixatedPixel> fixations,
                                  std::span<const FixatedPixel> elsewhere);

/// Mean over the fixations of the map less its mean, in its standard deviations; 0 for a constant.
[[nodiscard]] double nss(const PixelMap& map, std::span<const FixatedPixel> fixations);

/// Pearson's correlation of the map with a fixation density, in [-1, 1]; 0 when one is constant.
[[nodiscard]] double correlation(const PixelMap& map, const PixelMap& density);

/// The two as distributions of sum 1: sum of the smaller value a pixel. In [0, 1].
[[nodiscard]] double similarity(const PixelMap& map, const PixelMap& density);

/// Divergence of the map's distribution from the fixations' in nats: 0 when they are equal.
[[nodiscard]] double kl_divergence(const PixelMap& map, const PixelMap& density);

/// How many bits a fixation the map's distribution tells more than the baseline's does.
[[nodiscard]] double information_gain(const PixelMap& map, const PixelMap& baseline,
                                      std::span<const FixatedPixel> fixations);

/// Fixations blurred with a Gaussian that is cut at 4 sigma and at the picture's borders; sum 1.
[[nodiscard]] PixelMap fixation_density(std::span<const FixatedPixel> fixations, int width_px,
                                        int height_px, double sigma_px);

/// Bilinear between the centres of equal cells, constant beyond the outer centres.
[[nodiscard]] PixelMap enlarge(const PixelMap& cells, int width_px, int height_px);

}  // namespace jpegaware::apps
