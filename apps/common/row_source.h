// SPDX-License-Identifier: Apache-2.0
// Stage: picture file -> rows of samples, the way stock cjpeg reads PPM, BMP, GIF and Targa.
#pragma once

#include <cstddef>
#include <cstdio>

#include "libjpeg.h"

namespace jpegaware::apps {

/// Rows of a picture, top to bottom, for jpeg_write_scanlines(). Objects and their buffers live
/// in `cinfo`'s image pool, so that `-maxmemory` counts them as stock cjpeg does, and so that
/// `error_exit` may leave by longjmp: nothing here has a destructor to run.
///
/// Every failure goes through `cinfo->err`: error_exit() for what cannot be read, emit_message()
/// for what stock cjpeg warns about. Not thread-safe; one source serves one `cinfo`.
class RowSource {
 public:
  /// Reads the header. Sets the size, in_color_space, input_components, and the density where
  /// the format holds one.
  virtual void start() = 0;
  /// The next row: valid until the next call, image_width * input_components samples.
  virtual JSAMPARRAY next_row() = 0;

 protected:
  RowSource(j_compress_ptr cinfo, std::FILE* input) : cinfo_(cinfo), input_(input) {}
  ~RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;

  /// Ends the run through error_exit() with one of libjpeg's or of stock_messages.h's messages.
  [[noreturn]] void fail(int message, int first = 0) const;
  void warn(int message, int first = 0) const;
  void trace(int message, int first = 0, int second = 0, int third = 0) const;

  /// The next byte; ends the run at the end of the file.
  int byte() const;
  /// Whether exactly `count` bytes came.
  bool read(void* target, std::size_t count) const;

  void* pool_bytes(std::size_t count) const;
  JSAMPARRAY pool_rows(JDIMENSION samples_per_row, JDIMENSION rows) const;
  /// A whole picture in libjpeg's virtual array, and one of its rows.
  jvirt_sarray_ptr request_picture(JDIMENSION samples_per_row, JDIMENSION rows) const;
  JSAMPARRAY picture_row(jvirt_sarray_ptr picture, JDIMENSION row, bool writable) const;

  /// Tells `-report` that the file is read in a pass of its own; where that pass is; its end.
  void announce_extra_pass() const;
  void report_extra_pass(JDIMENSION row) const;
  void finish_extra_pass() const;

  j_compress_ptr cinfo_;
  std::FILE* input_;
};

/// What `-report` needs to count the passes over the file that some formats take before libjpeg
/// starts. `cinfo->progress` points at `shared`, its first member, or is null.
struct ProgressMonitor {
  jpeg_progress_mgr shared;
  int extra_passes_done;
  int extra_passes_total;
  int last_percent;
};

RowSource* make_ppm_source(j_compress_ptr cinfo, std::FILE* input);
RowSource* make_bmp_source(j_compress_ptr cinfo, std::FILE* input);
RowSource* make_gif_source(j_compress_ptr cinfo, std::FILE* input);
RowSource* make_targa_source(j_compress_ptr cinfo, std::FILE* input);

/// Chooses the reader by the first byte, which is put back. Targa files have no signature of
/// their own: `is_targa` says so, a zero byte is taken for one.
RowSource* make_row_source(j_compress_ptr cinfo, std::FILE* input, bool is_targa);

/// Places a reader in `cinfo`'s image pool.
template <typename Source>
RowSource* place_row_source(j_compress_ptr cinfo, std::FILE* input) {
  void* memory =
      cinfo->mem->alloc_small(reinterpret_cast<j_common_ptr>(cinfo), JPOOL_IMAGE, sizeof(Source));
  return new (memory) Source(cinfo, input);
}

}  // namespace jpegaware::apps
