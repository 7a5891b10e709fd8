#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the static libraries and lets package_test.sh use them.
#   static_package_test.sh SOURCE_DIR BUILD_DIR PHOTO.png
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cmake -S "$1" -B "$2" -G Ninja -DBUILD_SHARED_LIBS=OFF -DJPEGAWARE_BUILD_APPS=OFF \
  -DJPEGAWARE_BUILD_TESTS=OFF -DJPEGAWARE_BUILD_BENCH=OFF >/dev/null
cmake --build "$2" >/dev/null
exec "$here/package_test.sh" "$2" "$3" ${4+"$4"}
