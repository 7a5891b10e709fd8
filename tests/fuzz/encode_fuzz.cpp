// SPDX-License-Identifier: Apache-2.0
// Fuzz target: options and pixels out of bytes. Law: what is encoded can be read again.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "fuzz_target.h"
#include "jpegaware/encode.h"
#include "jpegaware/requantizer.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHeader = 8;
  if (size < kHeader) {
    return 0;
  }
  jpegaware::EncodeOptions options;
  options.quality_1_100 = data[0];
  options.effort_1_9 = data[1] % 11;
  options.subsampling = static_cast<jpegaware::ChromaSubsampling>(data[2] % 3);
  options.scan_layout = static_cast<jpegaware::ScanLayout>(data[3] % 2);
  options.front_end = static_cast<jpegaware::FrontEnd>(data[3] / 2 % 2);
  options.quantizer = static_cast<jpegaware::Quantizer>(data[3] / 4 % 2);
  options.chroma_quality_offset = data[4] - 128;
  const int width = 1 + data[5] % 70;
  const int height = 1 + data[6] % 70;
  const auto format =
      data[7] % 2 == 0 ? jpegaware::PixelFormat::kRgb8 : jpegaware::PixelFormat::kGray8;
  const int pixel_bytes = bytes_per_pixel(format);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height * pixel_bytes));
  for (std::size_t i = 0; i < pixels.size() && size > kHeader; ++i) {
    pixels[i] = data[kHeader + i % (size - kHeader)];
  }
  const jpegaware::ImageView view{pixels.data(), width, height, width * pixel_bytes, format};
  const auto jpeg = encode(view, options);
  if (!jpeg) {
    return validate(options) ? std::abort(), 0 : 0;
  }
  const auto again =
      jpegaware::Requantizer::from_jpeg(*jpeg, jpegaware::SourceMetadata::kKeep, options);
  if (!again || again->grid() != jpegaware::BlockGrid::for_image(width, height)) {
    std::abort();
  }
  return 0;
}
