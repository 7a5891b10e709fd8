// SPDX-License-Identifier: Apache-2.0
// C++: the three rungs of the encoder without a map: one call, one call with options, and an
// encoder that is kept for many pictures and writes where you say.
//
//   c++ -std=c++20 three_rungs.cpp $(pkg-config --cflags --libs jpegaware)
//   ./a.out photo.ppm photo.jpg
#include <jpegaware/encode.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <span>

#include "ppm.h"

namespace {

/// Rung three's target: here a file, it could be a socket.
class FileSink final : public jpegaware::ByteSink {
 public:
  explicit FileSink(const char* path) : file_(path, std::ios::binary) {}
  jpegaware::Result<void> write(std::span<const std::uint8_t> bytes) override {
    file_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file_) {
      return jpegaware::Error{jpegaware::ErrorCode::kIo, "the file could not be written"};
    }
    return {};
  }

 private:
  std::ofstream file_;
};

jpegaware::Result<void> run(const jpegaware::ImageView& image, const char* path) {
  // One call.
  const auto simple = jpegaware::encode(image, 80);
  if (!simple) {
    return simple.error();
  }

  // One call with options: name what you change.
  jpegaware::EncodeOptions options;
  options.quality_1_100 = 80;
  options.subsampling = jpegaware::ChromaSubsampling::k444;
  const auto tuned = jpegaware::encode(image, options);
  if (!tuned) {
    return tuned.error();
  }
  std::cout << "4:2:0 " << simple->size() << " bytes, 4:4:4 " << tuned->size() << " bytes\n";

  // A kept encoder: its memory is used again by the next picture.
  auto encoder = jpegaware::Encoder::create(options);
  if (!encoder) {
    return encoder.error();
  }
  FileSink sink(path);
  return encoder->encode(image, nullptr, sink);
}

}  // namespace

int main(int argc, char** argv) {
  ppm_picture picture{};
  if (argc != 3 || ppm_read(argv[1], &picture) == 0) {
    std::cerr << "usage: " << argv[0] << " PHOTO.ppm PHOTO.jpg\n";
    return EXIT_FAILURE;
  }
  const std::unique_ptr<std::uint8_t, decltype(&std::free)> owned(picture.rgb, &std::free);
  const jpegaware::ImageView image{picture.rgb, picture.width_px, picture.height_px,
                                   std::ptrdiff_t{picture.width_px} * 3, jpegaware::PixelFormat::kRgb8};
  if (const auto done = run(image, argv[2]); !done) {
    std::cerr << argv[0] << ": " << done.error().message << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
