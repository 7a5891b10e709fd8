#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Publishes a run: its tables and plots go to bench/results/NAME, its table of rates into README.md
# between the marks "<!-- bench:NAME -->" and "<!-- /bench:NAME -->", where the README has them.
# usage: bench/publish.sh RUN_FOLDER NAME
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -eq 2 ] || { echo "usage: bench/publish.sh RUN_FOLDER NAME" >&2; exit 1; }
readonly run=$1 name=$2
readonly target=bench/results/$name

# insert FILE: the lines between README's marks become those of FILE.
insert() {
  awk -v file="$1" -v open="<!-- bench:$name -->" -v close_mark="<!-- /bench:$name -->" '
    $0 == close_mark { inside = 0 }
    !inside { print }
    $0 == open { inside = 1; while ((getline line < file) > 0) print line }
  ' README.md >README.md.new
  mv README.md.new README.md
}

mkdir -p "$target"
for file in results.csv speed.csv paper.md paper.csv headline.md; do
  if [ -f "$run/$file" ]; then cp "$run/$file" "$target/$file"; fi
done
if [ -f "$target/results.csv" ] || [ -f "$target/speed.csv" ]; then
  build/release/bin/jpegaware-bench figures "$target"
fi
for file in rates.md headline.md; do
  if [ -f "$target/$file" ] && grep -qx "<!-- bench:$name -->" README.md; then
    insert "$target/$file"
  fi
done
echo "published in $target"
