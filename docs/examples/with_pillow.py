# SPDX-License-Identifier: Apache-2.0
"""Pillow: any picture it reads, saved as a JPEG that keeps EXIF and colour profile.

    python with_pillow.py photo.png photo.jpg
"""

import sys

from PIL import Image

import jpegaware

with Image.open(sys.argv[1]) as image:
    jpegaware.save(image, sys.argv[2], quality=80)
