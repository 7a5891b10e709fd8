// SPDX-License-Identifier: Apache-2.0
// libjpeg's errors and warnings as values, for the programs' own calls of libjpeg.
#pragma once

#include <csetjmp>
#include <cstdio>

#include "libjpeg.h"

namespace jpegaware::apps {

/// An error manager that keeps the first warning and the error, and leaves by longjmp. `shared`
/// must stay its first member: libjpeg hands back a pointer to it. Holds nothing with a
/// destructor, so that functions that call setjmp may keep it.
struct LibjpegErrors {
  jpeg_error_mgr shared;
  std::jmp_buf jump;
  char error[JMSG_LENGTH_MAX];
  char warning[JMSG_LENGTH_MAX];
};

/// Prepares `errors`; the caller gives `errors.shared` to libjpeg, and calls setjmp(errors.jump)
/// before anything that may fail.
void prepare(LibjpegErrors& errors);

}  // namespace jpegaware::apps
