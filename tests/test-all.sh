#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The tests that need more than a minute or more than the build's packages: CTest label slow-all, and
# the libraries' sharing tests under ThreadSanitizer and under AddressSanitizer with leaks on.
# Called by `./build.sh test-all` after the quick ones.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# sanitized PRESET TESTS: builds the two libraries and tests/library alone, and runs these tests of it.
sanitized() {
  cmake --preset "$1" -B "build/$1-library" -DJPEGAWARE_BUILD_APPS=OFF -DJPEGAWARE_BUILD_BENCH=OFF \
    -DJPEGAWARE_BUILD_FUZZERS=OFF >/dev/null
  cmake --build "build/$1-library" --target library_sharing_tests
  ctest --test-dir "build/$1-library" --output-on-failure --tests-regex "$2"
}

ctest --preset release --label-regex slow-all
sanitized tsan '^library_sharing_tests$'
sanitized asan-ubsan '^library_(sharing_tests|long_runs)$'
