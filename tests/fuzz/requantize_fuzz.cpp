// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as a JPEG whose levels are chosen anew. Law: never larger.
#include <cstdlib>

#include "fuzz_target.h"
#include "jpegaware/requantizer.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  jpegaware::EncodeOptions options;
  options.max_pixels = 1'000'000;
  options.effort_1_9 = 1;
  auto requantizer = jpegaware::Requantizer::from_jpeg(std::span(data, size),
                                                       jpegaware::SourceMetadata::kKeep, options);
  if (!requantizer) {
    return 0;
  }
  const auto map = jpegaware::BlockQualityMap::uniform(requantizer->grid(), 50.0F);
  jpegaware::VectorSink sink;
  if (map && requantizer->encode(*map, sink) && sink.take().size() > size) {
    std::abort();
  }
  return 0;
}
