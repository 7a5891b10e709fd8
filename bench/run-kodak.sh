#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the peers, runs the Kodak bench and opens its page if there is a browser.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bench/install-peers.sh
build/release/bin/jpegaware-bench kodak --out build/bench/kodak "$@"
page=build/bench/kodak/report.html
if [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ] && command -v xdg-open >/dev/null; then
  xdg-open "$page"
else
  echo "open $page in a browser"
fi
