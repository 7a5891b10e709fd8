// SPDX-License-Identifier: Apache-2.0
// libjpeg's errors as a jump back and a message. For libjpeg_writer and libjpeg_reader alone: no
// other file includes jpeglib.h or calls setjmp.
//
// libjpeg ends an error by longjmp, which skips destructors. So the functions that call setjmp
// hold plain data only, and every callback that runs C++ code keeps its objects in a function of
// its own that has returned before libjpeg is told to jump.
#pragma once

#include <array>
#include <csetjmp>
#include <cstdint>

// In this order: jpeglib.h needs FILE declared, jerror.h needs jpeglib.h's types.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include "coefficient_image.h"

namespace jpegaware::detail {

static_assert(sizeof(JBLOCK) == kBlockCoeffs * sizeof(std::int16_t),
              "a BlockPlane's blocks are handed to libjpeg where they lie");

/// What libjpeg's `err` points to.
struct LibjpegErrors {
  jpeg_error_mgr base;
  std::jmp_buf escape;  ///< set by the function that calls libjpeg
  std::array<char, JMSG_LENGTH_MAX> message;
  bool out_of_memory;
};

/// Errors jump to `escape` with a message; warnings are counted by libjpeg; nothing is printed.
void install(LibjpegErrors& errors);

}  // namespace jpegaware::detail
