#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages on a bare Debian 12, runs the program, removes them, and looks for what
# is left. The reader of HEIF, whose library brings GPL code, must come by its own package alone.
#   debian_test.sh SOURCE_DIR BUILD_DIR PHOTO.png
# BUILD_DIR is configured with the prefix /usr. The bare system is a copy of the folder that
# JPEGAWARE_BARE_ROOT names (debootstrap --variant=minbase bookworm), or is made by debootstrap.
set -euo pipefail

readonly source=$1 build=$2 photo=$3
[ "$(id -u)" -eq 0 ] || { echo "debian_test: needs root for chroot" >&2; exit 1; }
root=$(mktemp -d)
cleanup() {
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$root"
}
trap cleanup EXIT

if [ -n "${JPEGAWARE_BARE_ROOT-}" ]; then
  cp -a --reflink=auto "$JPEGAWARE_BARE_ROOT/." "$root"
else
  command -v debootstrap >/dev/null || { echo "debian_test: debootstrap is missing" >&2; exit 1; }
  debootstrap --variant=minbase bookworm "$root" >/dev/null
fi
mount -t proc proc "$root/proc"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }

cmake -S "$source" -B "$build" -G Ninja -DCMAKE_INSTALL_PREFIX=/usr -DJPEGAWARE_BUILD_TESTS=OFF \
  -DJPEGAWARE_BUILD_BENCH=OFF >/dev/null
cmake --build "$build" >/dev/null
rm -f "$build"/*.deb
(cd "$build" && cpack -G DEB >/dev/null)

# What apt itself writes is not ours: its lists, caches and logs, and dpkg's books.
own='^/(proc|tmp)(/|$)|^/var/(cache|log|lib/(apt|dpkg))(/|$)|^/etc/ld.so.cache$'
files() { (cd "$root" && find . -xdev -printf '/%P\n') | grep -Ev "$own" | sort; }

inside apt-get update -qq
files >"$root/tmp/before"
cp "$build"/*.deb "$photo" "$root/tmp/"
install() { inside sh -c "apt-get install -y -qq --no-install-recommends $*" >/dev/null; }
is_installed() { inside dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }
install /tmp/jpegaware_*.deb /tmp/libjpegaware-dev_*.deb
echo "ok: installed $(cd "$build" && ls -1 ./*.deb | tr '\n' ' ')"
for library in libheif1 libx265-199; do
  is_installed $library && { echo "debian_test: jpegaware brings $library" >&2; exit 1; }
done

inside cjpegaware -verbose -quality 80 -outfile /tmp/out.jpg "/tmp/$(basename "$photo")" 2>"$root/tmp/said" ||
  { cat "$root/tmp/said"; exit 1; }
djpeg -outfile /dev/null "$root/tmp/out.jpg"
grep -qE '0\.[0-9]' "$root/tmp/said" # the network saw something
echo "ok: cjpegaware encodes with the map and djpeg reads it"

if compgen -G "$build/jpegaware-heif_*.deb" >/dev/null; then
  install /tmp/jpegaware-heif_*.deb
  [ -n "$(find "$root/usr/lib" -name 'jpegaware-reader-heif.so')" ]
  echo "ok: jpegaware-heif adds its reader"
fi
[ "$(inside sh -c 'ldconfig -p | grep -c libjpegaware')" -ge 2 ]
inside sh -c 'apt-get purge -y -qq "jpegaware*" libjpegaware-dev && apt-get autoremove --purge -y -qq' >/dev/null 2>&1
files >"$root/tmp/after"
diff "$root/tmp/before" "$root/tmp/after"
echo "ok: removed without a trace"
