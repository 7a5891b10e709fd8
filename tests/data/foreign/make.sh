#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the files of this folder with other programs. Needs Debian 12's imagemagick, libvips-tools,
# webp, libheif-examples, libtiff-tools, ffmpeg, gcc and libjpeg-dev, and PyPI's pyvips-binary 8.18
# (PYTHON names a Python that has it) for the UltraHDR file, which libultrahdr writes there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
photo=$work/photo.png
convert ../photos/chelsea.png -crop 240x160+120+40 +repage -resize 60x40! -strip "PNG24:$photo"
cp "$photo" photo.png

convert "$photo" -depth 16 -interlace PNG PNG48:deep_interlaced.png
convert "$photo" -colors 30 -type palette -compress RLE BMP3:runs.bmp
ffmpeg -v error -y -i "$photo" -pix_fmt rgb565le 565.bmp
convert "$photo" -quality 95 -sampling-factor 2x1 -interlace JPEG progressive.jpg
convert "$photo" -colorspace CMYK -quality 95 cmyk.jpg
cwebp -quiet -q 95 "$photo" -o lossy.webp
cwebp -quiet -lossless "$photo" -o lossless.webp
convert "$photo" -compress LZW lzw.tiff
convert "$photo" -colorspace CMYK -compress Zip cmyk.tiff
heif-enc -q 95 "$photo" -o photo.heic
heif-enc -A -q 95 "$photo" -o photo.avif

# Alpha becomes what Apple calls its gain map: the auxiliary picture's type is written over.
convert "$photo" \( -size 60x40 gradient: \) -compose CopyOpacity -composite "PNG32:$work/alpha.png"
heif-enc -A -q 60 "$work/alpha.png" -o "$work/alpha.avif"
python3 - "$work/alpha.avif" gain_map.avif <<'PY'
import sys
alpha = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"
gain_map = b"urn:com:apple:photo:2020:aux:hdrgainmap"
file = open(sys.argv[1], "rb").read()
assert file.count(alpha) == 1
open(sys.argv[2], "wb").write(file.replace(alpha, gain_map.ljust(len(alpha), b"\0")))
PY

# No program of Debian's writes YCCK: libjpeg-turbo does when it is asked to.
cat >"$work/ycck.c" <<'C'
#include <stdio.h>
#include <jpeglib.h>
int main(void) {  /* standard input: 60x40 pixels of CMYK, 0 no ink; Adobe's files hold 255 - ink */
  struct jpeg_compress_struct cinfo;
  struct jpeg_error_mgr errors;
  cinfo.err = jpeg_std_error(&errors);
  jpeg_create_compress(&cinfo);
  jpeg_stdio_dest(&cinfo, stdout);
  cinfo.image_width = 60;
  cinfo.image_height = 40;
  cinfo.input_components = 4;
  cinfo.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&cinfo);
  jpeg_set_colorspace(&cinfo, JCS_YCCK);
  jpeg_set_quality(&cinfo, 97, TRUE);
  jpeg_start_compress(&cinfo, TRUE);
  for (int y = 0; y < 40; ++y) {
    JSAMPLE row[240], *rows = row;
    for (int i = 0; i < 240; ++i) row[i] = (JSAMPLE)(255 - getchar());
    jpeg_write_scanlines(&cinfo, &rows, 1);
  }
  jpeg_finish_compress(&cinfo);
  return 0;
}
C
gcc -o "$work/ycck" "$work/ycck.c" -ljpeg
convert "$photo" -colorspace CMYK -depth 8 cmyk:- | "$work/ycck" >ycck.jpg

"${PYTHON:-python3}" - "$photo" ultra_hdr.jpg <<'PY'
import sys
import pyvips
photo = pyvips.Image.new_from_file(sys.argv[1])
light = (photo.cast("float") / 255) ** 2.2
bright = (light * (1 + 6 * light)).copy(interpretation="scrgb").cast("float")
bright.uhdrsave(sys.argv[2], Q=90)
PY
