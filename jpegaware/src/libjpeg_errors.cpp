// SPDX-License-Identifier: Apache-2.0
// libjpeg's errors as a jump back and a message.
#include "libjpeg_errors.h"

namespace jpegaware::detail {
namespace {

[[noreturn]] void on_error_exit(j_common_ptr cinfo) {
  auto* errors = reinterpret_cast<LibjpegErrors*>(cinfo->err);
  errors->base.format_message(cinfo, errors->message.data());
  errors->out_of_memory = errors->base.msg_code == JERR_OUT_OF_MEMORY;
  std::longjmp(errors->escape, 1);
}

void on_output_message(j_common_ptr /*cinfo*/) {}  // a library never prints

}  // namespace

void install(LibjpegErrors& errors) {
  jpeg_std_error(&errors.base);
  errors.base.error_exit = on_error_exit;
  errors.base.output_message = on_output_message;
  errors.message[0] = '\0';
  errors.out_of_memory = false;
}

}  // namespace jpegaware::detail
