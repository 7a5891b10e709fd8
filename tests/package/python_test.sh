#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Python module from the checkout into a fresh virtual environment and runs its tests
# there, the examples of docs/examples among them. The wheel must stand on its own: what it loads lies
# in it, with licences, but for the C and C++ run-time libraries of every system.
#   python_test.sh SOURCE_DIR
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q "$1[test]" pyvips-binary pyvips
cd "$work" # the installed package, not the checkout's folder
package=$("$work/venv/bin/python" -c 'import jpegaware, os; print(os.path.dirname(jpegaware.__file__))')

system='^(ld-linux.*|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+))\.so'
find "$package" -name '*.so*' -exec ldd {} + >"$work/loads"
outside=$(awk -v own="$package/" '$2 == "=>" && index($3, own) != 1 { print $1 }' "$work/loads" |
  sort -u | grep -Ev "$system" || true)
[ -z "$outside" ] || { echo "python_test: the wheel takes from the system: $outside" >&2; exit 1; }
# Under the GPL or LGPL, or of use to nobody here.
unwanted=$(find "$package" -name '*gfortran*' -o -name '*quadmath*' -o -name '*x265*' -o -name 'libX*')
[ -z "$unwanted" ] || { echo "python_test: the wheel holds $unwanted" >&2; exit 1; }
[ "$(find "$package/lib/licenses" -name '*.txt' | wc -l)" -ge 5 ]

"$work/venv/bin/python" -m pytest -q -p no:cacheprovider "$1/python/tests"
