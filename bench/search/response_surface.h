// SPDX-License-Identifier: Apache-2.0
// A quadratic model of how the metrics answer to small moves of the parameters.
#pragma once

#include <functional>
#include <vector>

#include "judged_crop.h"

namespace jpegaware::search {

/// One trial of the search: where it moved to, and how the BD-rates changed against not moving.
struct Probe {
  std::vector<double> offset;  ///< units of parameter_list()
  Scores change;               ///< points of BD-rate
};

/// change = sum_i (slope_i x_i + bend_i x_i^2), one set a metric, fitted by ridge regression.
class ResponseSurface {
 public:
  explicit ResponseSurface(const std::vector<Probe>& probes);

  [[nodiscard]] Scores at(const std::vector<double>& offset) const;

  /// The offset within +-radius on each axis that makes `cost` of the change least, by descent
  /// along one axis after the other.
  [[nodiscard]] std::vector<double> best_offset(
      double radius, const std::function<double(const Scores&)>& cost) const;

 private:
  std::size_t dimensions_;
  std::vector<Scores> slope_, bend_;
};

}  // namespace jpegaware::search
