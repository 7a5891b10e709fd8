// SPDX-License-Identifier: Apache-2.0
// What the four readers share: bytes and messages through libjpeg's managers, and the choice
// among them by the first byte.
#include "row_source.h"

#include <cstdlib>

#include "libjpeg.h"
#include "stock_messages.h"

namespace jpegaware::apps {
namespace {

j_common_ptr common(j_compress_ptr cinfo) { return reinterpret_cast<j_common_ptr>(cinfo); }

ProgressMonitor* monitor(j_compress_ptr cinfo) {
  return reinterpret_cast<ProgressMonitor*>(cinfo->progress);
}

[[noreturn]] void fail_with(j_compress_ptr cinfo, int message, int first) {
  cinfo->err->msg_code = message;
  cinfo->err->msg_parm.i[0] = first;
  cinfo->err->error_exit(common(cinfo));
  std::abort();  // error_exit does not return: libjpeg's contract
}

}  // namespace

void RowSource::fail(int message, int first) const { fail_with(cinfo_, message, first); }

void RowSource::warn(int message, int first) const {
  cinfo_->err->msg_code = message;
  cinfo_->err->msg_parm.i[0] = first;
  cinfo_->err->emit_message(common(cinfo_), -1);
}

void RowSource::trace(int message, int first, int second, int third) const {
  cinfo_->err->msg_code = message;
  cinfo_->err->msg_parm.i[0] = first;
  cinfo_->err->msg_parm.i[1] = second;
  cinfo_->err->msg_parm.i[2] = third;
  cinfo_->err->emit_message(common(cinfo_), 1);
}

int RowSource::byte() const {
  const int value = std::getc(input_);
  if (value == EOF) {
    fail(JERR_INPUT_EOF);
  }
  return value;
}

bool RowSource::read(void* target, std::size_t count) const {
  return std::fread(target, 1, count, input_) == count;
}

void* RowSource::pool_bytes(std::size_t count) const {
  return cinfo_->mem->alloc_small(common(cinfo_), JPOOL_IMAGE, count);
}

JSAMPARRAY RowSource::pool_rows(JDIMENSION samples_per_row, JDIMENSION rows) const {
  return cinfo_->mem->alloc_sarray(common(cinfo_), JPOOL_IMAGE, samples_per_row, rows);
}

jvirt_sarray_ptr RowSource::request_picture(JDIMENSION samples_per_row, JDIMENSION rows) const {
  return cinfo_->mem->request_virt_sarray(common(cinfo_), JPOOL_IMAGE, FALSE, samples_per_row, rows,
                                          1);
}

JSAMPARRAY RowSource::picture_row(jvirt_sarray_ptr picture, JDIMENSION row, bool writable) const {
  return cinfo_->mem->access_virt_sarray(common(cinfo_), picture, row, 1, writable ? TRUE : FALSE);
}

void RowSource::announce_extra_pass() const {
  if (monitor(cinfo_) != nullptr) {
    ++monitor(cinfo_)->extra_passes_total;
  }
}

void RowSource::report_extra_pass(JDIMENSION row) const {
  if (monitor(cinfo_) != nullptr) {
    cinfo_->progress->pass_counter = static_cast<long>(row);
    cinfo_->progress->pass_limit = static_cast<long>(cinfo_->image_height);
    cinfo_->progress->progress_monitor(common(cinfo_));
  }
}

void RowSource::finish_extra_pass() const {
  if (monitor(cinfo_) != nullptr) {
    ++monitor(cinfo_)->extra_passes_done;
  }
}

RowSource* make_row_source(j_compress_ptr cinfo, std::FILE* input, bool is_targa) {
  if (is_targa) {
    return make_targa_source(cinfo, input);
  }
  const int first = std::getc(input);
  if (first == EOF) {
    fail_with(cinfo, JERR_INPUT_EMPTY, 0);
  }
  if (std::ungetc(first, input) == EOF) {
    fail_with(cinfo, kUngetFailed, 0);
  }
  switch (first) {
    case 'B':
      return make_bmp_source(cinfo, input);
    case 'G':
      return make_gif_source(cinfo, input);
    case 'P':
      return make_ppm_source(cinfo, input);
    case 0:
      return make_targa_source(cinfo, input);
    default:
      fail_with(cinfo, kUnknownFormat, 0);
  }
}

}  // namespace jpegaware::apps
