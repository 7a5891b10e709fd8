#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs ten-calls.sh with stock cjpeg, with cjpegaware made stock, and with cjpegaware as it is, and
# writes what a terminal showed to transcript.md. Needs a release build, libjpeg-turbo-progs and
# netpbm.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pngtopnm "$root/tests/data/photos/astronaut.png" >"$work/photo.ppm"

# One run: a folder of its own, a `cjpeg` of its own in front of the path.
run() { # NAME PROGRAM
  mkdir -p "$work/$1/bin"
  ln -s "$2" "$work/$1/bin/cjpeg"
  cp "$work/photo.ppm" "$work/$1/"
  (cd "$work/$1" && PATH="$work/$1/bin:$PATH" sh "$here/ten-calls.sh") >"$work/$1.log" 2>&1
}

show() { # NAME: the terminal, then the files
  cat "$work/$1.log"
  echo "\$ md5sum *.jpg"
  (cd "$work/$1" && md5sum $(seq -f %g.jpg 10))
  echo "\$ wc -c *.jpg | tail -1"
  (cd "$work/$1" && wc -c $(seq -f %g.jpg 10) | tail -1)
}

run stock "$(command -v cjpeg)"
JPEGAWARE_OPTIONS=-stock run drop-in "$root/build/release/bin/cjpegaware"
JPEGAWARE_OPTIONS= run aware "$root/build/release/bin/cjpegaware"

{
  cat <<'TEXT'
# A script of ten cjpeg calls, run by both

Made by `docs/drop-in/make.sh`; the script is `ten-calls.sh`, the picture the astronaut that ships
with the repository. `cjpeg` in the second and third run is a link to `cjpegaware`.

## Stock cjpeg

```
TEXT
  show stock
  cat <<'TEXT'
```

## cjpegaware with JPEGAWARE_OPTIONS=-stock: the same bytes

```
TEXT
  show drop-in
  cat <<'TEXT'
```

## cjpegaware as it is: the same script, the bytes where people look

```
TEXT
  show aware
  echo '```'
} >"$here/transcript.md"
cmp <(cd "$work/stock" && cat [0-9]*.jpg) <(cd "$work/drop-in" && cat [0-9]*.jpg)
