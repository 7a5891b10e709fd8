#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the pictures of docs/decisions/guards.md: the same crop of a Kodak photo, without the guard and
# with it, in files of nearly the same size. usage: docs/decisions/guards/make.sh KODAK_DIR
# Needs netpbm and libjpeg-turbo-progs, and in build/release the programs and bench/search.
set -euo pipefail
readonly kodak=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly bin=$(realpath ../../../build/release/bin)
readonly work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

photo() { pngtopnm "$kodak/$1.png" >"$work/photo.ppm"; }
size_of() { stat -c %s "$1"; }

# label TEXT WIDTH: a line of text as a picture.
label() { pbmtext -builtin fixed "$1" | pnmpad -white -width "$2" -halign 0 | ppmtoppm; }

# panel TEXT PPM X Y W H SCALE: a labelled part of a picture, every pixel kept.
panel() {
  pamcut -left "$3" -top "$4" -width "$5" -height "$6" "$2" | pamenlarge "$7" >"$work/part.ppm"
  label "$1" $(($5 * $7)) | pnmcat -topbottom - "$work/part.ppm"
}

# scores NAME: SSIMULACRA2 and Butteraugli's 3-norm of off and on, as they lie in $work.
scores() {
  local side
  for side in off on; do
    echo "$1, $side: $("$bin/jpegaware-bench" metrics "$work/$2photo.ppm" "$work/$2$side.ppm" |
      tr ',{}' '\n\n\n' | grep -E 'ssimulacra2|3norm' | tr '\n' ' ')"
  done
}

# show NAME X Y W H SCALE: the photo's part, off.jpg's and on.jpg's side by side, and their scores.
show() {
  local side
  djpeg "$work/off.jpg" >"$work/off.ppm"
  djpeg "$work/on.jpg" >"$work/on.ppm"
  for side in photo off on; do
    pamcut -left "$2" -top "$3" -width "$4" -height "$5" "$work/$side.ppm" >"$work/part-$side.ppm"
  done
  panel "the picture" "$work/photo.ppm" "${@:2}" >"$work/a.ppm"
  panel "without: $(size_of "$work/off.jpg") bytes" "$work/off.ppm" "${@:2}" >"$work/b.ppm"
  panel "with: $(size_of "$work/on.jpg") bytes" "$work/on.ppm" "${@:2}" >"$work/c.ppm"
  pnmcat "${arrange:--leftright}" "$work/a.ppm" "$work/b.ppm" "$work/c.ppm" |
    pnmtojpeg -quality 90 -optimize >"$1.jpg"
  scores "$1, whole picture" ""
  scores "$1, the part" "part-"
}

# Smooth gradients: jpegaware-search has the guard's factor, 1 is without.
under_map() { # QUALITY OUT [OPTION ...]
  "$bin/cjpegaware" -quality "$1" -qmap-out "$work/map.txt" -outfile "$work/unused.jpg" "$work/photo.ppm"
  "$bin/jpegaware-search" under-map -photos "$work/photo.ppm" -qmap "$work/map.txt" -out "$2" "${@:3}"
}
gradients() { # PHOTO QUALITY QUALITY_WITHOUT X Y W H SCALE
  photo "$1"
  under_map "$2" "$work/on.jpg"
  under_map "$3" "$work/off.jpg" -flat 1
  show gradients "${@:4}"
}

# Text: gaze alone is the same map without what text is lifted to (and without the recognised objects,
# a twentieth of it).
text() { # PHOTO QUALITY X Y W H SCALE
  local line name=0 height
  photo "$1"
  for line in "PORTLAND HEAD LIGHT, Cape Elizabeth, Maine" \
    "First lit on 10 January 1791; tower 24 metres high, lamp 31 metres above the sea." \
    "Museum and gift shop open daily from 9 to 17, May to October." \
    "Parking beside the keepers' house. Please stay off the rocks at high tide." \
    "The fog horn sounds without warning."; do
    pbmtext -builtin bdf "$line" | pnmcrop -white | pnmpad -white -left 8 -top 6 -bottom 2 >"$work/$name.pbm"
    name=$((name + 1))
  done
  pnmcat -topbottom -jleft -white "$work"/[0-4].pbm | pnmpad -white -width 512 -halign 0 |
    pamcut -left 0 -width 512 | ppmtoppm >"$work/caption.ppm"
  height=$((768 - $(head -2 "$work/caption.ppm" | tail -1 | cut -d' ' -f2)))
  pamcut -top 0 -height "$height" "$work/photo.ppm" |
    pnmcat -topbottom - "$work/caption.ppm" >"$work/poster.ppm"
  mv "$work/poster.ppm" "$work/photo.ppm"
  "$bin/cjpegaware" -quality "$2" -outfile "$work/on.jpg" "$work/photo.ppm"
  "$bin/cjpegaware" -saliency gaze -target-size "$(size_of "$work/on.jpg")" \
    -outfile "$work/off.jpg" "$work/photo.ppm"
  arrange=-topbottom show text "${@:3}"
}

# Floor: -background 1 lets blocks fall as far as the curve from saliency goes.
floor() { # PHOTO QUALITY X Y W H SCALE
  photo "$1"
  "$bin/cjpegaware" -quality "$2" -outfile "$work/on.jpg" "$work/photo.ppm"
  "$bin/cjpegaware" -background 1 -levels 0 -target-size "$(size_of "$work/on.jpg")" \
    -outfile "$work/off.jpg" "$work/photo.ppm"
  show floor "${@:3}"
}

gradients kodim19 50 52 48 80 160 112 3
text kodim19 40 0 690 200 78 3
floor kodim04 75 80 0 160 112 3
