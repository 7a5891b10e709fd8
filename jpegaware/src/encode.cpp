// SPDX-License-Identifier: Apache-2.0
// The encoder's table of contents: checks what it is given, then calls the stages in order.
#include "jpegaware/encode.h"

#include <memory>
#include <utility>

#include "bitstream_writer.h"
#include "call_watch.h"
#include "cancellation.h"
#include "choose_levels.h"
#include "coefficient_image.h"
#include "encode_checks.h"
#include "forward_transform.h"
#include "marked_options.h"
#include "no_throw.h"
#include "scan_script.h"

namespace jpegaware {
namespace {

// Shares of an encode's time that are over after each stage, of the default effort on Kodak photos;
// measured 2026-11-21. They only steer progress bars.
constexpr double kTransformed = 0.2;
constexpr double kLevelsChosen = 0.7;
constexpr double kScansChosen = 0.75;

/// The next picture's coefficients may lie where this one's levels did.
void keep_memory(detail::CoefficientImage levels, detail::CoefficientPlanes& coefficients) {
  coefficients.components.resize(levels.components.size());
  for (std::size_t c = 0; c < levels.components.size(); ++c) {
    if (coefficients.components[c].values.empty()) {
      coefficients.components[c] = std::move(levels.components[c].levels);
    }
  }
}

Result<void> run_stages(const ImageView& image, const BlockQualityMap& quality_map,
                        const EncodeOptions& asked, detail::CoefficientPlanes& coefficients,
                        ByteSink& sink) {
  detail::CallWatch watch(asked);
  const EncodeOptions& options = watch.stage_options();
  detail::Cancellation cancellation(options.should_cancel);

  auto transformed = watch.stage("forward transform", kTransformed, [&] {
    return detail::forward_transform(image, options, cancellation, coefficients);
  });
  if (!transformed) {
    return transformed;
  }
  auto levels = watch.stage("choose levels", kLevelsChosen, [&] {
    return detail::choose_levels(std::move(coefficients), quality_map, options);
  });
  if (!levels) {
    return levels.error();
  }
  const auto script = watch.stage("choose scans", kScansChosen, [&]() -> Result<detail::ScanScript> {
    return detail::choose_scan_script(*levels, options);
  });
  if (!script) {
    return script.error();
  }
  const detail::MarkedOptions marked(options, quality_map);
  auto written = watch.stage("write bitstream", 1.0, [&] {
    return detail::write_bitstream(*levels, *script, marked.options(), cancellation, sink);
  });
  keep_memory(std::move(*levels), coefficients);
  return written;
}

Result<std::vector<std::uint8_t>> encode_to_memory(const ImageView& image,
                                                   const BlockQualityMap* quality_map,
                                                   const EncodeOptions& options) {
  auto encoder = Encoder::create(options);
  if (!encoder) {
    return std::move(encoder).error();
  }
  VectorSink sink;
  if (auto encoded = encoder->encode(image, quality_map, sink); !encoded) {
    return std::move(encoded).error();
  }
  return sink.take();
}

}  // namespace

struct Encoder::State {
  EncodeOptions options;
  detail::CoefficientPlanes coefficients;  ///< kept from picture to picture
};

Encoder::Encoder(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Encoder::~Encoder() = default;
Encoder::Encoder(Encoder&&) noexcept = default;
Encoder& Encoder::operator=(Encoder&&) noexcept = default;

Result<Encoder> Encoder::create(const EncodeOptions& options) {
  return detail::no_throw([&]() -> Result<Encoder> {
    if (auto checked = validate(options); !checked) {
      return std::move(checked).error();
    }
    return Encoder(std::make_unique<State>(State{options, {}}));
  });
}

Result<void> Encoder::encode(const ImageView& image, const BlockQualityMap* quality_map,
                             ByteSink& sink) {
  return detail::no_throw([&]() -> Result<void> {
    if (auto checked = detail::check_image(image, state_->options); !checked) {
      return checked;
    }
    if (quality_map != nullptr) {
      const auto checked = detail::check_map(BlockGrid::for_image(image.width_px, image.height_px), *quality_map);
      return checked ? run_stages(image, *quality_map, state_->options, state_->coefficients, sink)
                     : checked;
    }
    const auto quality = static_cast<float>(state_->options.quality_1_100);
    const auto uniform =
        BlockQualityMap::uniform(BlockGrid::for_image(image.width_px, image.height_px), quality);
    return uniform ? run_stages(image, *uniform, state_->options, state_->coefficients, sink)
                   : uniform.error();
  });
}

Result<std::vector<std::uint8_t>> encode(const ImageView& image, const EncodeOptions& options) {
  return encode_to_memory(image, nullptr, options);
}

Result<std::vector<std::uint8_t>> encode(const ImageView& image, const BlockQualityMap& quality_map,
                                         const EncodeOptions& options) {
  return encode_to_memory(image, &quality_map, options);
}

}  // namespace jpegaware
