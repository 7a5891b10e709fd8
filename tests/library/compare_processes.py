# SPDX-License-Identifier: Apache-2.0
"""What two command lines cost, for docs/rungs.md: CPU time and peak memory of whole processes.

    python3 compare_processes.py ROUNDS COMMAND -- COMMAND

Runs them in turns; prints each one's median of user + system time and of the largest resident size,
and the median of the differences (second less first).
"""

import os
import statistics
import subprocess
import sys


def run(command):
    """CPU milliseconds and peak resident MB."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)}: wait status {status}")
    return (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024


def main(rounds, *words):
    split = words.index("--")
    commands = [list(words[:split]), list(words[split + 1 :])]
    for command in commands:
        run(command)  # files are in the cache
    pairs = [[run(command) for command in commands] for _ in range(int(rounds))]
    for i, command in enumerate(commands):
        cpu_ms = statistics.median(pair[i][0] for pair in pairs)
        peak_mb = statistics.median(pair[i][1] for pair in pairs)
        print(f"{cpu_ms:.1f} ms, {peak_mb:.1f} MB: {' '.join(command)}")
    difference_ms = statistics.median(pair[1][0] - pair[0][0] for pair in pairs)
    print(f"second less first: {difference_ms:+.1f} ms, median of {rounds} pairs")


if __name__ == "__main__":
    main(*sys.argv[1:])
