# SPDX-License-Identifier: Apache-2.0
"""How much faster two threads are than one: encodes every picture of a folder with the map.

    python measure_threads.py FOLDER_OF_PNGS [ROUNDS]

Prints the wall time of one and of two threads, taking turns, and the median of their ratios. Means
something on a quiet machine only, or by `chrt -r 1` (as root: others' work then waits); user + sys
tells how much work it was.
"""

import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

import jpegaware


def wall_s(pictures, threads):
    start_s = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(jpegaware.encode, pictures))
    return time.perf_counter() - start_s


def main(folder, rounds=5):
    pictures = [np.asarray(Image.open(path)) for path in sorted(Path(folder).glob("*.png"))]
    wall_s(pictures, 2)  # both networks are built
    ratios = []
    for _ in range(int(rounds)):
        one_s = wall_s(pictures, 1)
        busy = os.times()
        two_s = wall_s(pictures, 2)
        now = os.times()
        cpu_s = now.user - busy.user + now.system - busy.system
        ratios.append(two_s / one_s)
        print(f"one thread {one_s:.3f} s, two {two_s:.3f} s (CPU {cpu_s:.3f} s): {ratios[-1]:.3f}")
    print(f"{len(pictures)} pictures, median ratio {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
