// SPDX-License-Identifier: Apache-2.0
// Stage: coefficients of SSIMULACRA2's blur. Input: nothing. Output: a recursive filter.
#pragma once

#include "kernels.h"

namespace jpegaware::metrics::detail {

/// The filter whose impulse response is a truncated Gaussian of sigma 1.5, 9 taps wide.
[[nodiscard]] RecursiveGaussian gaussian_for_sigma_1_5();

}  // namespace jpegaware::metrics::detail
