// SPDX-License-Identifier: Apache-2.0
// Lets libjpeg-turbo code a picture as cjpeg does, and counts the bytes.
#include "plain_size.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>

#include "libjpeg.h"
#include "libjpeg_errors.h"

namespace jpegaware::apps {
namespace {

/// A destination that only counts. `shared` must stay its first member.
struct CountingSink {
  jpeg_destination_mgr shared;
  std::array<JOCTET, 4096> buffer;
  std::size_t count;
};

CountingSink& sink_of(j_compress_ptr cinfo) {
  return *reinterpret_cast<CountingSink*>(cinfo->dest);
}

void start(j_compress_ptr cinfo) {
  CountingSink& sink = sink_of(cinfo);
  sink.shared.next_output_byte = sink.buffer.data();
  sink.shared.free_in_buffer = sink.buffer.size();
}

boolean empty(j_compress_ptr cinfo) {
  sink_of(cinfo).count += sink_of(cinfo).buffer.size();
  start(cinfo);
  return TRUE;
}

void finish(j_compress_ptr cinfo) {
  CountingSink& sink = sink_of(cinfo);
  sink.count += sink.buffer.size() - sink.shared.free_in_buffer;
}

struct Compressor {
  jpeg_compress_struct cinfo{};
  LibjpegErrors errors{};
  CountingSink sink{};

  Compressor() {
    prepare(errors);
    cinfo.err = &errors.shared;
    sink.shared.init_destination = start;
    sink.shared.empty_output_buffer = empty;
    sink.shared.term_destination = finish;
  }
  ~Compressor() { jpeg_destroy_compress(&cinfo); }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
};

/// cjpeg's tables for a quality, a list of two, or those that are given.
void set_tables(jpeg_compress_struct& cinfo, const EncodeOptions& options) {
  const int chroma = std::clamp(options.quality_1_100 + options.chroma_quality_offset,
                                kQualityBounds.low, kQualityBounds.high);
  jpeg_set_quality(&cinfo, chroma, FALSE);
  const JQUANT_TBL chroma_table = *cinfo.quant_tbl_ptrs[1];
  jpeg_set_quality(&cinfo, options.quality_1_100, FALSE);
  *cinfo.quant_tbl_ptrs[1] = chroma_table;
  for (std::size_t c = 0; c < options.tables.size(); ++c) {
    // A table that Cb and Cr share is sent once, as cjpeg would.
    const bool is_shared = c == 2 && options.tables[2] == options.tables[1];
    const auto slot = static_cast<int>(is_shared ? 1 : c);
    std::array<unsigned, DCTSIZE2> steps{};
    std::copy(options.tables[c].begin(), options.tables[c].end(), steps.begin());
    jpeg_add_quant_table(&cinfo, slot, steps.data(), 100, FALSE);
    cinfo.comp_info[c].quant_tbl_no = slot;
  }
}

/// Left by longjmp: holds nothing with a destructor. True: all was coded within the limit.
bool codes_within(Compressor& to, const ImageView& view, const EncodeOptions& options,
                  const LevelCoding& coding, std::size_t limit) {
  if (setjmp(to.errors.jump) != 0) {
    return false;
  }
  jpeg_create_compress(&to.cinfo);
  to.cinfo.dest = &to.sink.shared;
  to.cinfo.image_width = static_cast<JDIMENSION>(view.width_px);
  to.cinfo.image_height = static_cast<JDIMENSION>(view.height_px);
  to.cinfo.input_components = view.is_gray() ? 1 : 3;
  to.cinfo.in_color_space = view.is_gray() ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&to.cinfo);
  set_tables(to.cinfo, options);
  if (!view.is_gray()) {
    const ChromaSubsampling subsampling = options.subsampling;
    to.cinfo.comp_info[0].h_samp_factor = subsampling == ChromaSubsampling::k444 ? 1 : 2;
    to.cinfo.comp_info[0].v_samp_factor = subsampling == ChromaSubsampling::k420 ? 2 : 1;
  }
  set_coding(to.cinfo, coding);
  jpeg_start_compress(&to.cinfo, TRUE);
  for (int y = 0; y < view.height_px && to.sink.count < limit; ++y) {
    auto* row = const_cast<JSAMPROW>(view.row(y));  // NOLINT: libjpeg's missing const
    jpeg_write_scanlines(&to.cinfo, &row, 1);
  }
  if (to.cinfo.next_scanline < to.cinfo.image_height) {
    return false;
  }
  jpeg_finish_compress(&to.cinfo);
  return to.sink.count < limit;
}

}  // namespace

bool is_plain_smaller(const Picture& picture, const EncodeOptions& options,
                      const LevelCoding& coding, std::size_t bytes) {
  // JFIF's own segment is no image data.
  constexpr std::size_t kJfifSegment = 18;
  Compressor to;
  return codes_within(to, picture.view(), options, coding, bytes + kJfifSegment);
}

}  // namespace jpegaware::apps
