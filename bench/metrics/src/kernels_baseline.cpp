// SPDX-License-Identifier: Apache-2.0
// Stage: inner loops for any processor, and the choice between them. Input, output: see kernels.h.
#include "kernels.h"

#include <cstdint>

namespace jpegaware::metrics::detail {

namespace baseline {
namespace {
#include "kernels.inc"
}  // namespace
}  // namespace baseline

#ifdef JPEGAWARE_METRICS_AVX2
namespace avx2 {
const Kernels& table();
}
#endif

const Kernels& kernels(SimdLevel level) {
#ifdef JPEGAWARE_METRICS_AVX2
  static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (level == SimdLevel::kAvx2 && has_avx2) return avx2::table();
#else
  static_cast<void>(level);
#endif
  return baseline::kTable;
}

const Kernels& kernels() {
  static const Kernels& best = kernels(SimdLevel::kAvx2);
  return best;
}

}  // namespace jpegaware::metrics::detail
