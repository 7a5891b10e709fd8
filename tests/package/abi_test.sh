#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The shared libraries' face: C symbols as listed, everything else in our namespace, the C ABI as
# committed, and nothing that prints, exits or reads the environment.
#   abi_test.sh LIBRARY ABI_DIR HEADERS_DIR...            fails on a difference
#   abi_test.sh --update LIBRARY ABI_DIR HEADERS_DIR...   writes symbols.txt and the .abi file anew
# When it may be updated: CONTRIBUTING.md, "The C interface".
set -euo pipefail

update=no
if [ "$1" = --update ]; then
  update=yes
  shift
fi
readonly library=$1 abi_dir=$2
headers=("${@:3}")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=$(basename "$library" .so)
failed=0

fail() {
  echo "$name: $1" >&2
  failed=1
}

for tool in nm c++filt abidw abidiff; do
  command -v "$tool" >/dev/null || { echo "abi_test: $tool is missing" >&2; exit 1; }
done

# ---- symbols --------------------------------------------------------------------------------
nm -D --defined-only --format=posix "$library" | cut -d' ' -f1 | sed 's/@.*//' | sort -u >"$work/all"
grep '^jpegaware_' "$work/all" >"$work/symbols.txt"
c++filt <"$work/all" | grep -vE '^(jpegaware_|JPEGAWARE_|(typeinfo( name)?|vtable) for jpegaware::|jpegaware::)' \
  >"$work/strange" || true
[ -s "$work/strange" ] && fail "exports what is not ours: $(paste -sd' ' "$work/strange")"

nm -D --undefined-only --format=posix "$library" | cut -d' ' -f1 | sed 's/@.*//' >"$work/used"
forbidden='^(abort|exit|_exit|quick_exit|getenv|secure_getenv|stderr|stdout|perror|puts|putchar'
forbidden+='|_?_?v?f?printf(_chk)?|fputs|fwrite|__assert_fail|_ZSt4c(err|out|log))$'
used=$(grep -E "$forbidden" "$work/used" | paste -sd' ' || true)
[ -n "$used" ] && fail "a library never prints, exits or reads the environment, but uses: $used"

# ---- the C ABI ------------------------------------------------------------------------------
# Debug information is kept in the C interface's object only, so this reads nothing else. Types of
# these folders are taken with their layout, all others as opaque.
header_options=()
for folder in "${headers[@]}"; do
  header_options+=(--headers-dir "$folder")
done
abidw --exported-interfaces-only --drop-private-types --no-show-locs --no-corpus-path \
  --no-comp-dir-path --suppressions "$here/c_only.abignore" "${header_options[@]}" \
  "$library" >"$work/$name.abi"
for wanted in '<function-decl name=.jpegaware_' '<var-decl name=.struct_size'; do
  grep -q "$wanted" "$work/$name.abi" || fail "no $wanted in what abidw read"
done

if [ $update = yes ]; then
  cp "$work/symbols.txt" "$work/$name.abi" "$abi_dir/"
  exit $failed
fi
diff -u "$abi_dir/symbols.txt" "$work/symbols.txt" || fail "symbols.txt lists other symbols"
abidiff "$abi_dir/$name.abi" "$work/$name.abi" || fail "the C ABI differs from the committed one"
exit $failed
