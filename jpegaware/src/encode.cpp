// SPDX-License-Identifier: Apache-2.0
// The encoder's table of contents: checks what it is given, then calls the stages in order.
#include "jpegaware/encode.h"

#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "bitstream_writer.h"
#include "cancellation.h"
#include "choose_levels.h"
#include "coefficient_image.h"
#include "forward_transform.h"
#include "scan_script.h"

namespace jpegaware {
namespace {

/// Tells the caller each stage's name and time when the stage's scope ends.
class StageTimer {
 public:
  StageTimer(const EncodeOptions& options, std::string_view stage)
      : options_(options), stage_(stage), start_(std::chrono::steady_clock::now()) {}
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;
  ~StageTimer() {
    if (options_.on_stage) {
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
      options_.on_stage(stage_, elapsed.count());
    }
  }

 private:
  const EncodeOptions& options_;
  std::string_view stage_;
  std::chrono::steady_clock::time_point start_;
};

/// Calls one stage, timed; the stage's Result comes back.
template <typename Stage>
auto timed(const EncodeOptions& options, std::string_view name, Stage stage) {
  const StageTimer timer(options, name);
  return stage();
}

Result<void> check_image(const ImageView& image, const EncodeOptions& options) {
  if (auto checked = validate(image); !checked) {
    return checked;
  }
  const std::int64_t pixels = std::int64_t{image.width_px} * image.height_px;
  if (pixels > options.max_pixels) {
    return Error{ErrorCode::kInvalidArgument, "image: " + std::to_string(pixels) +
                                                  " pixels are more than the limit of " +
                                                  std::to_string(options.max_pixels)};
  }
  return {};
}

Result<void> check_map(const ImageView& image, const BlockQualityMap& quality_map) {
  const BlockGrid grid = BlockGrid::for_image(image.width_px, image.height_px);
  if (quality_map.grid() != grid) {
    return Error{ErrorCode::kInvalidArgument,
                 "block quality map: " + std::to_string(quality_map.grid().width_blocks) + " x " +
                     std::to_string(quality_map.grid().height_blocks) + " blocks, but the picture has " +
                     std::to_string(grid.width_blocks) + " x " + std::to_string(grid.height_blocks)};
  }
  return {};
}

Result<void> run_stages(const ImageView& image, const BlockQualityMap& quality_map,
                        const EncodeOptions& options, detail::CoefficientPlanes& coefficients,
                        ByteSink& sink) {
  detail::Cancellation cancellation(options.should_cancel);

  auto transformed = timed(options, "forward transform", [&] {
    return detail::forward_transform(image, options, cancellation, coefficients);
  });
  if (!transformed) {
    return transformed;
  }
  const auto levels = timed(options, "choose levels", [&] {
    return detail::choose_levels(coefficients, quality_map, options);
  });
  if (!levels) {
    return levels.error();
  }
  const auto script = timed(options, "choose scans", [&] {
    return detail::choose_scan_script(*levels, options);
  });
  return timed(options, "write bitstream", [&] {
    return detail::write_bitstream(*levels, script, options, cancellation, sink);
  });
}

Result<std::vector<std::uint8_t>> encode_to_memory(const ImageView& image,
                                                   const BlockQualityMap* quality_map,
                                                   const EncodeOptions& options) {
  auto encoder = Encoder::create(options);
  if (!encoder) {
    return encoder.error();
  }
  VectorSink sink;
  if (auto encoded = encoder->encode(image, quality_map, sink); !encoded) {
    return encoded.error();
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
  if (auto checked = validate(options); !checked) {
    return checked.error();
  }
  try {
    return Encoder(std::make_unique<State>(State{options, {}}));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory for an encoder"};
  }
}

Result<void> Encoder::encode(const ImageView& image, const BlockQualityMap* quality_map,
                             ByteSink& sink) {
  if (auto checked = check_image(image, state_->options); !checked) {
    return checked;
  }
  try {
    if (quality_map == nullptr) {
      const auto quality = static_cast<float>(state_->options.quality_1_100);
      const auto uniform =
          BlockQualityMap::uniform(BlockGrid::for_image(image.width_px, image.height_px), quality);
      return uniform ? run_stages(image, *uniform, state_->options, state_->coefficients, sink)
                     : uniform.error();
    }
    if (auto checked = check_map(image, *quality_map); !checked) {
      return checked;
    }
    return run_stages(image, *quality_map, state_->options, state_->coefficients, sink);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "not enough memory for a picture of " +
                                              std::to_string(image.width_px) + " x " +
                                              std::to_string(image.height_px) + " pixels"};
  }
}

Result<std::vector<std::uint8_t>> encode(const ImageView& image, const EncodeOptions& options) {
  return encode_to_memory(image, nullptr, options);
}

Result<std::vector<std::uint8_t>> encode(const ImageView& image, const BlockQualityMap& quality_map,
                                         const EncodeOptions& options) {
  return encode_to_memory(image, &quality_map, options);
}

}  // namespace jpegaware
