// SPDX-License-Identifier: Apache-2.0
// Drives stock libjpeg-turbo: levels and tables -> bytes. The only file that knows jpeglib.h.
//
// libjpeg ends an error by longjmp, which skips destructors. So the functions that call setjmp
// hold plain data only, and every callback that runs C++ code keeps its objects in a function of
// its own that has returned before libjpeg is told to jump.
#include "libjpeg_session.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <csetjmp>
#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <string_view>

// In this order: jpeglib.h needs FILE declared, jerror.h needs jpeglib.h's types.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include "frame_layout.h"
#include "no_throw.h"

namespace jpegaware::detail {
namespace {

static_assert(sizeof(JBLOCK) == kBlockCoeffs * sizeof(std::int16_t),
              "a BlockPlane's blocks are handed to libjpeg where they lie");

// -- Errors ---------------------------------------------------------------------------------

struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf escape;
  std::array<char, JMSG_LENGTH_MAX> message;
  bool out_of_memory;
};

[[noreturn]] void on_error_exit(j_common_ptr cinfo) {
  auto* errors = reinterpret_cast<ErrorManager*>(cinfo->err);
  errors->base.format_message(cinfo, errors->message.data());
  errors->out_of_memory = errors->base.msg_code == JERR_OUT_OF_MEMORY;
  std::longjmp(errors->escape, 1);
}

void on_output_message(j_common_ptr /*cinfo*/) {}  // a library never prints

void install_error_manager(ErrorManager& errors) {
  jpeg_std_error(&errors.base);
  errors.base.error_exit = on_error_exit;
  errors.base.output_message = on_output_message;
  errors.message[0] = '\0';
  errors.out_of_memory = false;
}

Error error_from(const ErrorManager& errors, const char* doing) {
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
  ErrorManager errors;
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
  install_error_manager(session.errors);
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

// -- The decompressor, up to the levels -----------------------------------------------------------

namespace {

/// A progressive file may have as many scans as it likes, each of which is a walk over the whole
/// picture; no encoder writes more than a few dozen.
constexpr int kMostScans = 500;

/// Asked by libjpeg for each row of MCUs of each scan.
struct ReadWatch {
  jpeg_progress_mgr base;
  Cancellation* cancellation;
  bool too_many_scans;
};

void on_read_progress(j_common_ptr cinfo) {
  auto* watch = reinterpret_cast<ReadWatch*>(cinfo->progress);
  watch->too_many_scans = reinterpret_cast<j_decompress_ptr>(cinfo)->input_scan_number > kMostScans;
  if (watch->too_many_scans || watch->cancellation->requested()) {
    ERREXIT(cinfo, JERR_INPUT_EOF);  // any error would do: read_error() looks at the watch first
  }
}

/// All that the functions below setjmp touch: plain data, no destructors.
struct DecompressSession {
  jpeg_decompress_struct cinfo;
  ErrorManager errors;
  ReadWatch watch;
  std::array<CoefficientImage::Component*, 3> components;  ///< where levels and tables go
  bool created;
};

/// Destroys libjpeg's side at the end of a scope. Lives outside the functions that call setjmp.
class DecompressOwner {
 public:
  explicit DecompressOwner(Cancellation& cancellation) {
    install_error_manager(session.errors);
    session.created = false;
    session.cinfo.err = &session.errors.base;
    session.watch.base.progress_monitor = on_read_progress;
    session.watch.cancellation = &cancellation;
    session.watch.too_many_scans = false;
  }
  DecompressOwner(const DecompressOwner&) = delete;
  DecompressOwner& operator=(const DecompressOwner&) = delete;
  ~DecompressOwner() {
    if (session.created) {
      jpeg_destroy_decompress(&session.cinfo);
    }
  }
  DecompressSession session;
};

bool run_header(DecompressSession& session, std::span<const std::uint8_t> file) {
  if (setjmp(session.errors.escape) != 0) {
    return false;
  }
  jpeg_create_decompress(&session.cinfo);
  session.created = true;
  session.cinfo.progress = &session.watch.base;
  jpeg_mem_src(&session.cinfo, file.data(), static_cast<unsigned long>(file.size()));
  constexpr unsigned kWholeSegment = 0xFFFF;
  for (int code = JPEG_APP0; code <= JPEG_APP0 + 15; ++code) {
    jpeg_save_markers(&session.cinfo, code, kWholeSegment);
  }
  jpeg_save_markers(&session.cinfo, JPEG_COM, kWholeSegment);
  jpeg_read_header(&session.cinfo, TRUE);
  return true;
}

bool run_levels(DecompressSession& session) {
  if (setjmp(session.errors.escape) != 0) {
    return false;
  }
  jpeg_decompress_struct& cinfo = session.cinfo;
  jvirt_barray_ptr* arrays = jpeg_read_coefficients(&cinfo);
  for (int c = 0; c < cinfo.num_components; ++c) {
    auto& [plane, table] = *session.components[static_cast<std::size_t>(c)];
    if (cinfo.comp_info[c].quant_table == nullptr) {
      ERREXIT1(&cinfo, JERR_NO_QUANT_TABLE, cinfo.comp_info[c].quant_tbl_no);
    }
    std::copy_n(cinfo.comp_info[c].quant_table->quantval, kBlockCoeffs, table.begin());
    const auto row_values = static_cast<std::size_t>(plane.width_blocks) * kBlockCoeffs;
    for (int row = 0; row < plane.height_blocks; ++row) {
      JBLOCKARRAY rows =
          cinfo.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&cinfo), arrays[c],
                                        static_cast<JDIMENSION>(row), 1, FALSE);
      std::copy_n(&rows[0][0][0], row_values,
                  plane.values.data() + static_cast<std::size_t>(row) * row_values);
    }
  }
  jpeg_finish_decompress(&cinfo);
  return true;
}

Error read_error(DecompressSession& session) {
  const ErrorManager& errors = session.errors;
  if (session.watch.too_many_scans) {
    return {ErrorCode::kBadInput,
            "the JPEG cannot be read: it has more than " + std::to_string(kMostScans) + " scans"};
  }
  if (session.watch.cancellation->requested()) {
    return Cancellation::error();
  }
  if (errors.out_of_memory) {
    return {ErrorCode::kOutOfMemory, "not enough memory for the JPEG's levels"};
  }
  return {ErrorCode::kBadInput, std::string("the JPEG cannot be read: ") + errors.message.data()};
}

/// Chroma's sampling against luma's, where both chroma components agree and it is one we can say.
Result<FrameGeometry> read_geometry(const jpeg_decompress_struct& cinfo) {
  FrameGeometry geometry;
  geometry.width_px = static_cast<int>(cinfo.image_width);
  geometry.height_px = static_cast<int>(cinfo.image_height);
  geometry.component_count = cinfo.num_components;
  if (cinfo.jpeg_color_space == JCS_GRAYSCALE && cinfo.num_components == 1) {
    return geometry;
  }
  if (cinfo.jpeg_color_space != JCS_YCbCr || cinfo.num_components != 3) {
    return Error{ErrorCode::kUnsupported,
                 "the JPEG is neither grey nor YCbCr: its levels cannot be requantized in place"};
  }
  const jpeg_component_info& y = cinfo.comp_info[0];
  const jpeg_component_info& cb = cinfo.comp_info[1];
  const jpeg_component_info& cr = cinfo.comp_info[2];
  const auto is = [&](int horizontal, int vertical) {
    return cb.h_samp_factor == cr.h_samp_factor && cb.v_samp_factor == cr.v_samp_factor &&
           y.h_samp_factor == horizontal * cb.h_samp_factor &&
           y.v_samp_factor == vertical * cb.v_samp_factor;
  };
  if (is(2, 2)) {
    geometry.subsampling = ChromaSubsampling::k420;
  } else if (is(2, 1)) {
    geometry.subsampling = ChromaSubsampling::k422;
  } else if (is(1, 1)) {
    geometry.subsampling = ChromaSubsampling::k444;
  } else {
    return Error{ErrorCode::kUnsupported,
                 "the JPEG's chroma is sampled otherwise than 4:4:4, 4:2:2 or 4:2:0: its levels "
                 "cannot be requantized in place"};
  }
  return geometry;
}

bool begins_with(const jpeg_marker_struct& marker, std::string_view name) {
  return marker.data_length >= name.size() && std::equal(name.begin(), name.end(), marker.data);
}

std::vector<SourceSegment> read_segments(const jpeg_decompress_struct& cinfo) {
  std::vector<SourceSegment> segments;
  for (const jpeg_marker_struct* marker = cinfo.marker_list; marker != nullptr;
       marker = marker->next) {
    const bool jfif = marker->marker == JPEG_APP0 && begins_with(*marker, {"JFIF\0", 5});
    const bool adobe = marker->marker == JPEG_APP0 + 14 && begins_with(*marker, "Adobe");
    if (!jfif && !adobe) {
      segments.push_back({marker->marker, {marker->data, marker->data + marker->data_length}});
    }
  }
  return segments;
}

PixelDensity read_density(const jpeg_decompress_struct& cinfo) {
  if (cinfo.saw_JFIF_marker == FALSE || cinfo.density_unit > 2 || cinfo.X_density == 0 ||
      cinfo.Y_density == 0) {
    return {};
  }
  return {static_cast<PixelDensity::Unit>(cinfo.density_unit), cinfo.X_density, cinfo.Y_density};
}

/// Planes for the levels of every component.
Result<CoefficientImage> shape_image(const jpeg_decompress_struct& cinfo,
                                     const FrameGeometry& geometry) {
  CoefficientPlanes planes;
  shape_planes(geometry, planes);
  CoefficientImage image;
  image.geometry = geometry;
  for (std::size_t c = 0; c < planes.components.size(); ++c) {
    const jpeg_component_info& info = cinfo.comp_info[c];
    if (static_cast<int>(info.width_in_blocks) != planes.components[c].width_blocks ||
        static_cast<int>(info.height_in_blocks) != planes.components[c].height_blocks) {
      return Error{ErrorCode::kInternal,
                   "the JPEG's planes are of another shape than its sampling says"};
    }
    image.components.push_back({std::move(planes.components[c]), {}});
  }
  return image;
}

}  // namespace

