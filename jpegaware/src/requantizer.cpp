// SPDX-License-Identifier: Apache-2.0
// Coefficients made or read once, files written from them as often as wanted.
#include "jpegaware/requantizer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "bitstream_writer.h"
#include "call_watch.h"
#include "cancellation.h"
#include "choose_levels.h"
#include "encode_checks.h"
#include "forward_transform.h"
#include "libjpeg_reader.h"
#include "marked_options.h"
#include "no_throw.h"
#include "scan_script.h"
#include "segment_splice.h"
#include "source_levels.h"

namespace jpegaware {
namespace {

// Shares of a call's time that are over after each stage, as in encode.cpp but without the
// transform. They only steer progress bars.
constexpr double kLevelsChosen = 0.6;
constexpr double kScansChosen = 0.65;

/// A JPEG that was read, and what of it goes into new files.
struct Source {
  std::vector<std::uint8_t> file;
  detail::SourceFile parts;
  SourceMetadata metadata = SourceMetadata::kKeep;
  std::optional<MapMark> mark;
  float quality_1_100 = 100.0F;
};

std::optional<MapMark> find_mark(const std::vector<detail::SourceSegment>& segments) {
  for (const detail::SourceSegment& segment : segments) {
    if (const auto mark = parse_map_mark(segment.code, segment.payload)) {
      return mark;
    }
  }
  return std::nullopt;
}

bool is_icc_segment(const detail::SourceSegment& segment) {
  constexpr std::uint8_t kApp2 = 0xE2;
  constexpr std::string_view kName{"ICC_PROFILE\0", 12};
  return segment.code == kApp2 && segment.payload.size() >= kName.size() &&
         std::equal(kName.begin(), kName.end(), segment.payload.begin(),
                    [](char letter, std::uint8_t byte) {
                      return static_cast<std::uint8_t>(letter) == byte;
                    });
}

/// The caller's options with the kept segments of the source in front of the caller's own.
class SourceOptions {
 public:
  SourceOptions(const EncodeOptions& options, const Source& source) : options_(options) {
    if (source.metadata == SourceMetadata::kDrop) {
      return;
    }
    for (const detail::SourceSegment& segment : source.parts.segments) {
      const bool replaced = !options.icc_profile.empty() && is_icc_segment(segment);
      if (!replaced) {
        segments_.push_back({segment.code, segment.payload});
      }
    }
    segments_.insert(segments_.end(), options.segments.begin(), options.segments.end());
    options_.segments = segments_;
    options_.density = source.parts.density;
  }
  SourceOptions(const SourceOptions&) = delete;
  SourceOptions& operator=(const SourceOptions&) = delete;
  [[nodiscard]] const EncodeOptions& options() const noexcept { return options_; }

