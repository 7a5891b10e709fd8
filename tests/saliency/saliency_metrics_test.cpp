// SPDX-License-Identifier: Apache-2.0
// The metrics of Bylinskii et al. 2019, as saliency_metrics.h states them, against values worked by hand.
#include "saliency_metrics.h"

#include <cmath>
#include <numeric>

#include "catch.hpp"

namespace jpegaware::apps {
namespace {

PixelMap row_of(std::vector<float> values) {
  return {static_cast<int>(values.size()), 1, std::move(values)};
}

TEST_CASE("saliency_metrics: AUC-Judd equals ROC areas worked by hand", "[saliency_metrics][unit]") {
  const PixelMap map = row_of({0, 1, 2, 3});
  // The only fixation is the highest pixel: (0, 0) -> (0, 1) -> (1, 1).
  CHECK(auc_judd(map, std::vector<FixatedPixel>{{3, 0}}) == Approx(1.0));
  // At threshold 1: the fixation is found, and two of the three others: (2/3, 1).
  CHECK(auc_judd(map, std::vector<FixatedPixel>{{1, 0}}) == Approx(2.0 / 3.0));
  // (0, 1/2), then both found with both of the others: (1, 1).
  CHECK(auc_judd(map, std::vector<FixatedPixel>{{3, 0}, {0, 0}}) == Approx(0.75));
}

TEST_CASE("saliency_metrics: a constant map is worth chance", "[saliency_metrics][unit]") {
  const PixelMap map = row_of({2, 2, 2, 2, 2});
  const std::vector<FixatedPixel> fixations{{1, 0}, {3, 0}};
  CHECK(auc_judd(map, fixations) == Approx(0.5));
  CHECK(auc_shuffled(map, fixations, std::vector<FixatedPixel>{{0, 0}, {4, 0}}) == Approx(0.5));
  CHECK(nss(map, fixations) == 0.0);
  CHECK(correlation(map, row_of({0, 1, 0, 1, 0})) == 0.0);
}

TEST_CASE("saliency_metrics: shuffled AUC counts wins over fixations of other photos",
          "[saliency_metrics][unit]") {
  const PixelMap map = row_of({0, 2, 2, 3});
  // 2 wins over 0, ties with 2, loses to 3.
  CHECK(auc_shuffled(map, std::vector<FixatedPixel>{{1, 0}},
                     std::vector<FixatedPixel>{{0, 0}, {2, 0}, {3, 0}}) == Approx(0.5));
  CHECK(auc_shuffled(map, std::vector<FixatedPixel>{{3, 0}},
                     std::vector<FixatedPixel>{{0, 0}, {1, 0}}) == Approx(1.0));
}

TEST_CASE("saliency_metrics: NSS is the fixated value in standard deviations", "[saliency_metrics][unit]") {
  const PixelMap map = row_of({0, 1, 2, 3});
  CHECK(nss(map, std::vector<FixatedPixel>{{3, 0}}) == Approx(1.5 / std::sqrt(1.25)));
  // A pixel that two people looked at counts twice.
  CHECK(nss(map, std::vector<FixatedPixel>{{3, 0}, {3, 0}, {0, 0}}) == Approx(0.5 / std::sqrt(1.25)));
}

TEST_CASE("saliency_metrics: correlation, similarity and divergence equal values worked by hand",
          "[saliency_metrics][unit]") {
  CHECK(correlation(row_of({0, 1, 2, 3}), row_of({0, 0, 0, 1})) == Approx(0.375 / std::sqrt(1.25 * 0.1875)));
  CHECK(correlation(row_of({0, 1}), row_of({1, 0})) == Approx(-1.0));
  CHECK(similarity(row_of({0, 1, 2, 3}), row_of({1, 1, 1, 1})) == Approx(2.0 / 3.0));
  CHECK(similarity(row_of({5, 0}), row_of({0, 1})) == Approx(0.0));
  CHECK(kl_divergence(row_of({1, 1}), row_of({1, 3})) ==
        Approx(0.25 * std::log(0.5) + 0.75 * std::log(1.5)));
  CHECK(kl_divergence(row_of({1, 3}), row_of({2, 6})) == Approx(0.0).margin(1e-12));
}

TEST_CASE("saliency_metrics: information gain is in bits over the baseline", "[saliency_metrics][unit]") {
  const std::vector<FixatedPixel> fixations{{1, 0}};
  CHECK(information_gain(row_of({1, 3}), row_of({1, 1}), fixations) == Approx(std::log2(1.5)));
  CHECK(information_gain(row_of({1, 3}), row_of({1, 3}), fixations) == Approx(0.0).margin(1e-12));
}

TEST_CASE("saliency_metrics: scores do not depend on a map's scale and offset", "[saliency_metrics][property]") {
  const PixelMap map = row_of({0.1F, 0.5F, 0.2F, 0.9F, 0.3F});
  PixelMap other = map;
  for (float& value : other.values) {
    value = 4.0F * value + 1.0F;
  }
  const std::vector<FixatedPixel> fixations{{1, 0}, {3, 0}};
  CHECK(auc_judd(other, fixations) == Approx(auc_judd(map, fixations)));
  CHECK(nss(other, fixations) == Approx(nss(map, fixations)));
  const PixelMap density = row_of({0, 1, 0, 2, 0});
  CHECK(correlation(other, density) == Approx(correlation(map, density)));
}

TEST_CASE("saliency_metrics: a fixation becomes a Gaussian of sum 1", "[saliency_metrics][unit]") {
  const PixelMap density = fixation_density(std::vector<FixatedPixel>{{20, 15}}, 41, 31, 2.0);
  CHECK(std::accumulate(density.values.begin(), density.values.end(), 0.0) == Approx(1.0));
  const float centre = density.values[15 * 41 + 20];
  CHECK(density.values[15 * 41 + 22] / centre == Approx(std::exp(-0.5)));
  CHECK(density.values[13 * 41 + 20] == Approx(density.values[17 * 41 + 20]));
}

TEST_CASE("saliency_metrics: a blurred fixation near a border is cut, not folded back",
          "[saliency_metrics][unit]") {
  const PixelMap density = fixation_density(std::vector<FixatedPixel>{{0, 0}}, 30, 30, 3.0);
  CHECK(std::accumulate(density.values.begin(), density.values.end(), 0.0) == Approx(1.0));
  CHECK(density.values[3] / density.values[0] == Approx(std::exp(-0.5)));
}

TEST_CASE("saliency_metrics: cells are enlarged between their centres", "[saliency_metrics][unit]") {
  const PixelMap map = enlarge(row_of({0, 1}), 4, 2);
  const std::vector<float> expected{0.0F, 0.25F, 0.75F, 1.0F, 0.0F, 0.25F, 0.75F, 1.0F};
  CHECK(map.values == expected);
  CHECK(enlarge(row_of({0, 1, 2}), 3, 1).values == std::vector<float>{0, 1, 2});
}

}  // namespace
}  // namespace jpegaware::apps