Result<SourceFile> read_jpeg(std::span<const std::uint8_t> file, std::int64_t max_pixels,
                             Cancellation& cancellation) {
  DecompressOwner owner(cancellation);
  DecompressSession& session = owner.session;
  if (file.empty()) {
    return Error{ErrorCode::kBadInput, "the JPEG cannot be read: it is empty"};
  }
  if (!run_header(session, file)) {
    return read_error(session);
  }
  const std::int64_t pixels = std::int64_t{session.cinfo.image_width} * session.cinfo.image_height;
  if (pixels > max_pixels) {
    return Error{ErrorCode::kInvalidArgument, "image: " + std::to_string(pixels) +
                                                  " pixels are more than the limit of " +
                                                  std::to_string(max_pixels)};
  }
  const auto geometry = read_geometry(session.cinfo);
  if (!geometry) {
    return geometry.error();
  }
  auto image = shape_image(session.cinfo, *geometry);
  if (!image) {
    return image.error();
  }
  SourceFile source{std::move(*image), read_segments(session.cinfo), read_density(session.cinfo),
                    session.cinfo.progressive_mode == FALSE && session.cinfo.arith_code == FALSE
                        ? ScanLayout::kSequentialBaseline
                        : ScanLayout::kProgressive};
  for (std::size_t c = 0; c < source.image.components.size(); ++c) {
    session.components[c] = &source.image.components[c];
  }
  if (!run_levels(session)) {
    return read_error(session);
  }
  if (session.errors.base.num_warnings != 0) {
    return Error{ErrorCode::kBadInput, "the JPEG's data is damaged or ends too early"};
  }
  for (const CoefficientImage::Component& component : source.image.components) {
    if (std::find(component.table.begin(), component.table.end(), 0) != component.table.end()) {
      return Error{ErrorCode::kUnsupported,
                   "the JPEG's tables hold a step of 0: its levels cannot be requantized in place"};
    }
  }
  return source;
}

}  // namespace jpegaware::detail
