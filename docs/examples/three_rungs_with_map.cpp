// SPDX-License-Identifier: Apache-2.0
// C++: the three rungs with a map, and a map that is kept: one network for all of them.
//
//   c++ -std=c++20 three_rungs_with_map.cpp $(pkg-config --cflags --libs jpegaware-saliency)
//   ./a.out photo.ppm photo.jpg $(pkg-config --variable=weights jpegaware-saliency)
#include <saliency/encode.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>

#include "ppm.h"

namespace {

using jpegaware::Result;

Result<void> run(const jpegaware::saliency::Model& model, const jpegaware::ImageView& image,
                 const char* path) {
  // One call.
  const auto simple = jpegaware::saliency::encode(model, image, 80);
  if (!simple) {
    return simple.error();
  }

  // One call with options; the mapping says how much quality the background loses.
  jpegaware::EncodeOptions options;
  options.quality_1_100 = 80;
  jpegaware::saliency::QualityMapping mapping;
  mapping.strength_0_100 = 20;
  const auto gentle = jpegaware::saliency::encode(model, image, options, mapping);
  if (!gentle) {
    return gentle.error();
  }
  std::cout << simple->size() << " bytes, at strength 20 " << gentle->size() << '\n';

  // A kept encoder, for pictures that each need a map of their own.
  auto encoder = jpegaware::saliency::Encoder::create(model, options);
  if (!encoder) {
    return encoder.error();
  }
  jpegaware::VectorSink sink;
  if (const auto encoded = encoder->encode(image, sink); !encoded) {
    return encoded.error();
  }
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(sink.bytes().data()), static_cast<std::streamsize>(sink.bytes().size()));

  // A kept map: one heatmap, two files. It would serve the next video frame as well.
  const auto heatmap = model.heatmap(image);
  if (!heatmap) {
    return heatmap.error();
  }
  const auto saliency = make_saliency_map(*heatmap, image, jpegaware::saliency::Heads::kJoined);
  if (!saliency) {
    return saliency.error();
  }
  for (const float quality : {60.0F, 90.0F}) {
    mapping.region_quality_1_100 = quality;
    const auto qualities = jpegaware::saliency::map_quality(*saliency, mapping);
    if (!qualities) {
      return qualities.error();
    }
    if (const auto file = jpegaware::encode(image, *qualities, options); !file) {
      return file.error();
    }
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  ppm_picture picture{};
  if (argc != 4 || ppm_read(argv[1], &picture) == 0) {
    std::cerr << "usage: " << argv[0] << " PHOTO.ppm PHOTO.jpg WEIGHTS\n";
    return EXIT_FAILURE;
  }
  const std::unique_ptr<std::uint8_t, decltype(&std::free)> owned(picture.rgb, &std::free);
  const jpegaware::ImageView image{picture.rgb, picture.width_px, picture.height_px,
                                   std::ptrdiff_t{picture.width_px} * 3, jpegaware::PixelFormat::kRgb8};
  jpegaware::saliency::ModelOptions model_options;
  model_options.weights_file = argv[3];
  const auto model = jpegaware::saliency::Model::load(model_options);
  const auto done = model ? run(*model, image, argv[2]) : Result<void>(model.error());
  if (!done) {
    std::cerr << argv[0] << ": " << done.error().message << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
