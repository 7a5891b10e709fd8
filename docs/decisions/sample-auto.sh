#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the table of sample-auto.md. Usage: sample-auto.sh FOLDER-OF-PNG; needs a release build,
# ImageMagick, the fonts of fonts-dejavu-core and djpeg. Pictures: 640x640 from the middle of every
# second photo, and drawn ones. Quality 75, SSIMULACRA2.
set -euo pipefail
photos=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/build/release/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
font=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

drawn() { # NAME BACKGROUND INK DRAWING...
  local name=$1 background=$2 ink=$3
  shift 3
  convert -size 640x640 "xc:$background" -fill "$ink" -font $font "$@" "PNG24:$work/$name.png"
}
words="The quick brown fox jumps over the lazy dog 0123456789"
# shellcheck disable=SC2068,SC2046
drawn text-red-on-white white red -pointsize 16 $(for y in $(seq 20 22 630); do
  echo "-annotate +10+$y ${words// /_}"; done)
# shellcheck disable=SC2046
drawn text-blue-on-yellow yellow blue -pointsize 12 $(for y in $(seq 16 16 630); do
  echo "-annotate +10+$y ${words// /_}"; done)
# shellcheck disable=SC2046
drawn text-black-on-white white black -pointsize 16 $(for y in $(seq 20 22 630); do
  echo "-annotate +10+$y ${words// /_}"; done)
circles=$(for r in $(seq 10 12 310); do echo "circle 320,320 320,$((320 + r))"; done)
drawn line-art white none -stroke '#c02080' -strokewidth 1.5 -draw "$circles"
drawn buttons '#f0f0f0' '#2060c0' -draw 'roundrectangle 20,20 200,70 8,8' \
  -draw 'roundrectangle 220,20 400,70 8,8' -draw 'rectangle 20,100 620,104' -fill '#d02020' \
  -draw 'roundrectangle 20,140 200,190 8,8' -fill white -pointsize 20 -annotate +50+52 Accept \
  -annotate +250+52 Refuse -annotate +50+172 Delete
convert "$root/tests/data/photos/coffee.png" -colorspace Gray -colorspace sRGB \
  "PNG24:$work/photo-grey-as-rgb.png"
find "$photos" -name '*.png' | sort | sed -n '1~2p' | while read -r photo; do
  convert "$photo" -gravity center -crop 640x640+0+0 +repage \
    "PNG24:$work/photo-$(basename "$photo" .png | cut -c1-6).png"
done

score() { # PICTURE JPEG
  djpeg "$2" | convert ppm:- "PNG24:$work/decoded.PNG"
  "$bin/jpegaware-bench" metrics "$1" "$work/decoded.PNG" |
    sed 's/.*"ssimulacra2": \(-\?[0-9]*\.[0-9]\).*/\1/'
}
chosen() { # JPEG
  identify -format '%[jpeg:sampling-factor] %[channels]' "$1" |
    sed 's/.*gray.*/grey/; s/^2x2.*/4:2:0/; s/^1x1.*/4:4:4/'
}

# Columns: bytes and score at 4:2:0, the same at 4:4:4 with the same quality, and the score of 4:4:4
# in as many bytes as 4:2:0 takes.
echo "| picture | 4:2:0 bytes | score | 4:4:4 bytes | score | score in 4:2:0's bytes | auto |"
echo "|---|---|---|---|---|---|---|"
for picture in "$work"/*.png; do
  ours=("$bin/cjpegaware" -saliency uniform -outfile "$work/out.jpg")
  "${ours[@]}" -sample 2x2 "$picture"
  bytes=$(stat -c %s "$work/out.jpg")
  row="| $(basename "$picture" .png) | $bytes | $(score "$picture" "$work/out.jpg")"
  "${ours[@]}" -sample 1x1 "$picture"
  row+=" | $(stat -c %s "$work/out.jpg") | $(score "$picture" "$work/out.jpg")"
  "${ours[@]}" -sample 1x1 -target-size "$bytes" "$picture"
  row+=" | $(score "$picture" "$work/out.jpg")"
  "${ours[@]}" -sample auto "$picture"
  echo "$row | $(chosen "$work/out.jpg") |"
done
