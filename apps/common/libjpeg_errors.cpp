// SPDX-License-Identifier: Apache-2.0
// Keeps libjpeg's messages and ends its calls by longjmp.
#include "libjpeg_errors.h"

namespace jpegaware::apps {
namespace {

LibjpegErrors& of(j_common_ptr cinfo) { return *reinterpret_cast<LibjpegErrors*>(cinfo->err); }

[[noreturn]] void keep_error(j_common_ptr cinfo) {
  cinfo->err->format_message(cinfo, of(cinfo).error);
  std::longjmp(of(cinfo).jump, 1);
}

void keep_warning(j_common_ptr cinfo, int level) {
  if (level >= 0) {
    return;
  }
  if (cinfo->err->num_warnings++ == 0) {
    cinfo->err->format_message(cinfo, of(cinfo).warning);
  }
}

void print_nothing(j_common_ptr /*cinfo*/) {}

}  // namespace

void prepare(LibjpegErrors& errors) {
  jpeg_std_error(&errors.shared);
  errors.shared.error_exit = keep_error;
  errors.shared.emit_message = keep_warning;
  errors.shared.output_message = print_nothing;
  errors.error[0] = '\0';
  errors.warning[0] = '\0';
}

}  // namespace jpegaware::apps
