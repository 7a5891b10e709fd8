// SPDX-License-Identifier: Apache-2.0
// Stage: a map and one picture's fixations -> scores. Sums in double, one pass or one sort each.
#include "saliency_metrics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace jpegaware::apps {
namespace {

/// Added where a logarithm or a quotient could meet zero, as the benchmark's code does.
constexpr double kTiny = 2.2204e-16;

float at(const PixelMap& map, const FixatedPixel& point) {
  return map.values[static_cast<std::size_t>(point.y) * static_cast<std::size_t>(map.width_px) +
                    static_cast<std::size_t>(point.x)];
}

std::vector<float> values_at(const PixelMap& map, std::span<const FixatedPixel> points) {
  std::vector<float> values;
  values.reserve(points.size());
  for (const FixatedPixel& point : points) {
    values.push_back(at(map, point));
  }
  return values;
}

struct Moments {
  double mean = 0.0;
  double deviation = 0.0;
};

Moments moments_of(std::span<const float> values) {
  double sum = 0.0;
  for (const float value : values) {
    sum += value;
  }
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0.0;
  for (const float value : values) {
    squares += (value - mean) * (value - mean);
  }
  return {mean, std::sqrt(squares / static_cast<double>(values.size()))};
}

/// Each value as a share of the whole. A map below zero is raised first; one without any mass
/// becomes uniform.
std::vector<double> distribution_of(const PixelMap& map) {
  const float low = std::min(0.0F, *std::min_element(map.values.begin(), map.values.end()));
  std::vector<double> shares(map.values.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares[i] = static_cast<double>(map.values[i]) - low;
    sum += shares[i];
  }
  for (double& share : shares) {
    share = sum > 0.0 ? share / sum : 1.0 / static_cast<double>(shares.size());
  }
  return shares;
}

/// How many of all pixels are at or above each threshold; thresholds fall.
std::vector<std::size_t> counts_at_or_above(std::span<const float> values,
                                            std::span<const float> falling) {
  std::vector<std::size_t> counts(falling.size(), 0);
  for (const float value : values) {
    const auto first = std::lower_bound(falling.begin(), falling.end(), value,
                                        [](float threshold, float v) { return threshold > v; });
    if (first != falling.end()) {
      ++counts[static_cast<std::size_t>(first - falling.begin())];
    }
  }
  for (std::size_t i = 1; i < counts.size(); ++i) {
    counts[i] += counts[i - 1];
  }
  return counts;
}

std::vector<float> gaussian_taps(double sigma_px) {
  const int reach = std::max(1, static_cast<int>(std::ceil(4.0 * sigma_px)));
  std::vector<float> taps;
  double sum = 0.0;
  for (int i = -reach; i <= reach; ++i) {
    sum += std::exp(-0.5 * i * i / (sigma_px * sigma_px));
  }
  for (int i = -reach; i <= reach; ++i) {
    taps.push_back(static_cast<float>(std::exp(-0.5 * i * i / (sigma_px * sigma_px)) / sum));
  }
  return taps;
}

/// Adds `weight` times the taps around `centre` to a line; what falls outside is lost.
void splat(std::span<float> line, int centre, std::span<const float> taps, float weight) {
  const int reach = static_cast<int>(taps.size() / 2);
  const int first = std::max(0, centre - reach);
  const int last = std::min(static_cast<int>(line.size()) - 1, centre + reach);
  for (int i = first; i <= last; ++i) {
    line[static_cast<std::size_t>(i)] += weight * taps[static_cast<std::size_t>(i - centre + reach)];
  }
}

struct Between {
  std::size_t low = 0;
  std::size_t high = 0;
  float share_of_high = 0.0F;
};

/// Where the centre of each of `pixels` lies between the centres of `cells`.
std::vector<Between> between_centres(int cells, int pixels) {
  std::vector<Between> places(static_cast<std::size_t>(pixels));
  for (int i = 0; i < pixels; ++i) {
    const double place =
        std::clamp((i + 0.5) * cells / pixels - 0.5, 0.0, static_cast<double>(cells - 1));
    const auto low = static_cast<std::size_t>(place);
    places[static_cast<std::size_t>(i)] = {
        low, std::min(low + 1, static_cast<std::size_t>(cells - 1)),
        static_cast<float>(place - static_cast<double>(low))};
  }
  return places;
}

}  // namespace

double auc_judd(const PixelMap& map, std::span<const FixatedPixel> fixations) {
  std::vector<float> thresholds = values_at(map, fixations);
  std::sort(thresholds.begin(), thresholds.end(), std::greater<>());
  const std::vector<std::size_t> above = counts_at_or_above(map.values, thresholds);
  const auto hits = static_cast<double>(thresholds.size());
  const double others = std::max(1.0, static_cast<double>(map.values.size()) - hits);
  double area = 0.0;
  double last_false = 0.0;
  double last_true = 0.0;
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    const bool is_last_of_equals = i + 1 == thresholds.size() || thresholds[i + 1] < thresholds[i];
    if (!is_last_of_equals) {
      continue;
    }
    const double found = static_cast<double>(i + 1);
    const double true_share = found / hits;
    const double false_share = std::clamp((static_cast<double>(above[i]) - found) / others, 0.0, 1.0);
    area += (false_share - last_false) * (true_share + last_true) / 2.0;
    last_false = false_share;
    last_true = true_share;
  }
  return area + (1.0 - last_false) * (1.0 + last_true) / 2.0;
}

