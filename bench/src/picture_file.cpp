// SPDX-License-Identifier: Apache-2.0
// Stage: files to pixels. Input: PNG, JPEG or binary PNM. Output: an sRGB picture in memory.
#include "picture_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include <jpeglib.h>
#include <png.h>

namespace jpegaware::bench {
namespace {

constexpr std::int64_t kMaxPixels = 250'000'000;

Error bad_input(std::string message) { return Error{ErrorCode::kBadInput, std::move(message)}; }

bool allocate(Image& image, std::int64_t width_px, std::int64_t height_px) {
  if (width_px < 1 || height_px < 1 || width_px * height_px > kMaxPixels) return false;
  image.width_px = static_cast<int>(width_px);
  image.height_px = static_cast<int>(height_px);
  image.rgb.resize(static_cast<std::size_t>(width_px * height_px * 3));
  return true;
}

// ---- JPEG --------------------------------------------------------------------------------------

struct JpegError {
  jpeg_error_mgr manager;  // first: libjpeg hands back a pointer to it
  std::jmp_buf jump;
  std::array<char, JMSG_LENGTH_MAX> message;
};

[[noreturn]] void on_jpeg_error(j_common_ptr info) {
  JpegError* error = reinterpret_cast<JpegError*>(info->err);
  error->manager.format_message(info, error->message.data());
  std::longjmp(error->jump, 1);
}

void ignore_jpeg_message(j_common_ptr) {}

// Holds no object with a destructor: libjpeg's errors leave it by longjmp.
bool decode_into(std::span<const std::uint8_t> bytes, Image& image, JpegError& error) {
  jpeg_decompress_struct info;
  info.err = jpeg_std_error(&error.manager);
  error.manager.error_exit = on_jpeg_error;
  error.manager.output_message = ignore_jpeg_message;
  if (setjmp(error.jump) != 0) {
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, bytes.data(), bytes.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  if (!allocate(image, info.output_width, info.output_height)) {
    std::strcpy(error.message.data(), "more pixels than 250 million");
    jpeg_destroy_decompress(&info);
    return false;
  }
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = &image.rgb[std::size_t{3} * info.output_width * info.output_scanline];
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return true;
}

// ---- PNG ---------------------------------------------------------------------------------------

struct PngSource {
  std::span<const std::uint8_t> rest;
  std::array<char, 200> message;
};

void read_png_bytes(png_structp png, png_bytep to, png_size_t count) {
  PngSource* source = static_cast<PngSource*>(png_get_io_ptr(png));
  if (count > source->rest.size()) png_error(png, "the file ends too early");
  std::memcpy(to, source->rest.data(), count);
  source->rest = source->rest.subspan(count);
}

[[noreturn]] void on_png_error(png_structp png, png_const_charp message) {
  PngSource* source = static_cast<PngSource*>(png_get_error_ptr(png));
  std::snprintf(source->message.data(), source->message.size(), "%s", message);
  png_longjmp(png, 1);
}

void ignore_png_warning(png_structp, png_const_charp) {}

// Holds no object with a destructor: libpng's errors leave it by longjmp.
bool decode_png_into(PngSource& source, Image& image, std::vector<png_bytep>& rows) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_png_error, ignore_png_warning);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr) {
    png_destroy_read_struct(&png, nullptr, nullptr);
    std::strcpy(source.message.data(), "out of memory");
    return false;
  }
  if (setjmp(png_jmpbuf(png)) != 0) {
    png_destroy_read_struct(&png, &info, nullptr);
    return false;
  }
  png_set_read_fn(png, &source, read_png_bytes);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (!allocate(image, png_get_image_width(png, info), png_get_image_height(png, info))) {
    png_error(png, "more pixels than 250 million");
  }
  rows.resize(static_cast<std::size_t>(image.height_px));
  for (std::size_t y = 0; y < rows.size(); ++y) {
    rows[y] = &image.rgb[y * 3 * static_cast<std::size_t>(image.width_px)];
  }
  png_read_image(png, rows.data());
  png_destroy_read_struct(&png, &info, nullptr);
  return true;
}

Result<Image> decode_png(std::span<const std::uint8_t> bytes) {
  PngSource source{bytes, {}};
  Image image;
  std::vector<png_bytep> rows;
  if (!decode_png_into(source, image, rows)) return bad_input(source.message.data());
  return image;
}

// ---- PNM ---------------------------------------------------------------------------------------

// The next number of a PNM header; -1 if there is none. Comments run from # to the line's end.
std::int64_t next_number(std::string_view& text) {
  while (!text.empty()) {
    if (text.front() == '#') {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
    } else if (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) {
      text.remove_prefix(1);
    } else {
      break;
    }
  }
  std::int64_t value = -1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc()) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

Result<Image> decode_pnm(std::span<const std::uint8_t> bytes) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const bool gray = text[1] == '5';
  text.remove_prefix(2);
  const std::int64_t width_px = next_number(text);
  const std::int64_t height_px = next_number(text);
  const std::int64_t max_value = next_number(text);
  if (max_value != 255) return bad_input("only PNM files of 8 bits (maximum 255) are read");
  Image image;
  if (!allocate(image, width_px, height_px)) return bad_input("impossible picture size");
  const std::size_t samples = image.rgb.size() / (gray ? 3 : 1);
  if (text.size() < samples + 1) return bad_input("the file ends too early");
  text.remove_prefix(1);
  for (std::size_t i = 0; i < image.rgb.size(); ++i) {
    image.rgb[i] = static_cast<std::uint8_t>(text[gray ? i / 3 : i]);
  }
  return image;
}

Result<Image> decode_any(std::span<const std::uint8_t> bytes) {
  if (bytes.size() >= 8 && png_sig_cmp(bytes.data(), 0, 8) == 0) return decode_png(bytes);
  if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xD8) return decode_jpeg(bytes);
  if (bytes.size() >= 2 && bytes[0] == 'P' && (bytes[1] == '5' || bytes[1] == '6')) {
    return decode_pnm(bytes);
  }
  return bad_input("not a PNG, JPEG or binary PNM file");
}

}  // namespace

Result<Image> decode_jpeg(std::span<const std::uint8_t> bytes) {
  Image image;
  JpegError error;
  if (!decode_into(bytes, image, error)) return bad_input(error.message.data());
  return image;
}

Result<std::vector<std::uint8_t>> read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be opened"};
  std::vector<std::uint8_t> bytes;
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  if (size > 0) bytes.resize(static_cast<std::size_t>(size));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), size);
  if (size < 0 || !file) return Error{ErrorCode::kIo, path.string() + ": cannot be read"};
  return bytes;
}

Result<void> write_bytes(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

Result<Image> read_image(const std::filesystem::path& path) {
  const Result<std::vector<std::uint8_t>> bytes = read_bytes(path);
  if (!bytes) return bytes.error();
  Result<Image> image = decode_any(*bytes);
  if (!image) return Error{image.error().code, path.string() + ": " + image.error().message};
  return image;
}

Result<void> write_ppm(const std::filesystem::path& path, const metrics::Picture& picture) {
  std::ofstream file(path, std::ios::binary);
  file << "P6\n" << picture.width_px << ' ' << picture.height_px << "\n255\n";
  for (int y = 0; y < picture.height_px; ++y) {
    file.write(reinterpret_cast<const char*>(picture.row(y)), std::streamsize{3} * picture.width_px);
  }
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

}  // namespace jpegaware::bench
