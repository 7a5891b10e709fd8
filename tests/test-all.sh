#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The tests that need more than a minute or more than the build's packages: CTest label slow-all.
# Called by `./build.sh test-all` after the quick ones.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ctest --preset release --label-regex slow-all
