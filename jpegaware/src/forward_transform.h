// SPDX-License-Identifier: Apache-2.0
// Stage: pixels -> DCT coefficients of every component, a row of MCUs at a time.
#pragma once

#include "cancellation.h"
#include "coefficient_image.h"
#include "jpegaware/image_view.h"
#include "jpegaware/options.h"
#include "jpegaware/result.h"

namespace jpegaware::detail {

/// Converts, subsamples and transforms a picture. Samples beyond its right and bottom edge repeat
/// the last one; mirrored samples took 0.2 to 0.6 % more bytes for what they gained. No plane of
/// the whole picture is ever held but the coefficients themselves.
///
/// @param image    a view that validate() has passed
/// @param options  front end, subsampling, threads, SIMD choice; the coefficients depend on the
/// first
///                 two only
/// @param planes   where they go; memory that is there already is used again
/// @return aborted; throws std::bad_alloc
[[nodiscard]] Result<void> forward_transform(const ImageView& image, const EncodeOptions& options,
                                             Cancellation& cancellation, CoefficientPlanes& planes);

}  // namespace jpegaware::detail
