// SPDX-License-Identifier: Apache-2.0
// Stock libjpeg-turbo as the judge. Its errors end in exceptions: these are tests.
#include "stock_jpeg.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

// In this order: jpeglib.h needs FILE declared.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
// clang-format on

namespace jpegaware::test {
namespace {

struct JpegError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[noreturn]] void throw_error(j_common_ptr cinfo) {
  char message[JMSG_LENGTH_MAX];
  cinfo->err->format_message(cinfo, message);
  throw JpegError(message);
}

void ignore_message(j_common_ptr /*cinfo*/) {}

jpeg_error_mgr* throwing(jpeg_error_mgr& errors) {
  jpeg_std_error(&errors);
  errors.error_exit = throw_error;
  errors.output_message = ignore_message;
  return &errors;
}

/// A decompressor with the header read; destroyed with the object.
class Decompressor {
 public:
  explicit Decompressor(std::span<const std::uint8_t> file) {
    cinfo.err = throwing(errors_);
    jpeg_create_decompress(&cinfo);
    jpeg_mem_src(&cinfo, file.data(), file.size());
    jpeg_save_markers(&cinfo, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(&cinfo, TRUE);
  }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  ~Decompressor() { jpeg_destroy_decompress(&cinfo); }

  void finish() {
    jpeg_finish_decompress(&cinfo);
    if (errors_.num_warnings != 0) {
      throw JpegError("the file was decoded with warnings");
    }
  }

  jpeg_decompress_struct cinfo;

 private:
  jpeg_error_mgr errors_;
};

detail::CoefficientImage read_levels(Decompressor& decompressor) {
  jpeg_decompress_struct& cinfo = decompressor.cinfo;
  jvirt_barray_ptr* arrays = jpeg_read_coefficients(&cinfo);
  detail::CoefficientImage image;
  image.geometry.width_px = static_cast<int>(cinfo.image_width);
  image.geometry.height_px = static_cast<int>(cinfo.image_height);
  image.geometry.component_count = cinfo.num_components;
  for (int c = 0; c < cinfo.num_components; ++c) {
    const jpeg_component_info& info = cinfo.comp_info[c];
    detail::CoefficientImage::Component component;
    std::copy_n(info.quant_table->quantval, detail::kBlockCoeffs, component.table.begin());
    component.levels.width_blocks = static_cast<int>(info.width_in_blocks);
    component.levels.height_blocks = static_cast<int>(info.height_in_blocks);
    for (JDIMENSION row = 0; row < info.height_in_blocks; ++row) {
      JBLOCKARRAY rows = cinfo.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&cinfo),
                                                       arrays[c], row, 1, FALSE);
      for (JDIMENSION i = 0; i < info.width_in_blocks; ++i) {
        component.levels.values.insert(component.levels.values.end(), rows[0][i],
                                       rows[0][i] + detail::kBlockCoeffs);
      }
    }
    image.components.push_back(std::move(component));
  }
  decompressor.finish();
  return image;
}

Picture read_pixels(Decompressor& decompressor) {
  jpeg_decompress_struct& cinfo = decompressor.cinfo;
  jpeg_start_decompress(&cinfo);
  Picture picture;
  picture.width_px = static_cast<int>(cinfo.output_width);
  picture.height_px = static_cast<int>(cinfo.output_height);
  picture.format = cinfo.output_components == 1 ? PixelFormat::kGray8 : PixelFormat::kRgb8;
  picture.bytes.resize(picture.row_bytes() * cinfo.output_height);
  while (cinfo.output_scanline < cinfo.output_height) {
    JSAMPROW row = picture.bytes.data() + picture.row_bytes() * cinfo.output_scanline;
    jpeg_read_scanlines(&cinfo, &row, 1);
  }
  decompressor.finish();
  return picture;
}

/// Rows [first, first + count) of a plane, its right and bottom edges repeated.
std::vector<std::vector<std::uint8_t>> padded_rows(const std::vector<std::uint8_t>& plane, int width,
                                                   int first, int count, std::size_t padded_width) {
  const int height = static_cast<int>(plane.size()) / width;
  std::vector<std::vector<std::uint8_t>> rows;
  for (int y = first; y < first + count; ++y) {
    const auto* row = plane.data() + std::ptrdiff_t{std::min(y, height - 1)} * width;
    rows.emplace_back(row, row + width);
    rows.back().resize(padded_width, row[width - 1]);
  }
  return rows;
}

