#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ten calls of cjpeg as scripts have held them for years. Input: photo.ppm in the current folder.
set -x
cjpeg photo.ppm >1.jpg
cjpeg -quality 90 -outfile 2.jpg photo.ppm
cjpeg -q 60 -opt -prog photo.ppm >3.jpg
cjpeg -gray -quality 75 <photo.ppm >4.jpg
cjpeg -sample 1x1 -quality 85 -outfile 5.jpg photo.ppm
cjpeg -sample 2x1,1x1,1x1 -dct int photo.ppm >6.jpg
cjpeg -restart 1 -optimize -outfile 7.jpg photo.ppm
cjpeg -smooth 10 -QUALITY 50 photo.ppm >8.jpg
cjpeg -baseline -quality 20 photo.ppm >9.jpg
cjpeg -arithmetic -verbose -outfile 10.jpg photo.ppm
