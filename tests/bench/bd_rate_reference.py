#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reference BD-rates by scipy, as rows for bd_rate_test.cpp. Input: a seed. Output: C++ text."""
import sys

import numpy as np
from scipy.interpolate import PchipInterpolator


def bd_rate(anchor, tested, low, high):
    """Percent of bytes and share of the range, curves as (bytes, score) rows of rising score."""
    a, b = (PchipInterpolator(c[:, 1], np.log(c[:, 0])) for c in (anchor, tested))
    start = max(low, anchor[0, 1], tested[0, 1])
    end = min(high, anchor[-1, 1], tested[-1, 1])
    mean = (b.integrate(start, end) - a.integrate(start, end)) / (end - start)
    return 100 * np.expm1(mean), (end - start) / (high - low)


def curve(random, count):
    byte_counts = np.sort(random.uniform(1e4, 3e5, count)).round()
    scores = 20 + 12 * np.log10(byte_counts / 1e4) + np.cumsum(random.uniform(0.01, 1.5, count))
    return np.column_stack([byte_counts, scores.round(4)])


def main():
    random = np.random.default_rng(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    for case in range(6):
        anchor, tested = curve(random, 5 + case), curve(random, 3 + 2 * case)
        low, high = anchor[1, 1], anchor[-2, 1]
        percent, share = bd_rate(anchor, tested, low, high)
        rows = ("{%s}" % ", ".join("{%.0f, %.4f}" % tuple(p) for p in c) for c in (anchor, tested))
        print("    {%s,\n     %s,\n     %.4f, %.4f, %.8f, %.8f}," % (*rows, low, high, percent, share))


if __name__ == "__main__":
    main()
