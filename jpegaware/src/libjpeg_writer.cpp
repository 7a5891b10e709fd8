// SPDX-License-Identifier: Apache-2.0
// Drives stock libjpeg-turbo's compressor: levels and tables in, bytes out (libjpeg_errors.h says
// what may stand in a function that calls setjmp).
#include "libjpeg_writer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "frame_layout.h"
#include "libjpeg_errors.h"
#include "no_throw.h"

namespace jpegaware::detail {
namespace {

Error error_from(const LibjpegErrors& errors, const char* doing) {
  if (errors.out_of_memory) {
    return {ErrorCode::kOutOfMemory, std::string("not enough memory for ") + doing};
  }
  return {ErrorCode::kInternal,
          std::string("libjpeg refused ") + doing + ": " + errors.message.data()};
}

// -- Bytes out ------------------------------------------------------------------------------

constexpr std::size_t kSinkChunk_bytes = 32768;

/// libjpeg's destination, passing full buffers to the sink. The first failure is kept here.
struct Destination {
  jpeg_destination_mgr base;
  ByteSink* sink;
  std::optional<Error>* failure;
  std::array<std::uint8_t, kSinkChunk_bytes> buffer;
};

bool deliver(Destination& destination, std::size_t count) {
  try {
    auto written = destination.sink->write(std::span(destination.buffer).first(count));
    if (!written) {
      *destination.failure = std::move(written).error();
    }
    return written.has_value();
  } catch (const std::bad_alloc&) {
    *destination.failure = out_of_memory("not enough memory to keep the file's bytes");
  } catch (...) {
    *destination.failure = Error{ErrorCode::kIo, "the caller's sink threw an exception"};
  }
  return false;
}

void on_init_destination(j_compress_ptr cinfo) {
  auto* destination = reinterpret_cast<Destination*>(cinfo->dest);
  destination->base.next_output_byte = destination->buffer.data();
  destination->base.free_in_buffer = destination->buffer.size();
}

boolean on_empty_buffer(j_compress_ptr cinfo) {
  auto* destination = reinterpret_cast<Destination*>(cinfo->dest);
  if (!deliver(*destination, destination->buffer.size())) {
    ERREXIT(cinfo, JERR_FILE_WRITE);
  }
  on_init_destination(cinfo);
  return TRUE;
}

void on_term_destination(j_compress_ptr cinfo) {
  auto* destination = reinterpret_cast<Destination*>(cinfo->dest);
  if (!deliver(*destination, destination->buffer.size() - destination->base.free_in_buffer)) {
    ERREXIT(cinfo, JERR_FILE_WRITE);
  }
}

// -- Levels in, without a copy --------------------------------------------------------------

/// What stands behind each jvirt_barray_ptr that libjpeg holds: it only passes the pointer to
/// access_virt_barray, which is a public function pointer, so rows can be served where they lie.
struct LevelRows {
  const BlockPlane* plane;
  Cancellation* cancellation;
  std::optional<Error>* failure;
  std::array<JBLOCKROW, MAX_SAMP_FACTOR> rows;
};

bool may_go_on(const LevelRows& levels) {
  if (levels.cancellation->requested()) {
    *levels.failure = Cancellation::error();
    return false;
  }
  return true;
}

JBLOCKARRAY on_access_rows(j_common_ptr cinfo, jvirt_barray_ptr handle, JDIMENSION first_row,
                           JDIMENSION row_count, boolean /*writable*/) {
  auto* levels = reinterpret_cast<LevelRows*>(handle);
  if (!may_go_on(*levels)) {
    ERREXIT(cinfo, JERR_FILE_WRITE);
  }
  const auto last_row = static_cast<JDIMENSION>(levels->plane->height_blocks - 1);
  const auto width = static_cast<std::size_t>(levels->plane->width_blocks);
  for (JDIMENSION i = 0; i < row_count; ++i) {
    // The last MCU row may ask for rows below the picture; libjpeg does not look at those.
    const std::size_t row = std::min(first_row + i, last_row);
    // libjpeg's types have no const; the compressor reads only.
    auto* values =
        const_cast<std::int16_t*>(levels->plane->values.data() + row * width * kBlockCoeffs);
    levels->rows[i] = reinterpret_cast<JBLOCKROW>(values);
  }
  return levels->rows.data();
}

// -- The compressor -------------------------------------------------------------------------

/// All that the functions below setjmp touch: plain data, no destructors.
struct CompressSession {
  jpeg_compress_struct cinfo;
  LibjpegErrors errors;
  Destination destination;
  std::array<LevelRows, 3> levels;
  std::array<jvirt_barray_ptr, 3> handles;
  std::array<jpeg_scan_info, 64> scans;
  bool created;
};

void set_density(jpeg_compress_struct& cinfo, const PixelDensity& density) {
  cinfo.density_unit = static_cast<UINT8>(density.unit);
  cinfo.X_density = density.x;
  cinfo.Y_density = density.y;
}

void set_frame(jpeg_compress_struct& cinfo, const CoefficientImage& image) {
  cinfo.image_width = static_cast<JDIMENSION>(image.geometry.width_px);
  cinfo.image_height = static_cast<JDIMENSION>(image.geometry.height_px);
  cinfo.input_components = image.geometry.component_count;
  cinfo.in_color_space = image.geometry.component_count == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
  jpeg_set_defaults(&cinfo);
  const SamplingFactors factors = sampling_factors(image.geometry);
  for (int c = 0; c < cinfo.num_components; ++c) {
    cinfo.comp_info[c].h_samp_factor = c == 0 ? factors.horizontal : 1;
    cinfo.comp_info[c].v_samp_factor = c == 0 ? factors.vertical : 1;
  }
  cinfo.optimize_coding = TRUE;
}

/// Equal tables share a slot, so that a file never carries one twice.
void set_tables(jpeg_compress_struct& cinfo, const CoefficientImage& image) {
  for (auto& table : cinfo.quant_tbl_ptrs) {
    table = nullptr;
  }
  for (int c = 0; c < cinfo.num_components; ++c) {
    const auto& steps = image.components[static_cast<std::size_t>(c)].table;
    int slot = 0;
    while (cinfo.quant_tbl_ptrs[slot] != nullptr &&
           !std::equal(steps.begin(), steps.end(), cinfo.quant_tbl_ptrs[slot]->quantval)) {
      ++slot;
    }
    if (cinfo.quant_tbl_ptrs[slot] == nullptr) {
      cinfo.quant_tbl_ptrs[slot] = jpeg_alloc_quant_table(reinterpret_cast<j_common_ptr>(&cinfo));
      std::copy(steps.begin(), steps.end(), cinfo.quant_tbl_ptrs[slot]->quantval);
      cinfo.quant_tbl_ptrs[slot]->sent_table = FALSE;
    }
    cinfo.comp_info[c].quant_tbl_no = slot;
  }
}

void set_scans(CompressSession& session, std::span<const Scan> scans) {
  if (scans.empty()) {
    return;
  }
  for (std::size_t i = 0; i < scans.size(); ++i) {
    jpeg_scan_info& info = session.scans[i];
    info.comps_in_scan = scans[i].component_count;
    for (int c = 0; c < scans[i].component_count; ++c) {
      info.component_index[c] = scans[i].components[static_cast<std::size_t>(c)];
    }
    info.Ss = scans[i].spectral_first;
    info.Se = scans[i].spectral_last;
    info.Ah = scans[i].approx_high;
    info.Al = scans[i].approx_low;
  }
  session.cinfo.scan_info = session.scans.data();
  session.cinfo.num_scans = static_cast<int>(scans.size());
}

/// The segments come first: EXIF readers look for theirs near the front.
void write_segments(jpeg_compress_struct& cinfo, const FileParts& parts) {
  for (const MarkerSegment& segment : parts.segments) {
    jpeg_write_marker(&cinfo, segment.code, segment.payload.data(),
                      static_cast<unsigned>(segment.payload.size()));
  }
  if (!parts.icc_profile.empty()) {
    jpeg_write_icc_profile(&cinfo, parts.icc_profile.data(),
                           static_cast<unsigned>(parts.icc_profile.size()));
  }
}

void serve_levels(CompressSession& session, const FileParts& parts, Cancellation& cancellation,
                  std::optional<Error>& failure) {
  for (std::size_t c = 0; c < parts.image->components.size(); ++c) {
    session.levels[c] = LevelRows{&parts.image->components[c].levels, &cancellation, &failure, {}};
    session.handles[c] = reinterpret_cast<jvirt_barray_ptr>(&session.levels[c]);
  }
  session.cinfo.mem->access_virt_barray = on_access_rows;
}

/// True when the file is complete. Nothing here may own anything: see the top of the file.
bool run_compressor(CompressSession& session, const FileParts& parts, Cancellation& cancellation,
                    std::optional<Error>& failure) {
  if (setjmp(session.errors.escape) != 0) {
    return false;
  }
  jpeg_create_compress(&session.cinfo);
  session.created = true;
  session.cinfo.dest = &session.destination.base;
  set_frame(session.cinfo, *parts.image);
  set_density(session.cinfo, parts.density);
  set_tables(session.cinfo, *parts.image);
  set_scans(session, parts.scans);
  serve_levels(session, parts, cancellation, failure);
  jpeg_write_coefficients(&session.cinfo, session.handles.data());
  write_segments(session.cinfo, parts);
  jpeg_finish_compress(&session.cinfo);
  return true;
}

}  // namespace

Result<void> write_jpeg(const FileParts& parts, ByteSink& sink, Cancellation& cancellation) {
  std::optional<Error> failure;
  CompressSession session;
  assert(parts.scans.size() <= session.scans.size());
  install(session.errors);
  session.created = false;
  session.cinfo.err = &session.errors.base;
  session.destination.base.init_destination = on_init_destination;
  session.destination.base.empty_output_buffer = on_empty_buffer;
  session.destination.base.term_destination = on_term_destination;
  session.destination.sink = &sink;
  session.destination.failure = &failure;
  const bool complete = run_compressor(session, parts, cancellation, failure);
  if (session.created) {
    jpeg_destroy_compress(&session.cinfo);
  }
  if (complete) {
    return {};
  }
  return failure ? std::move(*failure) : error_from(session.errors, "to write the file");
}

}  // namespace jpegaware::detail
