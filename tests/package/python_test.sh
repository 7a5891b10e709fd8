#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Python module from the checkout into a fresh virtual environment and runs its tests
# there, the examples of docs/examples among them.
#   python_test.sh SOURCE_DIR
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q "$1[test]" pyvips-binary pyvips
cd "$work" # the installed package, not the checkout's folder
exec "$work/venv/bin/python" -m pytest -q -p no:cacheprovider "$1/python/tests"
