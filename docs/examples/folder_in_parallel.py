# SPDX-License-Identifier: Apache-2.0
"""A folder of pictures, several at once: threads are enough, the interpreter's lock is released.

    python folder_in_parallel.py photos/ jpegs/ [THREADS]
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

import jpegaware

PICTURES = {".png", ".ppm", ".tif", ".tiff", ".bmp", ".webp", ".jpg", ".jpeg"}


def convert(source: Path, target: Path) -> str:
    with Image.open(source) as image:
        jpegaware.save(image, target, quality=80)
    return f"{source.name}: {target.stat().st_size} bytes"


def main(source: Path, target: Path, threads: int) -> None:
    target.mkdir(parents=True, exist_ok=True)
    photos = sorted(path for path in source.iterdir() if path.suffix.lower() in PICTURES)
    jpegaware.default_model()  # loaded once, before the threads ask for it
    with ThreadPoolExecutor(threads) as pool:
        for line in pool.map(lambda photo: convert(photo, target / f"{photo.stem}.jpg"), photos):
            print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 2)
