// SPDX-License-Identifier: Apache-2.0
// The product in one call: the network's map, and the encoder spending bits by it.
#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "jpegaware/encode.h"
#include "saliency/export.h"
#include "saliency/model.h"
#include "saliency/quality_mapper.h"
#include "saliency/saliency_field.h"

namespace jpegaware::saliency {

/// Heatmap, saliency map, block quality map and file of one picture, in that order.
/// `options.quality_1_100` is the quality of the regions that matter; it replaces the mapping's.
/// @return the whole file, or the first stage's error. Thread-safe.
[[nodiscard]] JPEGAWARE_SALIENCY_EXPORT Result<std::vector<std::uint8_t>> encode(
    const Model& model, const ImageView& image, const EncodeOptions& options,
    const QualityMapping& mapping = {}, Heads heads = Heads::kJoined);

/// The first rung: the same with every other option at its default.
/// @param quality_1_100  of the regions that matter, libjpeg's scale
template <std::same_as<int> Quality>
[[nodiscard]] Result<std::vector<std::uint8_t>> encode(const Model& model, const ImageView& image,
                                                       Quality quality_1_100) {
  EncodeOptions options;
  options.quality_1_100 = quality_1_100;
  return encode(model, image, options);
}

/// The reusable rung: scratch memory is kept between pictures. One Encoder serves one thread at a
/// time; any number of them, in any threads, may share one Model.
class JPEGAWARE_SALIENCY_EXPORT Encoder {
 public:
  /// @param model    must outlive the encoder
  /// @param options  as in encode() above; what it does not own must outlive the encoder
  [[nodiscard]] static Result<Encoder> create(const Model& model, const EncodeOptions& options,
                                              const QualityMapping& mapping = {},
                                              Heads heads = Heads::kJoined);

  /// Makes the map of this picture and writes the whole file to the sink; bytes already written
  /// when an error is returned are of no use. For a map that is kept from another picture (the
  /// last frame, another size) call jpegaware::Encoder::encode with it.
  [[nodiscard]] Result<void> encode(const ImageView& image, ByteSink& sink);

 private:
  Encoder(const Model& model, jpegaware::Encoder encoder, const QualityMapping& mapping, Heads heads) noexcept;
  const Model* model_;
  jpegaware::Encoder encoder_;
  QualityMapping mapping_;
  Heads heads_;
};

}  // namespace jpegaware::saliency