/// A compressor of a file in memory, with libjpeg's defaults; destroyed with the object.
class Compressor {
 public:
  Compressor(int width_px, int height_px, int component_count, J_COLOR_SPACE input_space,
             int quality_1_100) {
    cinfo.err = throwing(errors_);
    jpeg_create_compress(&cinfo);
    jpeg_mem_dest(&cinfo, &buffer_, &size_);
    cinfo.image_width = static_cast<JDIMENSION>(width_px);
    cinfo.image_height = static_cast<JDIMENSION>(height_px);
    cinfo.input_components = component_count;
    cinfo.in_color_space = input_space;
    jpeg_set_defaults(&cinfo);
    jpeg_set_quality(&cinfo, quality_1_100, TRUE);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor() {
    jpeg_destroy_compress(&cinfo);
    std::free(buffer_);
  }

  [[nodiscard]] std::vector<std::uint8_t> finish() {
    jpeg_finish_compress(&cinfo);
    return {buffer_, buffer_ + size_};
  }

  jpeg_compress_struct cinfo;

 private:
  jpeg_error_mgr errors_;
  unsigned char* buffer_ = nullptr;
  unsigned long size_ = 0;
};

std::vector<JSAMPROW> pointers_to(std::vector<std::vector<std::uint8_t>>& rows) {
  std::vector<JSAMPROW> pointers;
  for (auto& row : rows) {
    pointers.push_back(row.data());
  }
  return pointers;
}

}  // namespace

std::vector<std::uint8_t> stock_encode_planes(const PlanarPicture& picture, int quality_1_100) {
  Compressor compressor(picture.width_px, picture.height_px, 3, JCS_YCbCr, quality_1_100);
  jpeg_compress_struct& cinfo = compressor.cinfo;
  cinfo.raw_data_in = TRUE;
  jpeg_start_compress(&cinfo, TRUE);
  const auto padded_width = static_cast<std::size_t>((picture.width_px + 15) / 16 * 16);
  for (int y = 0; y < picture.height_px; y += 16) {
    auto luma = padded_rows(picture.luma, picture.width_px, y, 16, padded_width);
    auto cb = padded_rows(picture.cb, picture.chroma_width(), y / 2, 8, padded_width / 2);
    auto cr = padded_rows(picture.cr, picture.chroma_width(), y / 2, 8, padded_width / 2);
    auto luma_rows = pointers_to(luma);
    auto cb_rows = pointers_to(cb);
    auto cr_rows = pointers_to(cr);
    JSAMPARRAY planes[] = {luma_rows.data(), cb_rows.data(), cr_rows.data()};
    jpeg_write_raw_data(&cinfo, planes, 16);
  }
  return compressor.finish();
}

std::vector<std::uint8_t> stock_encode(const Picture& picture, int quality_1_100,
                                       ChromaSubsampling subsampling) {
  const int components = bytes_per_pixel(picture.format);
  Compressor compressor(picture.width_px, picture.height_px, components,
                        components == 1 ? JCS_GRAYSCALE : JCS_RGB, quality_1_100);
  jpeg_compress_struct& cinfo = compressor.cinfo;
  cinfo.optimize_coding = TRUE;
  if (cinfo.num_components == 3) {
    cinfo.comp_info[0].h_samp_factor = subsampling == ChromaSubsampling::k444 ? 1 : 2;
    cinfo.comp_info[0].v_samp_factor = subsampling == ChromaSubsampling::k420 ? 2 : 1;
  }
  jpeg_start_compress(&cinfo, TRUE);
  for (int y = 0; y < picture.height_px; ++y) {
    // libjpeg's rows have no const; it only reads them.
    auto* row = const_cast<JSAMPROW>(picture.view().row(y));
    jpeg_write_scanlines(&cinfo, &row, 1);
  }
  return compressor.finish();
}

std::optional<Picture> stock_decode(std::span<const std::uint8_t> file) {
  try {
    Decompressor decompressor(file);
    return read_pixels(decompressor);
  } catch (const JpegError&) {
    return std::nullopt;
  }
}

std::optional<detail::CoefficientImage> stock_levels(std::span<const std::uint8_t> file) {
  try {
    Decompressor decompressor(file);
    return read_levels(decompressor);
  } catch (const JpegError&) {
    return std::nullopt;
  }
}

std::vector<std::uint8_t> stock_icc_profile(std::span<const std::uint8_t> file) {
  Decompressor decompressor(file);
  JOCTET* profile = nullptr;
  unsigned int size = 0;
  if (jpeg_read_icc_profile(&decompressor.cinfo, &profile, &size) == FALSE) {
    return {};
  }
  std::vector<std::uint8_t> bytes(profile, profile + size);
  std::free(profile);
  return bytes;
}

}  // namespace jpegaware::test
