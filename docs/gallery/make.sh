#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the gallery: for three Kodak photos the photo, what the program saw in it, and the same crop of
# stock cjpeg's and of our JPEG at the same bytes. usage: docs/gallery/make.sh KODAK_DIR
# Needs netpbm and libjpeg-turbo-progs, and the release in build/release.
set -euo pipefail
readonly kodak=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly bin=$(realpath ../../build/release/bin)
readonly work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# our_file_of BYTES OUT PHOTO: ours at the size of cjpeg's file, so that only the picture differs.
our_file_of() {
  "$bin/cjpegaware" -target-size "$1" -map-out "$work/map.png" -outfile "$2" "$3"
}

# label TEXT WIDTH: a line of text as a picture.
label() {
  pbmtext -builtin fixed "$1" | pnmpad -white -width "$2" -halign 0 | ppmtoppm
}

# crop_of JPEG X Y W H: that part, twice as large, every pixel kept.
crop_of() {
  djpeg "$1" | pamcut -left "$2" -top "$3" -width "$4" -height "$5" | pamenlarge 2
}

# make NAME CJPEG_QUALITY X Y W H
make_picture() {
  local name=$1 quality=$2 x=$3 y=$4 w=$5 h=$6
  pngtopnm "$kodak/$name.png" >"$work/photo.ppm"
  cjpeg -quality "$quality" -optimize -progressive -outfile "$work/stock.jpg" "$work/photo.ppm"
  local bytes
  bytes=$(stat -c %s "$work/stock.jpg")
  our_file_of "$bytes" "$work/ours.jpg" "$work/photo.ppm"
  crop_of "$work/stock.jpg" "$x" "$y" "$w" "$h" >"$work/stock.ppm"
  crop_of "$work/ours.jpg" "$x" "$y" "$w" "$h" >"$work/ours.ppm"
  pngtopnm "$work/map.png" >"$work/map.ppm"
  label "cjpeg -quality $quality -optimize -progressive: $bytes bytes" $((2 * w)) >"$work/a.ppm"
  label "cjpegaware -target-size $bytes: $(stat -c %s "$work/ours.jpg") bytes" $((2 * w)) >"$work/b.ppm"
  pnmcat -topbottom "$work/a.ppm" "$work/stock.ppm" >"$work/left.ppm"
  pnmcat -topbottom "$work/b.ppm" "$work/ours.ppm" >"$work/right.ppm"
  pnmcat -leftright "$work/left.ppm" "$work/right.ppm" >"$work/crops.ppm"
  pnmcat -topbottom -white -jleft "$work/map.ppm" "$work/crops.ppm" |
    pnmtojpeg -quality 92 -optimize >"$name.jpg"
}

make_picture kodim04 20 150 200 230 200
make_picture kodim15 20 380 60 330 230
make_picture kodim23 20 420 130 330 230
