#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs a build into an empty prefix, moves it, and builds the examples against it as a stranger
# would: by CMake and by pkg-config, C and C++, with GCC and with Clang; every program encodes a
# photo, which stock djpeg then reads.
#   package_test.sh BUILD_DIR PHOTO.png [saliency]
set -euo pipefail

readonly build=$1 photo=$2 with=${3-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
examples=$(cd "$here/../../docs/examples" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/moved

for tool in cmake pkg-config gcc g++ clang clang++ djpeg pngtopnm; do
  command -v "$tool" >/dev/null || { echo "package_test: $tool is missing" >&2; exit 1; }
done

cmake --install "$build" --prefix "$work/prefix" >/dev/null
mv "$work/prefix" "$prefix" # what is installed must not know where it was put
kind=shared
[ -n "$(find "$prefix" -name 'libjpegaware.so')" ] || kind=static
grep -rIl "$build" "$prefix" && { echo "package_test: the build folder's name was installed" >&2; exit 1; }

pngtopnm "$photo" >"$work/photo.ppm"

# check PROGRAM NAME [WEIGHTS]: it encodes the photo, stock djpeg decodes what it wrote to the same size.
check() {
  "$1" "$work/photo.ppm" "$work/out.jpg" ${3+"$3"} >"$work/said"
  djpeg -outfile "$work/back.ppm" "$work/out.jpg"
  cmp -n 15 "$work/photo.ppm" "$work/back.ppm"
  echo "ok: $2"
}

by_cmake() { # CC CXX COMPONENT
  local tree=$work/cmake-$1-$3
  cmake -S "$here/consumer" -B "$tree" -G Ninja -DCMAKE_C_COMPILER="$1" -DCMAKE_CXX_COMPILER="$2" \
    -DCMAKE_PREFIX_PATH="$prefix" -DEXAMPLES_DIR="$examples" \
    -DWANT_SALIENCY="$([ "$3" = saliency ] && echo ON || echo OFF)" >"$work/log" 2>&1 ||
    { cat "$work/log"; return 1; }
  cmake --build "$tree" >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
  local program
  for program in "$tree"/encode_* "$tree"/three_rungs; do
    check "$program" "CMake, $1, $3, $kind: $(basename "$program")"
  done
  [ "$3" = encoder ] && return
  for program in "$tree"/map_*; do
    check "$program" "CMake, $1, $3, $kind: $(basename "$program")" "$(cat "$tree/weights-path")"
    [ -s "$work/said" ]
  done
}

export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name jpegaware.pc)")
libdir=$(pkg-config --variable=libdir jpegaware)
static=()
[ $kind = static ] && static=(--static)

by_pkg_config() { # CC CXX
  local flags
  flags=$(pkg-config "${static[@]}" --cflags --libs jpegaware)
  # shellcheck disable=SC2086 # flags are words
  "$1" -std=c99 "$examples/encode_c.c" -o "$work/pc-c" $flags
  # shellcheck disable=SC2086
  "$2" -std=c++20 "$examples/three_rungs.cpp" -o "$work/pc-cxx" $flags
  LD_LIBRARY_PATH=$libdir check "$work/pc-c" "pkg-config, $1, $kind: C"
  LD_LIBRARY_PATH=$libdir check "$work/pc-cxx" "pkg-config, $2, $kind: C++"
}

by_pkg_config_with_map() { # CC CXX
  local flags weights
  flags=$(pkg-config "${static[@]}" --cflags --libs jpegaware-saliency)
  weights=$(pkg-config --variable=weights jpegaware-saliency)
  # shellcheck disable=SC2086
  "$1" -std=c99 "$examples/encode_with_map_c.c" -o "$work/pc-c" $flags
  # shellcheck disable=SC2086
  "$2" -std=c++20 "$examples/three_rungs_with_map.cpp" -o "$work/pc-cxx" $flags
  LD_LIBRARY_PATH=$libdir check "$work/pc-c" "pkg-config, $1, $kind: C with a map" "$weights"
  LD_LIBRARY_PATH=$libdir check "$work/pc-cxx" "pkg-config, $2, $kind: C++ with a map" "$weights"
}

# The example that takes a cv::Mat needs OpenCV's headers, as a build of jpegaware does.
by_pkg_config_opencv() { # CXX
  local flags
  flags=$(pkg-config "${static[@]}" --cflags --libs jpegaware)
  # shellcheck disable=SC2086
  "$1" -std=c++20 -isystem /usr/include/opencv4 "$examples/opencv_mat.cpp" -o "$work/pc-mat" $flags -lopencv_core
  LD_LIBRARY_PATH=$libdir "$work/pc-mat" "$work/mat.jpg"
  djpeg -outfile /dev/null "$work/mat.jpg"
  echo "ok: pkg-config, $1, $kind: cv::Mat"
}

by_cmake gcc g++ encoder
by_cmake clang clang++ encoder
by_pkg_config gcc g++
by_pkg_config clang clang++
if [ "$with" = saliency ]; then
  by_cmake gcc g++ saliency
  by_cmake clang clang++ saliency
  by_pkg_config_with_map gcc g++
  by_pkg_config_opencv g++
fi

# The encoder alone needs neither OpenCV nor weights.
if [ $kind = shared ]; then
  ldd "$(find "$prefix" -name 'libjpegaware.so')" >"$work/needs"
  ! grep -iE 'opencv|torch|saliency' "$work/needs"
fi
