// SPDX-License-Identifier: Apache-2.0
// The table of contents of the product: picture -> heatmap -> saliency -> qualities -> file.
#include "saliency/encode.h"

#include <utility>

namespace jpegaware::saliency {

Result<std::vector<std::uint8_t>> encode(const Model& model, const ImageView& image,
                                         const EncodeOptions& options, const QualityMapping& mapping,
                                         Heads heads) {
  if (auto checked = validate(options); !checked) {
    return std::move(checked).error();
  }
  auto heatmap = model.heatmap(image);
  if (!heatmap) {
    return std::move(heatmap).error();
  }
  auto saliency = make_saliency_map(*heatmap, image, heads);
  if (!saliency) {
    return std::move(saliency).error();
  }
  QualityMapping asked = mapping;
  asked.region_quality_1_100 = options.quality_1_100;
  auto qualities = map_quality(*saliency, asked);
  if (!qualities) {
    return std::move(qualities).error();
  }
  return jpegaware::encode(image, *qualities, options);
}

}  // namespace jpegaware::saliency
