// SPDX-License-Identifier: Apache-2.0
// Probes in, a quadratic model and its best offset out.
#include "response_surface.h"

#include <Eigen/Dense>

namespace jpegaware::search {
namespace {

/// Strength of the ridge, in probes: pulls slopes that few probes speak for towards zero.
constexpr double kRidge = 3.0;
/// Bends are believed less than slopes: they matter only at the ends of the radius.
constexpr double kBendRidge = 12.0;

}  // namespace

ResponseSurface::ResponseSurface(const std::vector<Probe>& probes)
    : dimensions_(probes.front().offset.size()), slope_(dimensions_), bend_(dimensions_) {
  const auto rows = static_cast<Eigen::Index>(probes.size());
  const auto dims = static_cast<Eigen::Index>(dimensions_);
  Eigen::MatrixXd features(rows, 2 * dims);
  Eigen::MatrixXd changes(rows, static_cast<Eigen::Index>(kMetrics));
  for (Eigen::Index row = 0; row < rows; ++row) {
    const Probe& probe = probes[static_cast<std::size_t>(row)];
    for (Eigen::Index i = 0; i < dims; ++i) {
      const double x = probe.offset[static_cast<std::size_t>(i)];
      features(row, i) = x;
      features(row, dims + i) = x * x;
    }
    for (std::size_t m = 0; m < kMetrics; ++m) {
      changes(row, static_cast<Eigen::Index>(m)) = probe.change[m];
    }
  }
  Eigen::MatrixXd normal = features.transpose() * features;
  for (Eigen::Index i = 0; i < 2 * dims; ++i) {
    normal(i, i) += i < dims ? kRidge : kBendRidge;
  }
  const Eigen::MatrixXd solution = normal.ldlt().solve(features.transpose() * changes);
  for (std::size_t i = 0; i < dimensions_; ++i) {
    for (std::size_t m = 0; m < kMetrics; ++m) {
      slope_[i][m] = solution(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(m));
      bend_[i][m] = solution(dims + static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(m));
    }
  }
}

Scores ResponseSurface::at(const std::vector<double>& offset) const {
  Scores change{};
  for (std::size_t i = 0; i < dimensions_; ++i) {
    for (std::size_t m = 0; m < kMetrics; ++m) {
      change[m] += offset[i] * (slope_[i][m] + bend_[i][m] * offset[i]);
    }
  }
  return change;
}

std::vector<double> ResponseSurface::best_offset(
    double radius, const std::function<double(const Scores&)>& cost) const {
  constexpr int kSweeps = 20;
  constexpr int kStops = 10;  // places tried on each half axis
  std::vector<double> best(dimensions_, 0.0);
  double least = cost(at(best));
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t i = 0; i < dimensions_; ++i) {
      std::vector<double> tried = best;
      for (int stop = -kStops; stop <= kStops; ++stop) {
        tried[i] = radius * stop / kStops;
        const double value = cost(at(tried));
        if (value < least) {
          least = value;
          best[i] = tried[i];
        }
      }
    }
  }
  return best;
}

}  // namespace jpegaware::search
