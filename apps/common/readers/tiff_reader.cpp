// SPDX-License-Identifier: Apache-2.0
// Module: reads TIFF with libtiff, as its RGBA interface does; of several pages the first.
#include <tiffio.h>

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "exif.h"
#include "loadable_module.h"
#include "photoshop_resources.h"
#include "row_converter.h"
#include "tiff_inks.h"

namespace jpegaware::apps {
namespace {

/// The file in memory as libtiff's input, and its first complaint of each kind.
struct Input {
  std::span<const std::uint8_t> file;
  std::size_t at = 0;
  std::string error;
  std::string warning;
};

Input& input_of(thandle_t handle) { return *static_cast<Input*>(handle); }

tmsize_t read_bytes(thandle_t handle, void* to, tmsize_t wanted) {
  Input& input = input_of(handle);
  const std::size_t left = input.at < input.file.size() ? input.file.size() - input.at : 0;
  const std::size_t count = std::min(left, static_cast<std::size_t>(std::max<tmsize_t>(wanted, 0)));
  std::memcpy(to, input.file.data() + std::min(input.at, input.file.size()), count);
  input.at += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t write_nothing(thandle_t /*handle*/, void* /*from*/, tmsize_t /*count*/) { return 0; }

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  Input& input = input_of(handle);
  const std::size_t base = whence == SEEK_SET   ? 0
                           : whence == SEEK_CUR ? input.at
                                                : input.file.size();
  input.at = base + static_cast<std::size_t>(offset);
  return input.at;
}

int close_nothing(thandle_t /*handle*/) { return 0; }
toff_t size_of(thandle_t handle) { return input_of(handle).file.size(); }

int map_file(thandle_t handle, void** base, toff_t* size) {
  *base = const_cast<std::uint8_t*>(input_of(handle).file.data());  // libtiff maps for reading
  *size = input_of(handle).file.size();
  return 1;
}
void unmap_file(thandle_t /*handle*/, void* /*base*/, toff_t /*size*/) {}

void keep(std::string& to, const char* format, std::va_list arguments) {
  if (to.empty()) {
    char text[300];
    std::vsnprintf(text, sizeof text, format, arguments);
    to = text;
  }
}
int keep_error(TIFF* /*tiff*/, void* user, const char* /*module*/, const char* format,
               std::va_list arguments) {
  keep(static_cast<Input*>(user)->error, format, arguments);
  return 1;
}
int keep_warning(TIFF* /*tiff*/, void* user, const char* /*module*/, const char* format,
                 std::va_list arguments) {
  keep(static_cast<Input*>(user)->warning, format, arguments);
  return 1;
}

Error damaged(const Input& input, const char* otherwise) {
  return {ErrorCode::kBadInput,
          "damaged TIFF: " + (input.error.empty() ? std::string(otherwise) : input.error)};
}

using Tiff = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

Tiff open(Input& input, const ReadOptions& options) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> open_options(
      TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
  // No buffer of libtiff's holds more than the largest picture that may be read.
  TIFFOpenOptionsSetMaxSingleMemAlloc(open_options.get(),
                                      static_cast<tmsize_t>(options.max_pixels) * 8);
  TIFFOpenOptionsSetErrorHandlerExtR(open_options.get(), keep_error, &input);
  TIFFOpenOptionsSetWarningHandlerExtR(open_options.get(), keep_warning, &input);
  return {TIFFClientOpenExt("", "r", &input, read_bytes, write_nothing, seek, close_nothing,
                            size_of, map_file, unmap_file, open_options.get()),
          TIFFClose};
}

// -- Metadata -------------------------------------------------------------------------------

constexpr std::uint32_t kMostMetadataBytes = std::uint32_t{64} << 20U;

Bytes bytes_of_tag(TIFF* tiff, std::uint32_t tag) {
  std::uint32_t count = 0;
  void* data = nullptr;
  if (TIFFGetField(tiff, tag, &count, &data) == 0 || data == nullptr ||
      count > kMostMetadataBytes) {
    return {};
  }
  const auto* first = static_cast<const std::uint8_t*>(data);
  return {first, first + count};
}

/// IPTC's records are declared as LONGs by some writers: libtiff then counts in fours.
Bytes iptc_of(TIFF* tiff) {
  std::uint32_t count = 0;
  void* data = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_RICHTIFFIPTC, &count, &data) == 0 || data == nullptr) {
    return {};
  }
  const TIFFField* field = TIFFFieldWithTag(tiff, TIFFTAG_RICHTIFFIPTC);
  const bool counts_longs = field != nullptr && TIFFFieldDataType(field) == TIFF_LONG;
  const std::size_t bytes = std::size_t{count} * (counts_longs ? 4 : 1);
  if (bytes > kMostMetadataBytes) {
    return {};
  }
  const auto* first = static_cast<const std::uint8_t*>(data);
  return {first, first + bytes};
}

