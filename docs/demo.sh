#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Encodes the photo that ships with the repository and sets it beside stock cjpeg at the same quality.
# Called by `./build.sh demo`; writes build/demo/, and does nothing when that is newer than its inputs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly photo=tests/data/photos/astronaut.png
readonly bin=build/release/bin
readonly out=build/demo
readonly quality=75
readonly jpeg=$out/astronaut.jpg picture=$out/astronaut-map.png line=$out/summary.txt

is_current() {
  local made
  for made in "$jpeg" "$picture" "$line"; do
    [ "$made" -nt "$photo" ] && [ "$made" -nt "$bin/cjpegaware" ] && [ "$made" -nt docs/demo.sh ] ||
      return 1
  done
}

# metric NAME FILE: one figure of FILE against the photo.
metric() {
  "$bin/jpegaware-bench" metrics "$photo" "$2" |
    tr ',{}' '\n' | sed -n "s/^ *\"$1\": *//p"
}

summary_of() {
  printf '%-28s %7d bytes  SSIMULACRA2 %6.2f  PSNR %5.2f dB\n' \
    "$1" "$(stat -c %s "$2")" "$(metric ssimulacra2 "$2")" "$(metric psnr_y "$2")"
}

# stock_of_size BYTES OUT: stock cjpeg's file of the highest quality that is not larger.
stock_of_size() {
  local quality_1_100
  for quality_1_100 in $(seq "$quality" -1 1); do
    cjpeg -quality "$quality_1_100" -optimize -progressive -outfile "$2" "$out/astronaut.ppm"
    [ "$(stat -c %s "$2")" -gt "$1" ] || break
  done
}

if ! is_current; then
  mkdir -p "$out"
  "$bin/cjpegaware" -quality "$quality" -map-out "$picture" -verbose -outfile "$jpeg" "$photo"
  pngtopnm "$photo" >"$out/astronaut.ppm"
  cjpeg -quality "$quality" -optimize -outfile "$out/astronaut-cjpeg.jpg" "$out/astronaut.ppm"
  stock_of_size "$(stat -c %s "$jpeg")" "$out/astronaut-cjpeg-same-bytes.jpg"
  {
    summary_of "jpegaware -quality $quality" "$jpeg"
    summary_of "cjpeg -quality $quality -optimize" "$out/astronaut-cjpeg.jpg"
    summary_of "cjpeg at our bytes" "$out/astronaut-cjpeg-same-bytes.jpg"
    echo "(scores of the whole picture; ours spends its bytes on what people look at: see the picture)"
  } >"$line"
fi
cat "$line"
echo "JPEG: $jpeg   what it looked at: $picture"
