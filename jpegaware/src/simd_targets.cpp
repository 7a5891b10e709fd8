// SPDX-License-Identifier: Apache-2.0
// Highway's choice of instruction set, without its library.
//
// HWY_DYNAMIC_DISPATCH needs two functions of libhwy.so. Loading that library runs a benchmark
// timer's calibration: 3.5 ms of CPU, more than our whole front end takes for a Kodak image
// (measured with Debian's 1.0.3). So the two functions are defined here; HWY_SHARED_DEFINE is not
// set for our sources, hence they stay hidden in our library and disturb no other Highway.
#include "simd_targets.h"

#include <hwy/highway.h>

#if HWY_ARCH_X86 && defined(__GNUC__)
#include <cpuid.h>
#endif

namespace jpegaware::detail {
namespace {

#if HWY_ARCH_X86 && defined(__GNUC__)
/// The two that clang 14's __builtin_cpu_supports does not know (Intel's manual, CPUID).
bool has_f16c_and_lzcnt() noexcept {
  constexpr unsigned kF16c = 1U << 29U;
  constexpr unsigned kLzcnt = 1U << 5U;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  const bool has_f16c = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & kF16c) != 0;
  return has_f16c && __get_cpuid(0x80000001U, &a, &b, &c, &d) != 0 && (c & kLzcnt) != 0;
}
#endif

std::int64_t detect_targets() noexcept {
  std::int64_t found = HWY_STATIC_TARGET;
#if HWY_ARCH_X86 && defined(__GNUC__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("ssse3")) {
    found |= HWY_SSSE3;
  }
  if (__builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
      __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes")) {
    found |= HWY_SSE4;
  }
  // __builtin_cpu_supports also asks the system whether it keeps the wide registers.
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && has_f16c_and_lzcnt()) {
    found |= HWY_AVX2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd")) {
      found |= HWY_AVX3;
    }
  }
#endif
  // Not cut to this file's own targets: each dispatch masks with those that it was compiled for,
  // and the network's kernels have more than the encoder's.
  return found;
}

}  // namespace

std::int64_t simd_targets() noexcept {
  static const std::int64_t targets = detect_targets();
  return targets;
}

void set_simd_targets_for_test(std::int64_t targets) noexcept {
  hwy::GetChosenTarget().Update(targets == 0 ? simd_targets() : targets);
}

}  // namespace jpegaware::detail

namespace hwy {

std::int64_t SupportedTargets() { return jpegaware::detail::simd_targets(); }

ChosenTarget& GetChosenTarget() {
  static ChosenTarget chosen;
  return chosen;
}

}  // namespace hwy
