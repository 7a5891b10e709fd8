// SPDX-License-Identifier: Apache-2.0
// Compiles plain loops a second time for AVX2 and picks at load time. Sums do not depend on the
// width and nothing contracts, so that both give the same bits. Only for functions without linkage:
// the dispatchers that GCC makes of others leave the shared library.
#pragma once

#include <cstddef>  // for __GLIBC__

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define JPEGAWARE_WIDE_LOOPS [[gnu::target_clones("avx2", "default")]]
#else
#define JPEGAWARE_WIDE_LOOPS
#endif
