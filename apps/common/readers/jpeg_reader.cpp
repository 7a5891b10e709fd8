// SPDX-License-Identifier: Apache-2.0
// Reads JPEG with libjpeg: grey, YCbCr, RGB, CMYK and YCCK in, grey or RGB out, with its metadata.
#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "color_profile.h"
#include "exif.h"
#include "jpeg_segments.h"
#include "libjpeg_errors.h"
#include "read_picture.h"

namespace jpegaware::apps {
namespace {

/// A file that claims more pixels than this a byte holds no picture: an 8x8 block takes a bit.
constexpr std::int64_t kMostPixelsPerByte = 8 * 64;
/// Arithmetic coding takes next to nothing where all blocks are alike: 36 white megapixels are 211
/// bytes.
constexpr std::int64_t kMostArithmeticPixelsPerByte = 1 << 18;
/// Scans that one pixel may be visited by before a file counts as made to waste time; libjpeg's
/// own progressive files have 10.
constexpr int kMostScans = 200;

struct Reader {
  jpeg_decompress_struct cinfo{};
  LibjpegErrors errors{};
  jpeg_progress_mgr progress{};

  Reader() {
    prepare(errors);
    cinfo.err = &errors.shared;
  }
  ~Reader() { jpeg_destroy_decompress(&cinfo); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

void stop_endless_scans(j_common_ptr common) {
  auto* cinfo = reinterpret_cast<j_decompress_ptr>(common);
  if (cinfo->input_scan_number > kMostScans) {
    auto& errors = *reinterpret_cast<LibjpegErrors*>(cinfo->err);
    std::snprintf(errors.error, sizeof errors.error, "more than %d scans", kMostScans);
    std::longjmp(errors.jump, 1);
  }
}

// The functions that call setjmp hold nothing with a destructor.

bool read_header(Reader& reader, const std::uint8_t* file, std::size_t bytes) {
  if (setjmp(reader.errors.jump) != 0) {
    return false;
  }
  jpeg_create_decompress(&reader.cinfo);
  reader.progress.progress_monitor = stop_endless_scans;
  reader.cinfo.progress = &reader.progress;
  jpeg_mem_src(&reader.cinfo, file, bytes);
  constexpr unsigned kWhole = 0xFFFF;
  for (const int marker : {JPEG_APP0 + 1, JPEG_APP0 + 2, JPEG_APP0 + 13, JPEG_COM}) {
    jpeg_save_markers(&reader.cinfo, marker, kWhole);
  }
  jpeg_read_header(&reader.cinfo, TRUE);
  const J_COLOR_SPACE stored = reader.cinfo.jpeg_color_space;
  if (stored == JCS_GRAYSCALE) {
    reader.cinfo.out_color_space = JCS_GRAYSCALE;
  } else {
    const bool is_cmyk = stored == JCS_CMYK || stored == JCS_YCCK;
    reader.cinfo.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  }
  return true;
}

bool read_rows(Reader& reader, std::uint8_t* to, std::size_t row_bytes) {
  if (setjmp(reader.errors.jump) != 0) {
    return false;
  }
  jpeg_start_decompress(&reader.cinfo);
  while (reader.cinfo.output_scanline < reader.cinfo.output_height) {
    JSAMPROW row = to + reader.cinfo.output_scanline * row_bytes;
    jpeg_read_scanlines(&reader.cinfo, &row, 1);
  }
  jpeg_finish_decompress(&reader.cinfo);
  return true;
}

bool has_signature(const jpeg_marker_struct& marker, std::string_view signature) {
  return marker.data_length >= signature.size() &&
         std::memcmp(marker.data, signature.data(), signature.size()) == 0;
}

Bytes behind(const jpeg_marker_struct& marker, std::size_t skipped) {
  return {marker.data + skipped, marker.data + marker.data_length};
}

void take_segment(const jpeg_marker_struct& marker, Picture& picture) {
  Metadata& metadata = picture.metadata;
  if (marker.marker == JPEG_COM) {
    metadata.comments.push_back(behind(marker, 0));
  } else if (has_signature(marker, kExifSignature) && metadata.exif.empty()) {
    metadata.exif = behind(marker, kExifSignature.size());
  } else if (has_signature(marker, kXmpSignature) && metadata.xmp.empty()) {
    metadata.xmp = behind(marker, kXmpSignature.size());
  } else if (has_signature(marker, kXmpExtensionSignature)) {
    metadata.xmp_extensions.push_back(behind(marker, 0));
  } else if (has_signature(marker, kPhotoshopSignature)) {
    // Resources too long for one segment go on in the next.
    metadata.photoshop.insert(metadata.photoshop.end(), marker.data + kPhotoshopSignature.size(),
                              marker.data + marker.data_length);
  }
}

void take_metadata(Reader& reader, Picture& picture) {
  for (auto* marker = reader.cinfo.marker_list; marker != nullptr; marker = marker->next) {
    take_segment(*marker, picture);
  }
  JOCTET* profile = nullptr;
  unsigned profile_bytes = 0;
  if (jpeg_read_icc_profile(&reader.cinfo, &profile, &profile_bytes) != FALSE) {
    picture.metadata.icc.assign(profile, profile + profile_bytes);
    std::free(profile);
  }
  const auto unit = reader.cinfo.density_unit;
  const bool is_default = unit == 0 && reader.cinfo.X_density == 1 && reader.cinfo.Y_density == 1;
  if (reader.cinfo.saw_JFIF_marker != FALSE && unit <= 2 && !is_default) {
    picture.metadata.density = PixelDensity{static_cast<PixelDensity::Unit>(unit),
                                            reader.cinfo.X_density, reader.cinfo.Y_density};
  } else {
    picture.metadata.density = exif_density(picture.metadata.exif);
  }
}

// -- CMYK -----------------------------------------------------------------------------------

/// How inks become light; plain data, because libjpeg may leave by longjmp.
struct InkRule {
  bool is_inverted;                   ///< as Adobe's files hold them: 255 is no ink
  const ProfileConverter* converter;  ///< by the file's profile; null: channel by channel
};

/// One row; turns `cmyk` so that 255 means full ink where a profile asks for it.
void convert_inks(std::uint8_t* cmyk, std::size_t width_px, const InkRule& rule,
                  std::uint8_t* rgb) {
  if (rule.converter != nullptr) {
    if (rule.is_inverted) {
      std::transform(cmyk, cmyk + 4 * width_px, cmyk,
                     [](std::uint8_t ink) { return static_cast<std::uint8_t>(255 - ink); });
    }
    rule.converter->convert(cmyk, rgb, width_px);
    return;
  }
  for (std::size_t x = 0; x < width_px; ++x, cmyk += 4, rgb += 3) {
    const unsigned black = rule.is_inverted ? cmyk[3] : 255U - cmyk[3];
    for (int channel = 0; channel < 3; ++channel) {
      const unsigned ink = rule.is_inverted ? cmyk[channel] : 255U - cmyk[channel];
      rgb[channel] = static_cast<std::uint8_t>((ink * black + 127U) / 255U);
    }
  }
}

/// As read_rows(), through one row of CMYK.
bool read_cmyk_rows(Reader& reader, std::uint8_t* cmyk, const InkRule& rule, std::uint8_t* to,
                    std::size_t row_bytes) {
  if (setjmp(reader.errors.jump) != 0) {
    return false;
  }
  jpeg_start_decompress(&reader.cinfo);
  while (reader.cinfo.output_scanline < reader.cinfo.output_height) {
    std::uint8_t* rgb = to + reader.cinfo.output_scanline * row_bytes;
    JSAMPROW row = cmyk;
    jpeg_read_scanlines(&reader.cinfo, &row, 1);
    convert_inks(cmyk, reader.cinfo.output_width, rule, rgb);
  }
  jpeg_finish_decompress(&reader.cinfo);
  return true;
}

std::optional<ChromaSubsampling> subsampling_of(const jpeg_decompress_struct& cinfo) {
  if (cinfo.jpeg_color_space != JCS_YCbCr || cinfo.num_components != 3) {
    return std::nullopt;
  }
  const jpeg_component_info& luma = cinfo.comp_info[0];
  // ffmpeg's 4:4:4 has factors of 1x2 everywhere: what counts is the ratio.
  const auto is_ratio = [&](int across, int down) {
    return std::all_of(cinfo.comp_info + 1, cinfo.comp_info + 3, [&](const auto& chroma) {
      return luma.h_samp_factor == across * chroma.h_samp_factor &&
             luma.v_samp_factor == down * chroma.v_samp_factor;
    });
  };
  if (is_ratio(2, 2)) {
    return ChromaSubsampling::k420;
  }
  if (is_ratio(2, 1)) {
    return ChromaSubsampling::k422;
  }
  return is_ratio(1, 1) ? std::optional(ChromaSubsampling::k444) : std::nullopt;
}

Error damaged(const Reader& reader) {
  return {ErrorCode::kBadInput, std::string("damaged JPEG: ") + reader.errors.error};
}

/// The profile speaks of inks: it is used here, where the colour module is installed, and goes.
Result<void> read_cmyk(Reader& reader, Picture& picture) {
  const Bytes profile = std::move(picture.metadata.icc);
  picture.metadata.icc.clear();
  std::unique_ptr<ProfileConverter> converter;
  if (!profile.empty()) {
    auto made = make_profile_converter(profile, ProfileSamples::kCmyk);
    if (made) {
      converter = std::move(made).value();
    } else {
      picture.warnings.push_back("the CMYK profile is not used: " + made.error().message);
    }
  }
  Bytes cmyk(static_cast<std::size_t>(picture.width_px) * 4);
  const InkRule rule{reader.cinfo.saw_Adobe_marker != FALSE, converter.get()};
  if (!read_cmyk_rows(reader, cmyk.data(), rule, picture.pixels.get(), picture.row_bytes())) {
    return damaged(reader);
  }
  return {};
}

Result<void> read_pixels(Reader& reader, Picture& picture) {
  if (reader.cinfo.out_color_space == JCS_CMYK) {
    return read_cmyk(reader, picture);
  }
  return read_rows(reader, picture.pixels.get(), picture.row_bytes()) ? Result<void>{}
                                                                      : damaged(reader);
}

}  // namespace

Result<Picture> read_jpeg(std::span<const std::uint8_t> file, const ReadOptions& options) {
  Reader reader;
  if (!read_header(reader, file.data(), file.size())) {
    return damaged(reader);
  }
  Picture picture;
  picture.kind = FileKind::kJpeg;
  picture.format =
      reader.cinfo.out_color_space == JCS_GRAYSCALE ? PixelFormat::kGray8 : PixelFormat::kRgb8;
  const std::int64_t pixels = std::int64_t{reader.cinfo.image_width} * reader.cinfo.image_height;
  const std::int64_t most_a_byte =
      reader.cinfo.arith_code != FALSE ? kMostArithmeticPixelsPerByte : kMostPixelsPerByte;
  if (pixels > most_a_byte * static_cast<std::int64_t>(file.size())) {
    return Error{ErrorCode::kBadInput, "damaged JPEG: " + std::to_string(file.size()) +
                                           " bytes cannot hold " + std::to_string(pixels) +
                                           " pixels"};
  }
  if (auto allocated =
          allocate(picture, reader.cinfo.image_width, reader.cinfo.image_height, options);
      !allocated) {
    return std::move(allocated).error();
  }
  take_metadata(reader, picture);
  picture.metadata.further = find_further_pictures(file, picture.metadata.xmp);
  picture.is_cmyk = reader.cinfo.out_color_space == JCS_CMYK;
  picture.subsampling = subsampling_of(reader.cinfo);
  if (auto read = read_pixels(reader, picture); !read) {
    return std::move(read).error();
  }
  if (reader.errors.shared.num_warnings > 0) {
    picture.warnings.emplace_back(reader.errors.warning);
  }
  return picture;
}

}  // namespace jpegaware::apps
