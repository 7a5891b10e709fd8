#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the libraries with JPEGAWARE_EMBED_WEIGHTS, takes the weights file away, and lets a program
# that names none look at a picture; a build without the option must refuse that with a sentence.
#   embedded_test.sh SOURCE_DIR BUILD_DIR PLAIN_BUILD_DIR
set -euo pipefail
readonly source=$1 build=$2 plain=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake -S "$source" -B "$build" -G Ninja -DJPEGAWARE_EMBED_WEIGHTS=ON -DJPEGAWARE_BUILD_APPS=OFF \
  -DJPEGAWARE_BUILD_TESTS=OFF -DJPEGAWARE_BUILD_BENCH=OFF >/dev/null
cmake --build "$build" --target jpegaware_saliency >/dev/null
rm -rf "$build/share"

cat >"$work/look.c" <<'C'
#include <stdio.h>
#include "jpegaware/saliency.h"
int main(void) {
  static const unsigned char pixels[64 * 48 * 3] = {1};
  jpegaware_model_options options = JPEGAWARE_MODEL_OPTIONS_INIT;
  jpegaware_quality_mapping mapping = JPEGAWARE_QUALITY_MAPPING_INIT;
  jpegaware_image image = JPEGAWARE_IMAGE_INIT;
  jpegaware_message message;
  jpegaware_model* model = NULL;
  float quality[8 * 6];
  image.width_px = 64;
  image.height_px = 48;
  image.planes[0] = pixels;
  image.strides_bytes[0] = 64 * 3;
  if (jpegaware_model_load(&options, &model, &message) != JPEGAWARE_OK ||
      jpegaware_model_quality_map(model, &image, &mapping, quality, 48, &message) != JPEGAWARE_OK) {
    printf("%s\n", message.text);
    return 2;
  }
  jpegaware_model_destroy(model);
  return jpegaware_has_embedded_weights() == 1 ? 0 : 3;
}
C
look() { # BUILD_DIR: compiles and runs against the libraries there
  cc -std=c99 "$work/look.c" -o "$work/look" -I"$source/jpegaware/include" -I"$source/libsaliency/include" \
    -I"$1/jpegaware/include" -I"$1/libsaliency/include" -L"$1/lib" -ljpegaware_saliency -ljpegaware \
    -Wl,-rpath,"$1/lib"
  "$work/look"
}
look "$build"
echo "ok: a program runs with the weights inside the library"
said=$(look "$plain") && exit 1
[ "$said" = "model: no weights file is named, and this build holds none inside" ]
echo "ok: a build without them says so"