std::optional<PixelDensity> density_of(TIFF* tiff) {
  float x = 0;
  float y = 0;
  std::uint16_t unit = RESUNIT_INCH;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  constexpr float kLargest = 65535;
  if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x) == 0 ||
      TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y) == 0 ||
      !(x >= 0.5F && x <= kLargest && y >= 0.5F && y <= kLargest)) {
    return std::nullopt;
  }
  const auto jfif_unit = unit == RESUNIT_CENTIMETER ? PixelDensity::Unit::kPerCentimetre
                         : unit == RESUNIT_INCH     ? PixelDensity::Unit::kPerInch
                                                    : PixelDensity::Unit::kAspectOnly;
  return PixelDensity{jfif_unit, static_cast<std::uint16_t>(std::lround(x)),
                      static_cast<std::uint16_t>(std::lround(y))};
}

void take_metadata(TIFF* tiff, std::span<const std::uint8_t> file, Metadata& metadata) {
  metadata.icc = bytes_of_tag(tiff, TIFFTAG_ICCPROFILE);
  metadata.xmp = bytes_of_tag(tiff, TIFFTAG_XMLPACKET);
  metadata.photoshop = bytes_of_tag(tiff, TIFFTAG_PHOTOSHOP);
  if (metadata.photoshop.empty()) {
    metadata.photoshop = photoshop_of_iptc(iptc_of(tiff));
  }
  metadata.exif = exif_of_tiff(file);
  metadata.density = density_of(tiff);
}

// -- Pixels ---------------------------------------------------------------------------------

/// libtiff's conversion of any TIFF to 8-bit RGBA, from begin to end.
struct RgbaImage {
  TIFFRGBAImage image{};
  char message[1024] = "";
  bool is_begun;
  explicit RgbaImage(TIFF* tiff)
      : is_begun(TIFFRGBAImageOK(tiff, message) != 0 &&
                 TIFFRGBAImageBegin(&image, tiff, 1, message) != 0) {}
  ~RgbaImage() {
    if (is_begun) {
      TIFFRGBAImageEnd(&image);
    }
  }
  RgbaImage(const RgbaImage&) = delete;
  RgbaImage& operator=(const RgbaImage&) = delete;
};

bool is_gray(const TIFFRGBAImage& image) {
  return image.photometric == PHOTOMETRIC_MINISBLACK || image.photometric == PHOTOMETRIC_MINISWHITE;
}

/// Rows that libtiff decodes at once: whole strips or tiles, at least 64.
std::uint32_t band_rows(TIFF* tiff, std::uint32_t height) {
  std::uint32_t unit = height;
  TIFFGetFieldDefaulted(tiff, TIFFIsTiled(tiff) != 0 ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP,
                        &unit);
  unit = std::clamp<std::uint32_t>(unit, 1, height);
  return std::min(height, (63 + unit) / unit * unit);
}

