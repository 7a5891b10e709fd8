#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Publishes every committed result again into a copy of the tree: README, tables and plots must come
# out as they are committed, so that none was typed or left behind.
# usage: readme_figures_test.sh JPEGAWARE_BENCH
set -euo pipefail
bench=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/bench" "$copy/build/release/bin"
cp -r bench/results bench/publish.sh "$copy/bench/"
cp README.md "$copy/"
ln -s "$bench" "$copy/build/release/bin/jpegaware-bench"
marks=0
for folder in bench/results/*/; do
  name=$(basename "$folder")
  # bench/results/fixations is against another anchor and not made by publish.sh.
  [ -f "$folder/rates.md" ] || [ -f "$folder/speed.csv" ] || [ -f "$folder/paper.csv" ] || continue
  run=$(mktemp -d -p "$copy")
  cp "$folder"/* "$run/"
  "$copy/bench/publish.sh" "$run" "$name"
  diff -r "$folder" "$copy/bench/results/$name"
  if grep -qx "<!-- bench:$name -->" README.md; then marks=$((marks + 1)); fi
done
diff README.md "$copy/README.md"
# The fixations' tables are written by hand: each rate of theirs stands in the run's own.
for variant in jpegaware jpegaware-map; do
  row=$(awk -F, -v variant="$variant" '
    $1 == variant { percent[$2] = sprintf("%+.1f", $3) }
    END { print percent["attended_psnr_y"], percent["attended_ssim"], percent["ssimulacra2"] }
  ' bench/results/fixations/bd_rates.csv | sed 's/ / | /g')
  tr -d '*' <README.md | grep -qF "| $row |" || { echo "README has not $variant: $row" >&2; exit 1; }
  grep -qF "| $row |" bench/results/fixations/README.md ||
    { echo "fixations/README.md has not $variant: $row" >&2; exit 1; }
done
[ "$marks" -gt 0 ] || { echo "README has no table of a result" >&2; exit 1; }
echo "README and results agree"
