// SPDX-License-Identifier: Apache-2.0
// The table of contents of the product: picture -> heatmap -> saliency -> qualities -> file.
#include "saliency/encode.h"

#include <utility>

#include "no_throw.h"

namespace jpegaware::saliency {

Encoder::Encoder(const Model& model, jpegaware::Encoder encoder, const QualityMapping& mapping,
                 Heads heads) noexcept
    : model_(&model), encoder_(std::move(encoder)), mapping_(mapping), heads_(heads) {}

Result<Encoder> Encoder::create(const Model& model, const EncodeOptions& options,
                                const QualityMapping& mapping, Heads heads) {
  QualityMapping asked = mapping;
  asked.region_quality_1_100 = static_cast<float>(options.quality_1_100);
  if (auto checked = validate(asked); !checked) {
    return std::move(checked).error();
  }
  auto encoder = jpegaware::Encoder::create(options);
  if (!encoder) {
    return std::move(encoder).error();
  }
  return Encoder(model, std::move(*encoder), asked, heads);
}

Result<void> Encoder::encode(const ImageView& image, ByteSink& sink) {
  return detail::no_throw([&]() -> Result<void> {
    auto heatmap = model_->heatmap(image);
    if (!heatmap) {
      return std::move(heatmap).error();
    }
    auto saliency = make_saliency_map(*heatmap, image, heads_);
    if (!saliency) {
      return std::move(saliency).error();
    }
    auto qualities = map_quality(*saliency, mapping_);
    if (!qualities) {
      return std::move(qualities).error();
    }
    return encoder_.encode(image, &*qualities, sink);
  });
}

Result<std::vector<std::uint8_t>> encode(const Model& model, const ImageView& image,
                                         const EncodeOptions& options, const QualityMapping& mapping,
                                         Heads heads) {
  auto encoder = Encoder::create(model, options, mapping, heads);
  if (!encoder) {
    return std::move(encoder).error();
  }
  VectorSink sink;
  if (auto encoded = encoder->encode(image, sink); !encoded) {
    return std::move(encoded).error();
  }
  return sink.take();
}

}  // namespace jpegaware::saliency
