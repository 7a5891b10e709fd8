#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The least of us, by another compiler: the encoder without saliency, OpenCV and libpng, built by
# Clang, warnings as errors, with its own tests.
#   minimal_test.sh SOURCE_DIR BUILD_DIR
set -euo pipefail
command -v clang++ >/dev/null || { echo "minimal_test: clang++ is missing" >&2; exit 1; }
cmake -S "$1" -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang \
  -DCMAKE_CXX_COMPILER=clang++ -DJPEGAWARE_BUILD_SALIENCY=OFF -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON \
  -DJPEGAWARE_WARNINGS_AS_ERRORS=ON >/dev/null
cmake --build "$2" >"$2/log" 2>&1 || { tail -n 40 "$2/log"; exit 1; }
ctest --test-dir "$2" --output-on-failure --label-exclude slow-all
