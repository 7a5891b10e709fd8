// SPDX-License-Identifier: Apache-2.0
// Drives stock libjpeg-turbo's decompressor up to the levels: bytes in, no pixel made
// (libjpeg_errors.h says what may stand in a function that calls setjmp).
#include "libjpeg_reader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "frame_layout.h"
#include "libjpeg_errors.h"

namespace jpegaware::detail {
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
  LibjpegErrors errors;
  ReadWatch watch;
  std::array<CoefficientImage::Component*, 3> components;  ///< where levels and tables go
  bool created;
};

/// Destroys libjpeg's side at the end of a scope. Lives outside the functions that call setjmp.
class DecompressOwner {
 public:
  explicit DecompressOwner(Cancellation& cancellation) {
    install(session.errors);
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
  const LibjpegErrors& errors = session.errors;
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

/// Chroma's sampling against luma's, where both chroma components agree and luma's is a multiple.
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
  const bool alike = cb.h_samp_factor == cr.h_samp_factor && cb.v_samp_factor == cr.v_samp_factor;
  const bool whole = y.h_samp_factor % cb.h_samp_factor == 0 && y.v_samp_factor % cb.v_samp_factor == 0;
  if (!alike || !whole) {
    return Error{ErrorCode::kUnsupported,
                 "the JPEG's chroma is sampled finer than its luma or unevenly: its levels cannot be "
                 "requantized in place"};
  }
  geometry.subsampling = {y.h_samp_factor / cb.h_samp_factor, y.v_samp_factor / cb.v_samp_factor};
  constexpr int kMostLumaBlocks = C_MAX_BLOCKS_IN_MCU - 2;
  if (geometry.subsampling.horizontal * geometry.subsampling.vertical > kMostLumaBlocks) {
    return Error{ErrorCode::kUnsupported,
                 "the JPEG has more than 8 luma blocks for one of chroma: its levels cannot be "
                 "requantized in place"};
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
