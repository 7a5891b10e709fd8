# SPDX-License-Identifier: Apache-2.0
"""pyvips: libvips reads and resizes, jpegaware encodes.

    python with_pyvips.py photo.png photo.jpg
"""

import sys

import pyvips

import jpegaware

image = pyvips.Image.thumbnail(sys.argv[1], 800).colourspace("srgb")
if image.hasalpha():
    image = image.flatten(background=[255, 255, 255])
with open(sys.argv[2], "wb") as file:
    file.write(jpegaware.encode(image.numpy(), quality=80))
