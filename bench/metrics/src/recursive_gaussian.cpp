// SPDX-License-Identifier: Apache-2.0
// Stage: coefficients of SSIMULACRA2's blur. Input: nothing. Output: a recursive filter.
#include "recursive_gaussian.h"

#include <array>
#include <cmath>
#include <numbers>

namespace jpegaware::metrics::detail {

// Charalampidis, "Recursive Implementation of the Gaussian Filter Using Truncated Cosine
// Functions", IEEE TSP 64(14), 2016: three cosines of odd multiples of pi / 2R, whose amplitudes
// beta solve a 3x3 system for unit sum, the Gaussian's variance, and the best fit left over.
RecursiveGaussian gaussian_for_sigma_1_5() {
  constexpr double sigma = 1.5;
  const double radius = kBlurRadius;
  std::array<double, 3> omega{}, p{}, r{}, rho{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double sign = k == 1 ? -1.0 : 1.0;
    omega[k] = std::numbers::pi / (2.0 * radius) * static_cast<double>(2 * k + 1);
    p[k] = sign / std::tan(0.5 * omega[k]);
    r[k] = sign * p[k] * p[k] / std::sin(omega[k]);
    rho[k] = std::exp(-0.5 * sigma * sigma * omega[k] * omega[k]) / radius;
  }
  // Third equation: the fit may only move along the direction that the first two leave free,
  // (z1, z3, 1), the cross product of their rows scaled to 1 in the last place.
  const double cross_last = p[0] * r[1] - r[0] * p[1];
  const double z1 = (p[1] * r[2] - r[1] * p[2]) / cross_last;
  const double z3 = (p[2] * r[0] - r[2] * p[0]) / cross_last;
  const double system[3][3] = {{p[0], p[1], p[2]}, {r[0], r[1], r[2]}, {z1, z3, 1.0}};
  const double right[3] = {1.0, radius * radius - sigma * sigma,
                           z1 * rho[0] + z3 * rho[1] + rho[2]};
  const auto determinant = [](const double (&m)[3][3]) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  };
  RecursiveGaussian filter{};
  for (std::size_t k = 0; k < 3; ++k) {  // Cramer's rule
    double replaced[3][3];
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 3; ++column) {
        replaced[row][column] = column == k ? right[row] : system[row][column];
      }
    }
    const double beta = determinant(replaced) / determinant(system);
    filter.n2[k] = static_cast<float>(-beta * std::cos(omega[k] * (radius + 1.0)));
    filter.d1[k] = static_cast<float>(-2.0 * std::cos(omega[k]));
  }
  return filter;
}

}  // namespace jpegaware::metrics::detail