Result<void> read_pixels(TIFF* tiff, Input& input, RgbaImage& rgba, const ReadOptions& options,
                         Picture& picture) {
  // Rows as they lie: the orientation goes on as a tag.
  rgba.image.orientation = ORIENTATION_TOPLEFT;
  rgba.image.req_orientation = ORIENTATION_TOPLEFT;
  const auto width = static_cast<std::uint32_t>(picture.width_px);
  const auto height = static_cast<std::uint32_t>(picture.height_px);
  const std::uint32_t rows = band_rows(tiff, height);
  const auto raster = std::make_unique_for_overwrite<std::uint32_t[]>(std::size_t{width} * rows);
  RowConverter converter({.channels = 4, .is_premultiplied = true}, options.matte, std::nullopt);
  Bytes rgb(std::size_t{width} * 3);
  for (std::uint32_t first = 0; first < height; first += rows) {
    const std::uint32_t count = std::min(rows, height - first);
    rgba.image.row_offset = static_cast<int>(first);
    if (TIFFRGBAImageGet(&rgba.image, raster.get(), width, count) == 0) {
      return damaged(input, "its data cannot be decoded");
    }
    for (std::uint32_t y = 0; y < count; ++y) {
      std::uint8_t* to = picture.pixels.get() + std::size_t{first + y} * picture.row_bytes();
      const bool writes_gray = picture.format == PixelFormat::kGray8;
      // ABGR in the machine's order is RGBA in bytes on little-endian machines.
      converter.convert(raster.get() + std::size_t{y} * width, picture.width_px,
                        writes_gray ? rgb.data() : to);
      for (std::size_t x = 0; writes_gray && x < width; ++x) {
        to[x] = rgb[3 * x];
      }
    }
  }
  return {};
}

/// What libtiff can show as RGBA: nearly everything.
Result<void> read_shown(TIFF* tiff, Input& input, const ReadOptions& options, Picture& picture) {
  RgbaImage rgba(tiff);
  if (!rgba.is_begun) {
    return Error{ErrorCode::kUnsupported,
                 std::string("libtiff cannot show this TIFF: ") + rgba.message};
  }
  const bool has_gray_matte =
      options.matte[0] == options.matte[1] && options.matte[1] == options.matte[2];
  const bool stays_gray = is_gray(rgba.image) && (rgba.image.alpha == 0 || has_gray_matte);
  picture.format = stays_gray ? PixelFormat::kGray8 : PixelFormat::kRgb8;
  auto allocated = allocate(picture, rgba.image.width, rgba.image.height, options);
  if (!allocated) {
    return allocated;
  }
  if (rgba.image.photometric == PHOTOMETRIC_SEPARATED && !picture.metadata.icc.empty()) {
    picture.metadata.icc.clear();
    picture.warnings.emplace_back(
        "the CMYK profile is not used: the TIFF's layout is not one that it is read for");
  }
  return read_pixels(tiff, input, rgba, options, picture);
}

/// CMYK, by its profile where there is one and a way to use it; what cannot be had is said.
Result<void> read_cmyk(TIFF* tiff, Input& input, const ReadOptions& options, Picture& picture) {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  if (auto allocated = allocate(picture, width, height, options); !allocated) {
    return allocated;
  }
  const Bytes profile = std::move(picture.metadata.icc);
  picture.metadata.icc.clear();
  std::unique_ptr<ProfileConverter> converter;
  if (!profile.empty()) {
    auto made = options.make_profile_converter(profile, ProfileSamples::kCmyk);
    if (made) {
      converter = std::move(made).value();
    } else {
      picture.warnings.push_back("the CMYK profile is not used: " + made.error().message);
    }
  }
  return read_inks(tiff, converter.get(), picture) ? Result<void>{}
                                                   : damaged(input, "its data cannot be decoded");
}

Result<Picture> read_tiff(std::span<const std::uint8_t> file, const ReadOptions& options) {
  Input input{file, 0, {}, {}};
  const Tiff tiff = open(input, options);
  if (!tiff) {
    return damaged(input, "it holds no directory");
  }
  Picture picture;
  picture.kind = FileKind::kTiff;
  take_metadata(tiff.get(), file, picture.metadata);
  const auto read = has_plain_inks(tiff.get()) ? read_cmyk : read_shown;
  if (auto done = read(tiff.get(), input, options, picture); !done) {
    return std::move(done).error();
  }
  if (!input.error.empty()) {
    picture.warnings.push_back("damaged TIFF: " + input.error);
  }
  return picture;
}

}  // namespace
}  // namespace jpegaware::apps

JPEGAWARE_MODULE_ENTRY const jpegaware::apps::ReaderModule* jpegaware_reader_module() {
  static constexpr jpegaware::apps::ReaderModule kModule{jpegaware::apps::kModuleVersion,
                                                         jpegaware::apps::read_tiff};
  return &kModule;
}