 private:
  std::vector<MarkerSegment> segments_;
  EncodeOptions options_;
};

/// Has the file already lost what this map would take?
bool is_covered(const std::optional<MapMark>& mark, const BlockQualityMap& quality_map) {
  if (!mark) {
    return false;
  }
  const MapMark asked = map_mark(quality_map);
  return asked.highest_256ths >= mark->highest_256ths && asked.lowest_256ths >= mark->lowest_256ths;
}

/// Levels -> scans -> bytes.
Result<void> write_levels(const detail::CoefficientImage& levels, const EncodeOptions& marked,
                          detail::CallWatch& watch, ByteSink& sink) {
  detail::Cancellation cancellation(marked.should_cancel);
  const auto script = watch.stage(
      "choose scans", kScansChosen,
      [&]() -> Result<detail::ScanScript> { return detail::choose_scan_script(levels, marked); });
  if (!script) {
    return script.error();
  }
  return watch.stage("write bitstream", 1.0, [&] {
    return detail::write_bitstream(levels, *script, marked, cancellation, sink);
  });
}

Result<detail::CoefficientImage> quantize_source(const Source& source,
                                                 const BlockQualityMap& quality_map,
                                                 const EncodeOptions& options,
                                                 detail::CoefficientPlanes& coefficients) {
  detail::dequantize(source.parts.image, coefficients);
  const auto given = detail::tables_for(source.parts.image, quality_map.highest_1_100(), options);
  if (given.quality_1_100 != source.quality_1_100) {
    return detail::choose_levels(coefficients, quality_map, options, given);
  }
  const auto kept = detail::keep_blocks_at(given.quality_1_100, quality_map);
  if (!kept) {
    return kept.error();
  }
  EncodeOptions own_tables = options;
  own_tables.front_end = FrontEnd::kReference;  // their quality is told on Annex K's scale
  return detail::choose_levels(coefficients, *kept, own_tables, given);
}

struct Candidate {
  FileOrigin origin = FileOrigin::kQuantized;
  std::vector<std::uint8_t> file;
};

void keep_smaller(Candidate& best, FileOrigin origin, std::vector<std::uint8_t> file) {
  if (best.file.empty() || file.size() < best.file.size()) {
    best = {origin, std::move(file)};
  }
}

/// The source's own bytes, its segments changed as asked, where they may stand for the file.
void consider_own_bytes(const Source& source, const EncodeOptions& options, Candidate& best) {
  const bool layout_fits = options.scan_layout == ScanLayout::kProgressive ||
                           source.parts.layout == ScanLayout::kSequentialBaseline;
  if (!layout_fits || !options.icc_profile.empty()) {
    return;
  }
  const bool mark_stays = !source.mark || options.mark == FileMark::kWrite;
  if (source.metadata == SourceMetadata::kKeep && options.segments.empty() && mark_stays) {
    keep_smaller(best, FileOrigin::kUnchanged, source.file);
    return;
  }
  const SourceOptions kept(options, source);
  EncodeOptions own = kept.options();
  own.mark = source.mark ? options.mark : FileMark::kOmit;
  const detail::MarkedOptions marked(own, source.mark.value_or(MapMark{}));
  keep_smaller(best, FileOrigin::kUnchanged,
               detail::with_segments(source.file, marked.options().segments));
}

/// The source's levels as they are, with the mark that it had; without one, with the map's: it has
/// nothing to lose to this map either.
Result<void> consider_recoding(const Source& source, const BlockQualityMap& quality_map,
                               const EncodeOptions& kept, detail::CallWatch& watch,
                               Candidate& best) {
  const detail::MarkedOptions marked(kept, source.mark.value_or(map_mark(quality_map)));
  VectorSink recoded;
  if (auto written = write_levels(source.parts.image, marked.options(), watch, recoded); !written) {
    return written;
  }
  keep_smaller(best, FileOrigin::kRecoded, recoded.take());
  return {};
}

/// Levels chosen for the map, in the source's coefficients.
Result<void> consider_quantizing(const Source& source, const BlockQualityMap& quality_map,
                                 const EncodeOptions& kept, detail::CoefficientPlanes& scratch,
                                 detail::CallWatch& watch, Candidate& best) {
  const auto levels = watch.stage("choose levels", kLevelsChosen, [&] {
    return quantize_source(source, quality_map, kept, scratch);
  });
  if (!levels) {
    return levels.error();
  }
  const detail::MarkedOptions marked(kept, quality_map);
  VectorSink quantized;
  if (auto written = write_levels(*levels, marked.options(), watch, quantized); !written) {
    return written;
  }
  keep_smaller(best, FileOrigin::kQuantized, quantized.take());
  return {};
}

/// The smallest of what the source may become for this map.
Result<Candidate> requantize(const Source& source, const BlockQualityMap& quality_map,
                             detail::CoefficientPlanes& scratch, detail::CallWatch& watch) {
  const SourceOptions kept(watch.stage_options(), source);
  Candidate best;
  if (!is_covered(source.mark, quality_map)) {
    auto quantized = consider_quantizing(source, quality_map, kept.options(), scratch, watch, best);
    if (!quantized) {
      return quantized.error();
    }
  }
  if (best.file.empty() || best.file.size() >= source.file.size()) {
    if (auto recoded = consider_recoding(source, quality_map, kept.options(), watch, best);
        !recoded) {
      return recoded.error();
    }
  }
  consider_own_bytes(source, watch.stage_options(), best);
  return best;
}

}  // namespace

struct Requantizer::State {
  EncodeOptions options;
  detail::CoefficientPlanes coefficients;  ///< of the pixels; scratch where a JPEG was read
  std::optional<Source> source;
};

Requantizer::Requantizer(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Requantizer::~Requantizer() = default;
Requantizer::Requantizer(Requantizer&&) noexcept = default;
Requantizer& Requantizer::operator=(Requantizer&&) noexcept = default;

Result<Requantizer> Requantizer::from_pixels(const ImageView& image, const EncodeOptions& options) {
  return detail::no_throw([&]() -> Result<Requantizer> {
    if (auto checked = validate(options); !checked) {
      return checked.error();
    }
    if (auto checked = detail::check_image(image, options); !checked) {
      return checked.error();
    }
    auto state = std::make_unique<State>(State{options, {}, std::nullopt});
    detail::CallWatch watch(options);
    detail::Cancellation cancellation(watch.stage_options().should_cancel);
    auto transformed = watch.stage("forward transform", kLevelsChosen, [&] {
      return detail::forward_transform(image, watch.stage_options(), cancellation,
                                       state->coefficients);
    });
    if (!transformed) {
      return transformed.error();
    }
    return Requantizer(std::move(state));
  });
}

Result<Requantizer> Requantizer::from_jpeg(std::span<const std::uint8_t> file,
                                           SourceMetadata metadata, const EncodeOptions& options) {
  return detail::no_throw([&]() -> Result<Requantizer> {
    if (auto checked = validate(options); !checked) {
      return checked.error();
    }
    detail::CallWatch watch(options);
    detail::Cancellation cancellation(watch.stage_options().should_cancel);
    auto parts = watch.stage("read levels", kLevelsChosen, [&] {
      return detail::read_jpeg(file, options.max_pixels, cancellation);
    });
    if (!parts) {
      return parts.error();
    }
    Source source{{file.begin(), file.end()}, std::move(*parts), metadata, std::nullopt, 100.0F};
    source.mark = find_mark(source.parts.segments);
    source.quality_1_100 = detail::quality_of_tables(source.parts.image);
    return Requantizer(std::make_unique<State>(State{options, {}, std::move(source)}));
  });
}

BlockGrid Requantizer::grid() const noexcept {
  const auto& geometry =
      state_->source ? state_->source->parts.image.geometry : state_->coefficients.geometry;
  return BlockGrid::for_image(geometry.width_px, geometry.height_px);
}

std::optional<MapMark> Requantizer::source_mark() const noexcept {
  return state_->source ? state_->source->mark : std::nullopt;
}

std::optional<float> Requantizer::source_quality_1_100() const noexcept {
  return state_->source ? std::optional(state_->source->quality_1_100) : std::nullopt;
}

Result<FileOrigin> Requantizer::encode(const BlockQualityMap& quality_map, ByteSink& sink) {
  return detail::no_throw([&]() -> Result<FileOrigin> {
    if (auto checked = detail::check_map(grid(), quality_map); !checked) {
      return checked.error();
    }
    detail::CallWatch watch(state_->options);
    if (state_->source) {
      auto best = requantize(*state_->source, quality_map, state_->coefficients, watch);
      if (!best) {
        return best.error();
      }
      auto written = sink.write(best->file);
      return written ? Result<FileOrigin>(best->origin) : Result<FileOrigin>(written.error());
    }
    const EncodeOptions& options = watch.stage_options();
    const auto levels = watch.stage("choose levels", kLevelsChosen, [&] {
      return detail::choose_levels(state_->coefficients, quality_map, options);
    });
    if (!levels) {
      return levels.error();
    }
    const detail::MarkedOptions marked(options, quality_map);
    auto written = write_levels(*levels, marked.options(), watch, sink);
    return written ? Result<FileOrigin>(FileOrigin::kQuantized)
                   : Result<FileOrigin>(written.error());
  });
}

Result<std::vector<std::uint8_t>> transcode(std::span<const std::uint8_t> file,
                                            const BlockQualityMap& quality_map,
                                            SourceMetadata metadata, const EncodeOptions& options) {
  auto requantizer = Requantizer::from_jpeg(file, metadata, options);
  if (!requantizer) {
    return std::move(requantizer).error();
  }
  VectorSink sink;
  if (auto written = requantizer->encode(quality_map, sink); !written) {
    return std::move(written).error();
  }
  return sink.take();
}

}  // namespace jpegaware
