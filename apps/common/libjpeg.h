// SPDX-License-Identifier: Apache-2.0
// libjpeg's headers, which want the standard's types to be declared before them.
#pragma once

// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on
