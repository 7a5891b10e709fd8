// SPDX-License-Identifier: Apache-2.0
// Chooses between pixels and a file's own coefficients, and writes files from them.
#include "level_writer.h"

#include <utility>

#include "jpegaware/encode.h"

namespace jpegaware::apps {

Result<LevelWriter> LevelWriter::make(const InputPicture& input, const EncodeOptions& options,
                                      Writes writes) {
  LevelWriter writer(input, options);
  if (input.has_own_levels && input.keeps_coding) {
    auto requantizer = Requantizer::from_jpeg(input.own_file(), SourceMetadata::kDrop, options);
    if (requantizer) {
      writer.requantizer_ = std::move(requantizer).value();
      writer.is_requantizing_ = true;
      return writer;
    }
    if (requantizer.error().code != ErrorCode::kUnsupported) {
      return std::move(requantizer).error();
    }
  }
  if (writes == Writes::kMany) {
    auto requantizer = Requantizer::from_pixels(input.picture.view(), options);
    if (!requantizer) {
      return std::move(requantizer).error();
    }
    writer.requantizer_ = std::move(requantizer).value();
  }
  return writer;
}

Result<Bytes> LevelWriter::write(const BlockQualityMap& qualities) {
  if (!requantizer_) {
    return encode(input_->picture.view(), qualities, options_);
  }
  VectorSink sink;
  if (auto written = requantizer_->encode(qualities, sink); !written) {
    return std::move(written).error();
  }
  return sink.take();
}

}  // namespace jpegaware::apps