double auc_shuffled(const PixelMap& map, std::span<const FixatedPixel> fixations,
                    std::span<const FixatedPixel> elsewhere) {
  std::vector<float> negatives = values_at(map, elsewhere);
  std::sort(negatives.begin(), negatives.end());
  double wins = 0.0;
  for (const float value : values_at(map, fixations)) {
    const auto [first, last] = std::equal_range(negatives.begin(), negatives.end(), value);
    wins += static_cast<double>(first - negatives.begin()) + 0.5 * static_cast<double>(last - first);
  }
  return wins / (static_cast<double>(fixations.size()) * static_cast<double>(negatives.size()));
}

double nss(const PixelMap& map, std::span<const FixatedPixel> fixations) {
  const Moments moments = moments_of(map.values);
  if (moments.deviation <= 0.0) {
    return 0.0;
  }
  double sum = 0.0;
  for (const FixatedPixel& point : fixations) {
    sum += (at(map, point) - moments.mean) / moments.deviation;
  }
  return sum / static_cast<double>(fixations.size());
}

double correlation(const PixelMap& map, const PixelMap& density) {
  const Moments a = moments_of(map.values);
  const Moments b = moments_of(density.values);
  if (a.deviation <= 0.0 || b.deviation <= 0.0) {
    return 0.0;
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    sum += (map.values[i] - a.mean) * (density.values[i] - b.mean);
  }
  return sum / (static_cast<double>(map.values.size()) * a.deviation * b.deviation);
}

double similarity(const PixelMap& map, const PixelMap& density) {
  const std::vector<double> p = distribution_of(map);
  const std::vector<double> q = distribution_of(density);
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += std::min(p[i], q[i]);
  }
  return sum;
}

double kl_divergence(const PixelMap& map, const PixelMap& density) {
  const std::vector<double> p = distribution_of(map);
  const std::vector<double> q = distribution_of(density);
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += q[i] * std::log(kTiny + q[i] / (kTiny + p[i]));
  }
  return sum;
}

double information_gain(const PixelMap& map, const PixelMap& baseline,
                        std::span<const FixatedPixel> fixations) {
  const std::vector<double> p = distribution_of(map);
  const std::vector<double> b = distribution_of(baseline);
  double sum = 0.0;
  for (const FixatedPixel& point : fixations) {
    const auto i = static_cast<std::size_t>(point.y) * static_cast<std::size_t>(map.width_px) +
                   static_cast<std::size_t>(point.x);
    sum += std::log2(kTiny + p[i]) - std::log2(kTiny + b[i]);
  }
  return sum / static_cast<double>(fixations.size());
}

PixelMap fixation_density(std::span<const FixatedPixel> fixations, int width_px, int height_px,
                          double sigma_px) {
  const auto width = static_cast<std::size_t>(width_px);
  const auto height = static_cast<std::size_t>(height_px);
  const std::vector<float> taps = gaussian_taps(sigma_px);
  PixelMap density{width_px, height_px, std::vector<float>(width * height, 0.0F)};
  // Columns first: only those that hold a fixation are touched.
  std::vector<std::vector<float>> columns(width);
  for (const FixatedPixel& point : fixations) {
    std::vector<float>& column = columns[static_cast<std::size_t>(point.x)];
    column.resize(height, 0.0F);
    splat(column, point.y, taps, 1.0F);
  }
  for (std::size_t x = 0; x < width; ++x) {
    for (std::size_t y = 0; y < columns[x].size(); ++y) {
      if (columns[x][y] > 0.0F) {
        splat(std::span(density.values).subspan(y * width, width), static_cast<int>(x), taps,
              columns[x][y]);
      }
    }
  }
  double sum = 0.0;
  for (const float value : density.values) {
    sum += value;
  }
  for (float& value : density.values) {
    value = static_cast<float>(value / sum);
  }
  return density;
}

PixelMap enlarge(const PixelMap& cells, int width_px, int height_px) {
  const std::vector<Between> columns = between_centres(cells.width_px, width_px);
  const std::vector<Between> rows = between_centres(cells.height_px, height_px);
  const auto stride = static_cast<std::size_t>(cells.width_px);
  PixelMap map{width_px, height_px, {}};
  map.values.reserve(columns.size() * rows.size());
  for (const Between& row : rows) {
    const float* upper = cells.values.data() + row.low * stride;
    const float* lower = cells.values.data() + row.high * stride;
    for (const Between& column : columns) {
      const float u = std::lerp(upper[column.low], upper[column.high], column.share_of_high);
      const float l = std::lerp(lower[column.low], lower[column.high], column.share_of_high);
      map.values.push_back(std::lerp(u, l, row.share_of_high));
    }
  }
  return map;
}

}  // namespace jpegaware::apps
