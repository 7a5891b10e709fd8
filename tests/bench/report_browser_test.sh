#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a small report of the shipped photos and tests it in headless Chromium.
# usage: report_browser_test.sh JPEGAWARE_BENCH [SCREENSHOT.png]
set -euo pipefail
bench=$(realpath "$1")
screenshot=${2:+$(realpath -m "$2")}
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$bench" images ../data/photos --limit 2 --qualities 50,70,90 --no-butteraugli --out "$folder"
"$bench" speed ../data/photos --megapixels 0.05,0.2 --codecs jpegaware --out "$folder"
# Once more: rows are reused, and the page now has the speed rows too.
"$bench" images ../data/photos --limit 2 --qualities 50,70,90 --no-butteraugli --out "$folder"
python3 report_browser_test.py "$folder" ${screenshot:+"$screenshot"}
