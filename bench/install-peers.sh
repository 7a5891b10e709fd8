#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the bench's peers: pinned wheels into build/peers, Butteraugli from Debian.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly target=build/peers

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
missing=()
command -v butteraugli_main >/dev/null || missing+=(libjxl-devtools)
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
fi

# The wheels are unpacked for their shared objects; no Python of theirs runs, so the tags name the
# build that is pinned and not the Python of this machine.
if ! cmp -s bench/peers.txt "$target/peers.txt"; then
  rm -rf "$target"
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --target "$target" --only-binary :all: --implementation cp --python-version 3.11 \
    --abi cp311 --abi abi3 --platform manylinux_2_28_x86_64 --platform manylinux2014_x86_64 \
    -r bench/peers.txt
  cp bench/peers.txt "$target/peers.txt"
fi
echo "peers are in $target"
