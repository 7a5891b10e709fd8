#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The front door: installs the Debian packages that a command needs, then builds, shows or tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
usage: ./build.sh [COMMAND]

  (none)     build the release: programs in build/release/bin
  demo       build it and encode the photo that ships with the repository
  test       build it and run the tests
  test-all   the same, and the tests that need Python, a browser, sanitizers or the peers
  bench      build it, install the peers and run the Kodak bench: report in build/bench

Packages are installed with apt-get, by root or through sudo; nothing is installed twice.
TEXT
}

readonly build_packages=(
  g++ cmake ninja-build pkg-config
  libjpeg62-turbo-dev libpng-dev libtiff-dev libwebp-dev libheif-dev liblcms2-dev
  libhwy-dev libeigen3-dev nlohmann-json3-dev
  libopencv-core-dev libopencv-imgproc-dev libopencv-dnn-dev
  catch2 libjpeg-turbo-progs
)
readonly demo_packages=(netpbm)
readonly test_packages=(abigail-tools)
readonly test_all_packages=(
  netpbm clang chromium python3 python3-venv python3-dev debootstrap dpkg-dev doxygen
  # Makers and readers of the files that the format tests compare with.
  imagemagick libimage-exiftool-perl ffmpeg libvips-tools libheif-examples webp libtiff-tools
)

# install_packages PACKAGE...: only what dpkg does not already have.
install_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
}

build_release() {
  install_packages "${build_packages[@]}"
  [ -f build/release/build.ninja ] || cmake --preset release
  cmake --build --preset release
}

run_tests() {
  install_packages "${test_packages[@]}"
  ctest --preset release --label-exclude 'slow-all'
}

run_all_tests() {
  run_tests
  install_packages "${test_all_packages[@]}"
  tests/test-all.sh
}

case "${1-}" in
  '') build_release ;;
  demo)
    build_release
    install_packages "${demo_packages[@]}"
    docs/demo.sh
    ;;
  test)
    build_release
    run_tests
    ;;
  test-all)
    build_release
    run_all_tests
    ;;
  bench)
    build_release
    bench/run-kodak.sh
    ;;
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 1
    ;;
esac
