// SPDX-License-Identifier: Apache-2.0
// Stage: inner loops compiled for AVX2 and FMA (flags set by CMake). Input, output: see kernels.h.
#include "kernels.h"

#include <cstdint>

namespace jpegaware::metrics::detail::avx2 {
namespace {
#include "kernels.inc"
}  // namespace

const Kernels& table();
const Kernels& table() { return kTable; }

}  // namespace jpegaware::metrics::detail::avx2
