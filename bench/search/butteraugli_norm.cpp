// SPDX-License-Identifier: Apache-2.0
// Two pictures in, Butteraugli's 3-norm out.
#include "butteraugli_norm.h"

#include <jxl/butteraugli.h>

#include <cmath>
#include <memory>

namespace jpegaware::search {

double butteraugli_3norm(const metrics::Picture& original, const metrics::Picture& distorted) {
  const std::unique_ptr<JxlButteraugliApi, decltype(&JxlButteraugliApiDestroy)> api(
      JxlButteraugliApiCreate(nullptr), &JxlButteraugliApiDestroy);
  JxlButteraugliApiSetIntensityTarget(api.get(), 80.0F);
  const JxlPixelFormat format{3, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
  const auto bytes = static_cast<std::size_t>(original.stride_bytes) *
                     static_cast<std::size_t>(original.height_px);
  const std::unique_ptr<JxlButteraugliResult, decltype(&JxlButteraugliResultDestroy)> result(
      JxlButteraugliCompute(api.get(), static_cast<std::uint32_t>(original.width_px),
                            static_cast<std::uint32_t>(original.height_px), &format, original.rgb,
                            bytes, &format, distorted.rgb, bytes),
      &JxlButteraugliResultDestroy);
  return result ? static_cast<double>(JxlButteraugliResultGetDistance(result.get(), 3.0F))
                : std::nan("");
}

}  // namespace jpegaware::search
