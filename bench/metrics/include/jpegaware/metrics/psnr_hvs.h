// SPDX-License-Identifier: Apache-2.0
// Stage: contrast-weighted squared error. Input: two sRGB pictures. Output: decibels.
#pragma once

#include "jpegaware/metrics/picture.h"

namespace jpegaware::metrics {

/// Both forms come from the same transforms, so they are computed together.
struct PsnrHvs {
  double hvs_db = 0.0;    ///< PSNR-HVS: 8x8 DCT error weighted by contrast sensitivity
  double hvs_m_db = 0.0;  ///< PSNR-HVS-M: the same less what the block's own contrast masks
};

/// PSNR-HVS and PSNR-HVS-M of full-range BT.601 luma on the grid of whole 8x8 blocks.
///
/// Pixels past the last whole block are left out, as in the authors' program. Source: Egiazarian
/// et al., VPQM 2006 (HVS); Ponomarenko et al., VPQM 2007 (HVS-M).
/// @return dB, infinity for equal pictures; NaN for pictures smaller than one block
/// @pre    comparable(reference, distorted); thread-safe
[[nodiscard]] PsnrHvs psnr_hvs(const Picture& reference, const Picture& distorted);

}  // namespace jpegaware::metrics
